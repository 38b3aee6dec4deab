Profile: SlussOrganization
Parent: Organization
Title: "Organization of a submission"
Description: "A vårdgivare, or a unit of it. The hospital, the clinic and the municipality are identifiers of the unit or of one above it (`partOf`)."
* insert Published
* insert Versioned
* insert KeptIdentifier
* insert SlicedBySystem(identifier)
* identifier contains
    hsaid 0..1 and
    organisationsnummer 0..1 and
    sjukhuskod 0..1 and
    klinik 0..1 and
    kommunkod 0..1
* insert IdentifierOf(hsaid, $hsa-id)
* insert IdentifierOf(organisationsnummer, $organisationsnummer)
* insert IdentifierOf(sjukhuskod, $sjukhuskod)
* identifier[sjukhuskod].value obeys sluss-sjukhuskod
* insert IdentifierOf(klinik, $klinik)
* insert IdentifierOf(kommunkod, $kommunkod-id)
* identifier[kommunkod].value obeys sluss-kommunkod
* insert KeptConcept(type)
* insert SlicedBySystem(type.coding)
* type.coding contains mvo 0..1
* insert CodingOf(type.coding, mvo, $mvo, $MvoVS)
* insert KeptReference(partOf)

Profile: SlussPractitioner
Parent: Practitioner
Title: "Practitioner of a submission"
Description: "A member of staff, by HSA-id. Registers ask for the profession (PractitionerRole), never for the name, which is dropped."
* insert Published
* insert Versioned
* insert KeptIdentifier
* insert SlicedBySystem(identifier)
* identifier contains hsaid 0..1
* insert IdentifierOf(hsaid, $hsa-id)

Profile: SlussPractitionerRole
Parent: PractitionerRole
Title: "Profession of a submission"
Description: "As what a member of staff took part: by SOSNYK, HOSP, or KVÅ's codes of professions (XS910–XS926)."
* insert Published
* insert Versioned
* insert KeptIdentifier
* insert KeptReference(practitioner)
* insert KeptReference(organization)
* insert KeptConcept(code)
* insert SlicedBySystem(code.coding)
* code.coding contains
    sosnyk 0..1 and
    hosp 0..1 and
    kva 0..1
* insert CodingOf(code.coding, sosnyk, $sosnyk, $SEBaseSOSNYKVS)
* insert CodingOf(code.coding, hosp, $hosp-yrke, $SEBaseHOSPLegitimationsYrkeVS)
* insert ReportableCodingOf(code.coding, kva, $kva, $KvaVS)
* code.coding[kva].code obeys sluss-kva

Profile: SlussProvenance
Parent: Provenance
Title: "Provenance of a submission"
Description: "For which vårdgivare the bundle is sent: the agent of type custodian. A bundle without it is taken for the client's only vårdgivare."
* insert Published
* agent ^slicing.discriminator.type = #pattern
* agent ^slicing.discriminator.path = "type"
* agent ^slicing.rules = #open
* agent contains custodian 0..1 MS
* agent[custodian].type 1..
* agent[custodian].type = $participant-type#custodian
* agent[custodian].who MS
* agent[custodian].who only Reference(Organization)
* agent[custodian].who obeys sluss-prv-who

Profile: SlussMessageHeader
Parent: MessageHeader
Title: "Header of a submitted message"
Description: "For which vårdgivare a bundle of type message is sent: `responsible`. The event is the sender's own; none is demanded."
* insert Published
* responsible MS
* responsible only Reference(Organization)
