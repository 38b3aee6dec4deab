ValueSet: SEBaseMaritalStatusVS
Title: "Civilstånd"
Description: "HL7's codes where they say the same; the national ones for registered partners."
* insert Published
* $v3-MaritalStatus#M "Married"
* $v3-MaritalStatus#D "Divorced"
* $v3-MaritalStatus#W "Widowed"
* $v3-MaritalStatus#U "unmarried"
* SEBaseMaritalStatusCS#RP
* SEBaseMaritalStatusCS#SP
* SEBaseMaritalStatusCS#EP

ValueSet: SecurityLabelVS
Title: "Marks of protected identity"
Description: "What `Patient.meta.security` may say of the person's protection."
* insert Published
* $v3-ActCode#DEMO
* SecurityLabelCS#sekretessmarkering
* SecurityLabelCS#skyddadFolkbokforing

ValueSet: SEBaseNamePartQualifierVS
Title: "Tilltalsnamn"
Description: "The one mark that a given name may carry: that the person is called by it."
* insert Published
* $v3-EntityNamePartQualifierR2#CL

ValueSet: SEBaseAddressPersonVS
Title: "Kinds of official address"
Description: "Folkbokföringsadress, särskild postadress, utlandsadress, uppgiven adress, by their SNOMED CT codes."
* insert Published
* ^copyright = "Includes four codes of SNOMED CT, which belongs to SNOMED International; its use needs a licence, which is national in Sweden."
* $snomed-se#63391000052104 "särskild postadress"
* $snomed-se#63381000052101 "folkbokföringsadress"
* $snomed-se#63401000052101 "utlandsadress"
* $snomed-se#63411000052104 "uppgiven adress"

ValueSet: SEBaseHSAVerksamhetVS
Title: "Verksamhetskoder of HSA"
Description: "Every code of the HSA catalogue's list of what a unit does."
* insert Published
* include codes from system $hsa-verksamhet

ValueSet: SEBaseHSABefattningVS
Title: "Befattningskoder of HSA"
Description: "Every code of the HSA catalogue's list of positions (paTitleCode)."
* insert Published
* include codes from system $hsa-befattning

ValueSet: SEBaseHOSPLegitimationsYrkeVS
Title: "Licensed professions"
Description: "Every profession of Socialstyrelsen's register of licensed staff (HOSP)."
* insert Published
* include codes from system $hosp-yrke

ValueSet: SEBaseSOSNYKVS
Title: "Professional categories"
Description: "Every code of Socialstyrelsens nationella yrkeskategorier (SOSNYK)."
* insert Published
* include codes from system $sosnyk

ValueSet: SEBaseSKRYrkeVS
Title: "Professions, by SNOMED CT"
Description: "The Swedish edition's reference sets of licensed and of other professions."
* insert Published
* include codes from system $snomed-se where concept in "67031000052107"
* include codes from system $snomed-se where concept in "68591000052102"

ValueSet: SEBaseSKRYrkeSpecialtyVS
Title: "Specialities, by SNOMED CT"
Description: "The Swedish edition's reference sets of the specialities of nurses, physicians and dentists."
* insert Published
* include codes from system $snomed-se where concept in "67051000052103"
* include codes from system $snomed-se where concept in "67081000052106"
* include codes from system $snomed-se where concept in "67071000052109"
