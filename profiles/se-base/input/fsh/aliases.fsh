// Identifiers
Alias: $personnummer = http://electronichealth.se/identifier/personnummer
Alias: $samordningsnummer = http://electronichealth.se/identifier/samordningsnummer
Alias: $nationellt-reservnummer = http://electronichealth.se/identifier/nationelltReservnummer
Alias: $lma-nummer = http://electronichealth.se/identifier/LMA-nummer
Alias: $hsa-id = urn:oid:1.2.752.29.4.19
Alias: $organisationsnummer = urn:oid:2.5.4.97
Alias: $legitimationsnummer = urn:oid:1.2.752.116.3.1.1
Alias: $forskrivarkod = urn:oid:1.2.752.116.3.1.2

// Code systems
Alias: $identifier-type = http://terminology.hl7.org/CodeSystem/v2-0203
Alias: $snomed = http://snomed.info/sct
Alias: $snomed-se = http://snomed.info/sct|http://snomed.info/sct/45991000052106
Alias: $hosp-yrke = urn:oid:1.2.752.116.3.1.3
Alias: $sosnyk = urn:oid:1.2.752.116.1.3.6
Alias: $hsa-verksamhet = urn:oid:1.2.752.129.2.2.1.3
// 759 is how version 1.1.0 has it; the OID that is registered, and that most systems send, has 752. The open slicing takes both.
Alias: $hsa-befattning = urn:oid:1.2.759.129.2.2.1.4
Alias: $v3-MaritalStatus = http://terminology.hl7.org/CodeSystem/v3-MaritalStatus
Alias: $v3-ActCode = http://terminology.hl7.org/CodeSystem/v3-ActCode
Alias: $v3-EntityNamePartQualifierR2 = http://terminology.hl7.org/CodeSystem/v3-EntityNamePartQualifierR2
