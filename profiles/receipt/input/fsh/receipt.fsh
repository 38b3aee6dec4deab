Alias: $submission-outcome = https://sluss.se/fhir/CodeSystem/submission-outcome
Alias: $receipt-output = https://sluss.se/fhir/CodeSystem/receipt-output
Alias: $requirement = https://sluss.se/fhir/CodeSystem/requirement
Alias: $outcome-reason = https://sluss.se/fhir/CodeSystem/outcome-reason
Alias: $organisationsnummer = urn:oid:2.5.4.97
Alias: $client = https://sluss.se/fhir/NamingSystem/client

Invariant: sluss-rcp-findings
Description: "Findings that are told are contained"
Severity: #error
Expression: "output.where(type.coding.code = 'findings').exists() = contained.ofType(OperationOutcome).exists()"
* insert Swedish([["Fynd som räknas upp finns i kvittot"]])

RuleSet: Swedish(text)
* human.extension[0].url = "http://hl7.org/fhir/StructureDefinition/translation"
* human.extension[0].extension[0].url = "lang"
* human.extension[0].extension[0].valueCode = #sv
* human.extension[0].extension[1].url = "content"
* human.extension[0].extension[1].valueString = {text}

// An output about an entry or a register has its outcome: what became of it, by which rule, for what reason.
RuleSet: OutcomeOf(slice)
* output[{slice}].value[x] only CodeableConcept
* output[{slice}].valueCodeableConcept.coding 1..
* output[{slice}].valueCodeableConcept.coding ^slicing.discriminator.type = #value
* output[{slice}].valueCodeableConcept.coding ^slicing.discriminator.path = "system"
* output[{slice}].valueCodeableConcept.coding ^slicing.rules = #closed
* output[{slice}].valueCodeableConcept.coding contains
    outcome 1..1 and
    rule 0..1 and
    reason 0..1
* output[{slice}].valueCodeableConcept.coding[outcome] from https://sluss.se/fhir/ValueSet/submission-outcome (required)
* output[{slice}].valueCodeableConcept.coding[outcome].system 1..
* output[{slice}].valueCodeableConcept.coding[outcome].system = $submission-outcome (exactly)
* output[{slice}].valueCodeableConcept.coding[outcome].code 1..
* output[{slice}].valueCodeableConcept.coding[rule] from https://sluss.se/fhir/ValueSet/requirement (required)
* output[{slice}].valueCodeableConcept.coding[rule].system 1..
* output[{slice}].valueCodeableConcept.coding[rule].system = $requirement (exactly)
* output[{slice}].valueCodeableConcept.coding[rule].code 1..
* output[{slice}].valueCodeableConcept.coding[reason] from https://sluss.se/fhir/ValueSet/outcome-reason (extensible)
* output[{slice}].valueCodeableConcept.coding[reason].system 1..
* output[{slice}].valueCodeableConcept.coding[reason].system = $outcome-reason (exactly)
* output[{slice}].valueCodeableConcept.coding[reason].code 1..

Profile: SlussReceipt
Parent: Task
Title: "Receipt of a submission"
Description: "What became of each entry, and of each contact in each register. Holds no health data and no identifier of a person."
* insert Published
* obeys sluss-rcp-findings
* status from https://sluss.se/fhir/ValueSet/receipt-status (required)
* businessStatus 1..
* businessStatus from https://sluss.se/fhir/ValueSet/submission-outcome (required)
* intent = #order
* code 1..
* code = $receipt-output#submission
* for 0..0
* focus 0..0
* encounter 0..0
* authoredOn 1..
* requester 1..
* requester.identifier 1..
* requester.identifier.system 1..
* requester.identifier.system = $client (exactly)
* requester.identifier.value 1..
* owner 1..
* owner only Reference(Organization)
* owner.identifier 1..
* owner.identifier.system 1..
* owner.identifier.system = $organisationsnummer (exactly)
* owner.identifier.value 1..
* output 1..
* output ^slicing.discriminator.type = #pattern
* output ^slicing.discriminator.path = "type"
* output ^slicing.rules = #closed
* output contains
    entry 0..* and
    register 0..* and
    findings 0..1
* output[entry].type = $receipt-output#entry
* output[entry].extension contains
    ReceiptEntry named entry 1..1 and
    ReceiptMethod named method 1..1 and
    ReceiptStatus named status 1..1 and
    ReceiptResource named resource 0..1 and
    ReceiptRule named rule 0..1 and
    ReceiptNotKept named notKept 0..*
* insert OutcomeOf(entry)
* output[register].type = $receipt-output#register
* output[register].extension contains
    ReceiptRegister named register 1..1 and
    ReceiptEntry named entry 0..1 and
    ReceiptResource named resource 1..1 and
    ReceiptSpecification named specification 0..1 and
    ReceiptRule named rule 0..1 and
    ReceiptMissing named missing 0..* and
    ReceiptLaw named law 0..1
* insert OutcomeOf(register)
* output[findings].type = $receipt-output#findings
* output[findings].value[x] only Reference
