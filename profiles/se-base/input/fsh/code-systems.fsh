CodeSystem: SEBaseMaritalStatusCS
Id: se-base-marital-status
Title: "Civilstånd"
Description: "Marital status as Skatteverket's population register gives it out."
* insert Published
* ^caseSensitive = true
* #G "Gift"
* #OG "Ogift"
* #S "Skild"
* #Ä "Änka/änkling"
* #RP "Registrerad partner"
* #SP "Skild partner"
* #EP "Efterlevande partner"

CodeSystem: SecurityLabelCS
Id: SecurityLabel
Title: "Marks of protected identity"
Description: "The two ways in which Skatteverket protects a person's entries in the population register."
* insert Published
* ^caseSensitive = true
* #sekretessmarkering "Sekretessmarkering" "The entry is marked for secrecy: a sign to look closely before anything is given out (22 kap. 1 § OSL)."
* #skyddadFolkbokforing "Skyddad folkbokföring" "The person is registered at another place than where they live; the real address is known to Skatteverket only."
