RuleSet: Published
* ^experimental = false
* ^publisher = "Sluss"

// An invariant's text in Swedish, beside the English one.
RuleSet: Swedish(text)
* human.extension[0].url = "http://hl7.org/fhir/StructureDefinition/translation"
* human.extension[0].extension[0].url = "lang"
* human.extension[0].extension[0].valueCode = #sv
* human.extension[0].extension[1].url = "content"
* human.extension[0].extension[1].valueString = {text}

// Kept of a resource that may come again: the sender's own time of change decides which version is newest.
RuleSet: Versioned
* meta.lastUpdated MS

// Kept of a business identifier: what it says, nothing about it.
RuleSet: KeptIdentifier
* identifier MS
* identifier.system MS
* identifier.value MS

// Kept of a reference: where it points. A display may name the person.
RuleSet: KeptReference(path)
* {path} MS
* {path}.reference MS

// Kept of a concept: its codes. Text never fills a coded variable (S-7).
RuleSet: KeptConcept(path)
* {path} MS
* {path}.coding MS
* {path}.coding.system MS
* {path}.coding.code MS

// An open slicing by the system of an identifier or a coding: what is not named is welcome, and dropped.
RuleSet: SlicedBySystem(path)
* {path} ^slicing.discriminator.type = #value
* {path} ^slicing.discriminator.path = "system"
* {path} ^slicing.rules = #open

// A slice of a sliced `coding`: of one code system, from one value set.
RuleSet: CodingOf(path, slice, system, valueSet)
* {path}[{slice}] from {valueSet} (required)
* {path}[{slice}].system 1..
* {path}[{slice}].system = {system} (exactly)
* {path}[{slice}].code 1..

// The same of a large classification, whose value set leaves the headings out: a code that does not exist is an error whatever the binding, a heading
// is a code that is not yet exact enough, and may be completed later (S-5).
RuleSet: ReportableCodingOf(path, slice, system, valueSet)
* {path}[{slice}] from {valueSet} (extensible)
* {path}[{slice}].system 1..
* {path}[{slice}].system = {system} (exactly)
* {path}[{slice}].code 1..

// A slice of `identifier` that must say something.
RuleSet: IdentifierOf(slice, system)
* identifier[{slice}].system 1..
* identifier[{slice}].system = {system} (exactly)
* identifier[{slice}].value 1..
