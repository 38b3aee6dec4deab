Profile: SlussCondition
Parent: Condition
Title: "Diagnosis of a submission"
Description: "One diagnosis or one external cause of a contact, by its ICD-10-SE code. Whether it is the main one is said by the contact (`Encounter.diagnosis`). A medicine behind it is said by a further ATC coding, or by the standard extension condition-dueTo."
* insert Published
* insert Versioned
* obeys sluss-con-code
* extension contains http://hl7.org/fhir/StructureDefinition/condition-dueTo named dueTo 0..* MS
* insert KeptConcept(extension[dueTo].valueCodeableConcept)
* insert SlicedBySystem(extension[dueTo].valueCodeableConcept.coding)
* extension[dueTo].valueCodeableConcept.coding contains atc 0..1
* insert ReportableCodingOf(extension[dueTo].valueCodeableConcept.coding, atc, $atc, $AtcVS)
* extension[dueTo].valueCodeableConcept.coding[atc].code obeys sluss-atc
* insert KeptIdentifier
* insert KeptConcept(verificationStatus)
* insert KeptConcept(code)
* insert SlicedBySystem(code.coding)
* code.coding contains
    icd10se 0..1 and
    atc 0..*
* insert ReportableCodingOf(code.coding, icd10se, $icd-10-se, $Icd10SeVS)
* code.coding[icd10se].code obeys sluss-icd-10-se
* insert ReportableCodingOf(code.coding, atc, $atc, $AtcVS)
* code.coding[atc].code obeys sluss-atc
* insert KeptReference(subject)
* subject only Reference(Patient)
* insert KeptReference(encounter)

Profile: SlussProcedure
Parent: Procedure
Title: "Procedure of a submission"
Description: "One åtgärd of a contact, by its KVÅ code. Medicines that were part of it follow in `usedCode`. In municipal care the professions that performed it are told by `performer`."
* insert Published
* insert Versioned
* obeys sluss-pro-code
* insert KeptIdentifier
* status MS
* insert KeptConcept(code)
* insert SlicedBySystem(code.coding)
* code.coding contains kva 0..1
* insert ReportableCodingOf(code.coding, kva, $kva, $KvaVS)
* code.coding[kva].code obeys sluss-kva
* insert KeptReference(subject)
* subject only Reference(Patient)
* insert KeptReference(encounter)
* performed[x] MS
* performed[x] only dateTime or Period
* performedDateTime obeys sluss-day
* performedPeriod.start obeys sluss-day
* performer MS
* insert KeptConcept(performer.function)
* insert KeptReference(performer.actor)
* insert KeptConcept(usedCode)
* insert SlicedBySystem(usedCode.coding)
* usedCode.coding contains atc 0..1
* insert ReportableCodingOf(usedCode.coding, atc, $atc, $AtcVS)
* usedCode.coding[atc].code obeys sluss-atc

Profile: SlussMedicationAdministration
Parent: MedicationAdministration
Title: "Administration of a medicine of a submission"
Description: "A medicine given during a contact, by its ATC code. One that was part of a procedure says so (`partOf`), or is told by the procedure instead (`Procedure.usedCode`)."
* insert Published
* insert Versioned
* obeys sluss-med-code
* insert KeptIdentifier
* status MS
* medication[x] only CodeableConcept
* insert KeptConcept(medicationCodeableConcept)
* insert SlicedBySystem(medicationCodeableConcept.coding)
* medicationCodeableConcept.coding contains atc 0..1
* insert ReportableCodingOf(medicationCodeableConcept.coding, atc, $atc, $AtcVS)
* medicationCodeableConcept.coding[atc].code obeys sluss-atc
* insert KeptReference(subject)
* subject only Reference(Patient)
* insert KeptReference(context)
* insert KeptReference(partOf)
* effective[x] MS
* effectiveDateTime obeys sluss-day
* effectivePeriod.start obeys sluss-day
