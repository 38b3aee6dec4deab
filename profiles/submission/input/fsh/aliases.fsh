// Identifiers
Alias: $personnummer = http://electronichealth.se/identifier/personnummer
Alias: $samordningsnummer = http://electronichealth.se/identifier/samordningsnummer
Alias: $nationellt-reservnummer = http://electronichealth.se/identifier/nationelltReservnummer
Alias: $hsa-id = urn:oid:1.2.752.29.4.19
Alias: $organisationsnummer = urn:oid:2.5.4.97
Alias: $sjukhuskod = https://sluss.se/fhir/NamingSystem/sjukhuskod
Alias: $klinik = https://sluss.se/fhir/NamingSystem/klinik
Alias: $kommunkod-id = https://sluss.se/fhir/NamingSystem/kommunkod

// Code systems
Alias: $icd-10-se = http://hl7.org/fhir/sid/icd-10-se
Alias: $kva = urn:oid:1.2.752.116.1.3.2.1.4
Alias: $atc = http://www.whocc.no/atc
Alias: $kommun = urn:oid:1.2.752.129.2.2.1.17
Alias: $hosp-yrke = urn:oid:1.2.752.116.3.1.3
Alias: $sosnyk = urn:oid:1.2.752.116.1.3.6
Alias: $par-ktyp = https://sluss.se/fhir/CodeSystem/par-ktyp
Alias: $par-verks-akut = https://sluss.se/fhir/CodeSystem/par-verks-akut
Alias: $par-insatt = https://sluss.se/fhir/CodeSystem/par-insatt
Alias: $par-utsatt = https://sluss.se/fhir/CodeSystem/par-utsatt
Alias: $vardniva = https://sluss.se/fhir/CodeSystem/vardniva
Alias: $mvo = https://sluss.se/fhir/CodeSystem/mvo
Alias: $legal-domain = https://sluss.se/fhir/CodeSystem/legal-domain
Alias: $psykiatrisk-vardform = https://sluss.se/fhir/CodeSystem/psykiatrisk-vardform
Alias: $security-label = http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel
Alias: $v3-ActCode = http://terminology.hl7.org/CodeSystem/v3-ActCode
Alias: $bundle-type = http://hl7.org/fhir/bundle-type
Alias: $participant-type = http://terminology.hl7.org/CodeSystem/provenance-participant-type

// Value sets
Alias: $SecurityLabelVS = http://hl7.se/fhir/ig/base/ValueSet/SecurityLabelVS
Alias: $SEBaseSOSNYKVS = http://hl7.se/fhir/ig/base/ValueSet/SEBaseSOSNYKVS
Alias: $SEBaseHOSPLegitimationsYrkeVS = http://hl7.se/fhir/ig/base/ValueSet/SEBaseHOSPLegitimationsYrkeVS
Alias: $KommunVS = https://sluss.se/fhir/ValueSet/kommun
Alias: $ParKtypVS = https://sluss.se/fhir/ValueSet/par-ktyp
Alias: $ParVerksAkutVS = https://sluss.se/fhir/ValueSet/par-verks-akut
Alias: $ParInsattVS = https://sluss.se/fhir/ValueSet/par-insatt
Alias: $ParUtsattVS = https://sluss.se/fhir/ValueSet/par-utsatt
Alias: $VardnivaVS = https://sluss.se/fhir/ValueSet/vardniva
Alias: $MvoVS = https://sluss.se/fhir/ValueSet/mvo
Alias: $LegalDomainVS = https://sluss.se/fhir/ValueSet/legal-domain
Alias: $PsykiatriskVardformVS = https://sluss.se/fhir/ValueSet/psykiatrisk-vardform
Alias: $Icd10SeVS = https://sluss.se/fhir/ValueSet/icd-10-se
Alias: $KvaVS = https://sluss.se/fhir/ValueSet/kva
Alias: $AtcVS = https://sluss.se/fhir/ValueSet/atc
