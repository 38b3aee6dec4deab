RuleSet: Published
* ^experimental = false
* ^publisher = "Sluss"

// An extension that holds one value of one type.
RuleSet: ValueOf(type)
* value[x] 1..1
* value[x] only {type}
