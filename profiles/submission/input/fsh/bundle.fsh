Profile: SlussSubmissionBundle
Parent: Bundle
Title: "A submission"
Description: "What is posted to the base address: a transaction (all or nothing), a batch (entry by entry) or a message. Resources of other kinds than those named here are welcome, and dropped."
* insert Published
* type MS
* type from SubmissionBundleType (required)
* entry 1..
* entry MS
* entry.fullUrl MS
* entry.resource MS
* entry.request MS
* entry.request.method MS
* entry.request.method obeys sluss-bdl-method
* entry.request.url MS
* entry ^slicing.discriminator.type = #type
* entry ^slicing.discriminator.path = "resource"
* entry ^slicing.rules = #open
* entry contains
    patient 0..* and
    encounter 0..* and
    condition 0..* and
    procedure 0..* and
    medicationAdministration 0..* and
    episodeOfCare 0..* and
    organization 0..* and
    practitioner 0..* and
    practitionerRole 0..* and
    provenance 0..* and
    messageHeader 0..1
* entry[patient].resource 1..
* entry[patient].resource only SlussPatient
* entry[encounter].resource 1..
* entry[encounter].resource only SlussEncounter
* entry[condition].resource 1..
* entry[condition].resource only SlussCondition
* entry[procedure].resource 1..
* entry[procedure].resource only SlussProcedure
* entry[medicationAdministration].resource 1..
* entry[medicationAdministration].resource only SlussMedicationAdministration
* entry[episodeOfCare].resource 1..
* entry[episodeOfCare].resource only SlussEpisodeOfCare
* entry[organization].resource 1..
* entry[organization].resource only SlussOrganization
* entry[practitioner].resource 1..
* entry[practitioner].resource only SlussPractitioner
* entry[practitionerRole].resource 1..
* entry[practitionerRole].resource only SlussPractitionerRole
* entry[provenance].resource 1..
* entry[provenance].resource only SlussProvenance
* entry[messageHeader].resource 1..
* entry[messageHeader].resource only SlussMessageHeader
