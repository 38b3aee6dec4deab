// Extensions of a receipt's outputs, one for each entry and one for each contact and register.

Extension: ReceiptEntry
Id: receipt-entry
Title: "Entry of a submission"
Description: "FHIRPath of the entry that an output is about, in the submitted bundle: `Bundle.entry[3]`."
Context: Task.output
* insert Published
* insert ValueOf(string)

Extension: ReceiptMethod
Id: receipt-method
Title: "Method of an entry"
Description: "What the entry asked for."
Context: Task.output
* insert Published
* insert ValueOf(code)
* valueCode from http://hl7.org/fhir/ValueSet/http-verb (required)

Extension: ReceiptStatus
Id: receipt-status
Title: "Status of an entry's response"
Description: "The HTTP status that the entry got in the answer."
Context: Task.output
* insert Published
* insert ValueOf(string)

Extension: ReceiptResource
Id: receipt-resource
Title: "Resource of an output"
Description: "What the entry made or changed, with its version, or the contact that a register decided on; as the sender knows it."
Context: Task.output
* insert Published
* value[x] 1..1
* value[x] only Reference

Extension: ReceiptRule
Id: receipt-rule
Title: "Rule of an outcome"
Description: "The rule behind an outcome that is none of the gateway's own requirements: the address of a rule of FHIR, or a constraint's key."
Context: Task.output
* insert Published
* insert ValueOf(string)

Extension: ReceiptNotKept
Id: receipt-not-kept
Title: "Not kept"
Description: "An element of the entry's resource that was not stored, since no receiving register uses it."
Context: Task.output
* insert Published
* insert ValueOf(string)

Extension: ReceiptRegister
Id: receipt-register
Title: "Register"
Description: "Id of the register that decided."
Context: Task.output
* insert Published
* insert ValueOf(code)

Extension: ReceiptSpecification
Id: receipt-specification
Title: "Specification of a register"
Description: "The version of the register's specification that applied, by the date of the event."
Context: Task.output
* insert Published
* insert ValueOf(string)

Extension: ReceiptMissing
Id: receipt-missing
Title: "Missing variable"
Description: "Id of a variable that a draft still lacks."
Context: Task.output
* insert Published
* insert ValueOf(code)

Extension: ReceiptLaw
Id: receipt-law
Title: "Law of an outcome"
Description: "The law behind a register's decision."
Context: Task.output
* insert Published
* insert ValueOf(string)

Extension: ReceiptLink
Id: receipt
Title: "Receipt of a submission"
Description: "Where the receipt of the refused submission is."
Context: OperationOutcome
* insert Published
* insert ValueOf(url)

// What a stored Patient says in place of identifiers.

Extension: LegalSex
Id: legal-sex
Title: "Legal sex"
Description: "As the identifier says it, else as the sender did."
Context: Patient
* insert Published
* insert ValueOf(code)
* valueCode from https://sluss.se/fhir/ValueSet/kon (required)

Extension: IdentifierKind
Id: identifier-kind
Title: "Kind of identifier"
Description: "Which kind of identifier the person was submitted with. The identifier itself is kept apart, encrypted."
Context: Patient
* insert Published
* insert ValueOf(code)
* valueCode from https://sluss.se/fhir/ValueSet/identifier-kind (required)
