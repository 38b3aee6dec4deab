Extension: Kommunkod
Id: kommunkod
Title: "Kommunkod of an address"
Description: "The municipality in which the address is, by SCB's four digits. On the address of `use` home: where the person is registered (folkbokförd)."
Context: Address
* insert Published
* value[x] 1..1
* value[x] only Coding
* valueCoding from $KommunVS (required)
* valueCoding.system 1..
* valueCoding.system = $kommun (exactly)
* valueCoding.code 1..

Profile: SlussPatient
Parent: Patient
Title: "Patient of a submission"
Description: "Who the care was given to. Takes HL7 Sweden's SEBasePatient and the IPS or EU shape of Inera's guides alike, because it constrains only what is kept: identifiers, legal sex, year of birth, municipality, protection. Names, streets and telephone numbers are welcome, and dropped."
* insert Published
* insert Versioned
* meta.security MS
* meta.security.system MS
* meta.security.code MS
* insert SlicedBySystem(meta.security)
* meta.security contains protection 0..*
* insert CodingOf(meta.security, protection, $security-label, $SecurityLabelVS)
* insert KeptIdentifier
* insert SlicedBySystem(identifier)
* identifier contains
    personnummer 0..1 and
    samordningsnummer 0..1 and
    nationelltReservnummer 0..1
* insert IdentifierOf(personnummer, $personnummer)
* insert IdentifierOf(samordningsnummer, $samordningsnummer)
* insert IdentifierOf(nationelltReservnummer, $nationellt-reservnummer)
* gender MS
* birthDate MS
* address MS
* address.extension contains Kommunkod named kommunkod 0..1 MS
* address.extension[kommunkod].valueCoding MS
* address.extension[kommunkod].valueCoding.system MS
* address.extension[kommunkod].valueCoding.code MS
* address.use MS
* address.district MS
