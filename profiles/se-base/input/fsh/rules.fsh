RuleSet: Published
* ^status = #active
* ^experimental = false
* ^publisher = "HL7 Sweden (constraints); Sluss (text)"

// An open slicing by the system of an identifier or a coding: what is not named is still welcome.
RuleSet: SlicedBySystem(path)
* {path} ^slicing.discriminator.type = #value
* {path} ^slicing.discriminator.path = "system"
* {path} ^slicing.rules = #open

RuleSet: HsaIdentifier
* insert SlicedBySystem(identifier)
* identifier contains hsaid 0..1
* identifier[hsaid].system 1..
* identifier[hsaid].system = $hsa-id
* identifier[hsaid].type = $identifier-type#PRN
