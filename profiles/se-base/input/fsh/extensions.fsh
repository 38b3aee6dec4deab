Extension: SEBaseMiddleNameExtension
Title: "Mellannamn"
Description: "The mellannamn of a person who got one while the law still gave them; names taken since 2017 are surnames."
Context: HumanName
* insert Published
* value[x] 1..1
* value[x] only string

Extension: SEBaseOwnFamilyExtension
Title: "Efternamn for itself"
Description: "The surname without the mellannamn, when `family` holds both."
Context: HumanName
* insert Published
* value[x] 1..1
* value[x] only string

Extension: SEBaseAddressPersonExtension
Title: "Kind of official address"
Description: "Which of the population register's addresses this is: the registered one, a particular postal address, one abroad, or one that the person gave."
Context: Address
* insert Published
* value[x] only CodeableConcept
* valueCodeableConcept from SEBaseAddressPersonVS (required)
