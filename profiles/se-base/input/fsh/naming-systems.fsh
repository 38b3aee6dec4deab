// NamingSystem has no canonical URL in R4; the instances are named after the identifier.
RuleSet: NationalIdentifier(name, uri, oid)
* name = "{name}"
* status = #active
* kind = #identifier
* date = "2025-05-20"
* uniqueId[0].type = #uri
* uniqueId[0].value = "{uri}"
* uniqueId[0].preferred = true
* uniqueId[1].type = #oid
* uniqueId[1].value = "{oid}"

Instance: SE-Personnummer
InstanceOf: NamingSystem
Usage: #definition
Description: "The number that Skatteverket gives to everyone who is entered in the population register."
* insert NationalIdentifier(Personnummer, http://electronichealth.se/identifier/personnummer, 1.2.752.129.2.1.3.1)
* publisher = "Skatteverket"

Instance: SE-Samordningsnummer
InstanceOf: NamingSystem
Usage: #definition
Description: "The number that Skatteverket gives to a person who needs one but is not entered in the population register."
* insert NationalIdentifier(Samordningsnummer, http://electronichealth.se/identifier/samordningsnummer, 1.2.752.129.2.1.3.3)
* publisher = "Skatteverket"

Instance: SE-NationelltReservnummer
InstanceOf: NamingSystem
Usage: #definition
Description: "The number that health care gives to a person who has neither of the two, or whose number isn't known; one series for the whole country."
* insert NationalIdentifier(NationelltReservnummer, http://electronichealth.se/identifier/nationelltReservnummer, 1.2.752.74.9.1)
* publisher = "Inera"
