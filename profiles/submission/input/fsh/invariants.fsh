// Shapes of codes and dates. They hold whatever edition of a code system is loaded.

Invariant: sluss-day
Description: "A date that a register uses has year, month and day"
Severity: #error
Expression: "toString().length() >= 10"
* insert Swedish([["Ett datum som ett register använder har år, månad och dag"]])

Invariant: sluss-icd-10-se
Description: "An ICD-10-SE code is a letter and two digits, then for most one or two characters more, with or without a dot before them: I10.9, S7200"
Severity: #error
Expression: "matches('^[A-Z][0-9][0-9]([.]?[0-9][0-9A-Z]?)?$')"
* insert Swedish([["En ICD-10-SE-kod är en bokstav och två siffror, sedan oftast ett eller två tecken till, med eller utan punkt före: I10.9, S7200"]])

Invariant: sluss-kva
Description: "A KVÅ code has five characters: two letters and three digits (AF037), or three letters and two digits (NFB49)"
Severity: #error
Expression: "matches('^[A-Z][A-Z]([A-Z][0-9][0-9]|[0-9][0-9][0-9])$')"
* insert Swedish([["En KVÅ-kod har fem tecken: två bokstäver och tre siffror (AF037), eller tre bokstäver och två siffror (NFB49)"]])

Invariant: sluss-atc
Description: "An ATC code names a medicine for people: a letter of the fourteen main groups, two digits, then letters and digits, as in N02BE01; codes with Q are for animals"
Severity: #error
Expression: "matches('^[ABCDGHJLMNPRSV][0-9][0-9]([A-Z]([A-Z]([0-9][0-9])?)?)?$')"
* insert Swedish([["En ATC-kod anger ett läkemedel för människor: en bokstav för en av fjorton huvudgrupper, två siffror, sedan bokstäver och siffror, som i N02BE01; koder med Q gäller djur"]])

// The contact

Invariant: sluss-enc-start
Description: "A contact that has taken place says when it began (Encounter.period.start)"
Severity: #error
Expression: "status = 'planned' or status = 'cancelled' or status = 'entered-in-error' or period.start.exists()"
* insert Swedish([["En vårdkontakt som har ägt rum anger när den började (Encounter.period.start)"]])

Invariant: sluss-enc-subject
Description: "A contact says whose it is (Encounter.subject), unless it is retracted"
Severity: #error
Expression: "status = 'entered-in-error' or subject.exists()"
* insert Swedish([["En vårdkontakt anger vems den är (Encounter.subject), om den inte dras tillbaka"]])

Invariant: sluss-enc-type
Description: "A contact has at most one form of contact (KTYP), one kind of emergency ward (VERKS_AKUT) and one care level among its types"
Severity: #error
Expression: "type.coding.where(system = 'https://sluss.se/fhir/CodeSystem/par-ktyp').count() <= 1 and type.coding.where(system = 'https://sluss.se/fhir/CodeSystem/par-verks-akut').count() <= 1 and type.coding.where(system = 'https://sluss.se/fhir/CodeSystem/vardniva').count() <= 1"
* insert Swedish([["En vårdkontakt har högst en kontaktform (KTYP), en typ av akutverksamhet (VERKS_AKUT) och en vårdnivå bland sina typer"]])

Invariant: sluss-enc-main
Description: "More than one diagnosis has rank 1 and is not marked CM (comorbidity): which is the main diagnosis is not guessed"
Severity: #warning
Expression: "diagnosis.where(rank = 1 and use.coding.where(code = 'CM').empty()).count() <= 1"
* insert Swedish([["Mer än en diagnos har rank 1 och är inte märkt CM (bidiagnos): vilken som är huvuddiagnos gissas inte"]])

// What belongs to a contact

Invariant: sluss-con-code
Description: "A diagnosis without an ICD-10-SE code is not counted until the code has been sent"
Severity: #warning
Expression: "verificationStatus.coding.where(code = 'entered-in-error').exists() or code.coding.where(system = 'http://hl7.org/fhir/sid/icd-10-se').exists()"
* insert Swedish([["En diagnos utan ICD-10-SE-kod räknas inte förrän koden har skickats"]])

Invariant: sluss-pro-code
Description: "A procedure without a KVÅ code is not counted until the code has been sent"
Severity: #warning
Expression: "status = 'entered-in-error' or status = 'not-done' or code.coding.where(system = 'urn:oid:1.2.752.116.1.3.2.1.4').exists()"
* insert Swedish([["En åtgärd utan KVÅ-kod räknas inte förrän koden har skickats"]])

Invariant: sluss-med-code
Description: "An administration without an ATC code is not counted until the code has been sent"
Severity: #warning
Expression: "status = 'entered-in-error' or status = 'not-done' or medication.coding.where(system = 'http://www.whocc.no/atc').exists()"
* insert Swedish([["En läkemedelstillförsel utan ATC-kod räknas inte förrän koden har skickats"]])

// Who

Invariant: sluss-sjukhuskod
Description: "A sjukhuskod of Socialstyrelsen has five or six characters: digits, with X in the codes shared by private clinics"
Severity: #error
Expression: "matches('^[0-9][0-9][0-9][0-9X][0-9X][0-9]?$')"
* insert Swedish([["Socialstyrelsens sjukhuskod har fem eller sex tecken: siffror, med X i de koder som privata mottagningar delar"]])

Invariant: sluss-kommunkod
Description: "A kommunkod of SCB has four digits"
Severity: #error
Expression: "matches('^[0-9][0-9][0-9][0-9]$')"
* insert Swedish([["SCB:s kommunkod har fyra siffror"]])

Invariant: sluss-prv-who
Description: "The custodian names the vårdgivare: a reference to its Organization in the bundle, or its organisationsnummer"
Severity: #error
Expression: "reference.exists() or identifier.where(system.exists() and value.exists()).exists()"
* insert Swedish([["Custodian anger vårdgivaren: en referens till dess Organization i paketet, eller organisationsnummer"]])

// The envelope

Invariant: sluss-bdl-method
Description: "A submission creates, replaces or retracts: POST, PUT or DELETE"
Severity: #error
Expression: "$this = 'POST' or $this = 'PUT' or $this = 'DELETE'"
* insert Swedish([["En inlämning skapar, ersätter eller drar tillbaka: POST, PUT eller DELETE"]])
