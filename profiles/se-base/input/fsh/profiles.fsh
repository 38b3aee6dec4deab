Profile: SEBaseHumanName
Parent: HumanName
Title: "Swedish name"
Description: "A name with room for mellannamn, the surname alone, and a mark on the given name that the person is called by (tilltalsnamn)."
* insert Published
* extension contains
    SEBaseMiddleNameExtension named middleName 0..1 and
    SEBaseOwnFamilyExtension named ownFamily 0..1
* given.extension contains http://hl7.org/fhir/StructureDefinition/iso21090-EN-qualifier named nameQualifier 0..1
* given.extension[nameQualifier].valueCode from SEBaseNamePartQualifierVS (required)

Profile: SEBasePatient
Parent: Patient
Title: "Swedish patient"
Description: "A patient with the national identifiers, at most one name, the official addresses and the marks of protected identity."
* insert Published
* meta.security.code from SecurityLabelVS (extensible)
* insert SlicedBySystem(identifier)
* identifier contains
    personnummer 0..1 and
    samordningsnummer 0..1 and
    nationelltReservnummer 0..1
* identifier[personnummer].system 1..
* identifier[personnummer].system = $personnummer
* identifier[samordningsnummer].system 1..
* identifier[samordningsnummer].system = $samordningsnummer
* identifier[nationelltReservnummer].system 1..
* identifier[nationelltReservnummer].system = $nationellt-reservnummer
* name 0..1
* name only SEBaseHumanName
* address.extension contains SEBaseAddressPersonExtension named officialAddressType 0..1
* maritalStatus from SEBaseMaritalStatusVS (extensible)

Profile: SEBaseLMANummer
Parent: Identifier
Title: "LMA number"
Description: "The number of the card that Migrationsverket gives to a person who seeks asylum."
* insert Published
* system 1..
* system = $lma-nummer

Profile: SEBaseOrganization
Parent: Organization
Title: "Swedish organization"
Description: "A vårdgivare or a unit of it, known by HSA-id, organisationsnummer or both."
* insert Published
* insert HsaIdentifier
* identifier contains organizationIdentifier 0..1
* identifier[organizationIdentifier].system 1..
* identifier[organizationIdentifier].system = $organisationsnummer
* identifier[organizationIdentifier].type = $identifier-type#XX
* type from SEBaseHSAVerksamhetVS (extensible)

Profile: SEBasePractitioner
Parent: Practitioner
Title: "Swedish practitioner"
Description: "A person who works in health care, with HSA-id, licence, prescriber's code and profession."
* insert Published
* insert HsaIdentifier
* name 0..1
* name only SEBaseHumanName
* address.extension contains SEBaseAddressPersonExtension named officialAddressType 0..1
* insert SlicedBySystem(qualification.identifier)
* qualification.identifier contains
    prescriber 0..1 and
    legitimation 0..1
* qualification.identifier[prescriber].system 1..
* qualification.identifier[prescriber].system = $forskrivarkod
* qualification.identifier[legitimation].system 1..
* qualification.identifier[legitimation].system = $legitimationsnummer
* insert SlicedBySystem(qualification.code.coding)
* qualification.code.coding contains
    hosp 0..1 and
    sosnyk 0..1 and
    skr-yrke 0..1 and
    hsa-befattning 0..1
* qualification.code.coding[hosp].system 1..
* qualification.code.coding[hosp].system = $hosp-yrke
* qualification.code.coding[hosp].code from SEBaseHOSPLegitimationsYrkeVS (required)
* qualification.code.coding[sosnyk].system 1..
* qualification.code.coding[sosnyk].system = $sosnyk
* qualification.code.coding[sosnyk].code from SEBaseSOSNYKVS (required)
* qualification.code.coding[skr-yrke].system 1..
* qualification.code.coding[skr-yrke].system = $snomed
* qualification.code.coding[skr-yrke].code from SEBaseSKRYrkeVS (extensible)
* qualification.code.coding[hsa-befattning].system 1..
* qualification.code.coding[hsa-befattning].system = $hsa-befattning
* qualification.code.coding[hsa-befattning] from SEBaseHSABefattningVS (required)

Profile: SEBasePractitionerRole
Parent: PractitionerRole
Title: "Swedish practitioner's role"
Description: "What a person does for an organization (medarbetaruppdrag), with profession, position and speciality."
* insert Published
* insert HsaIdentifier
* insert SlicedBySystem(code.coding)
* code.coding contains
    sosnyk 0..1 and
    skr-yrke 0..1 and
    hsa-befattning 0..1
* code.coding[sosnyk] from SEBaseSOSNYKVS (required)
* code.coding[skr-yrke] from SEBaseSKRYrkeVS (required)
* code.coding[hsa-befattning] from SEBaseHSABefattningVS (required)
* insert SlicedBySystem(specialty.coding)
* specialty.coding contains
    sosnyk 0..1 and
    skr-yrke 0..1
* specialty.coding[sosnyk] from SEBaseSOSNYKVS (required)
* specialty.coding[skr-yrke] from SEBaseSKRYrkeSpecialtyVS (required)
