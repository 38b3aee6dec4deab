import { defineErrors } from './definition.ts';

/** What can be wrong with a question to terminology, with its files, and with the import of a release. */
export const terminologyErrors = defineErrors({
  'terminology-file': {
    status: 500,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: 'The terminology file {file} cannot be read as FHIR JSON.',
      sv: 'Terminologifilen {file} går inte att läsa som FHIR JSON.',
    },
    fix: { en: 'Correct or remove the file.', sv: 'Rätta eller ta bort filen.' },
  },
  'terminology-parameter': {
    status: 400,
    severity: 'error',
    type: 'invalid',
    message: {
      en: 'The operation {operation} needs {parameter}.',
      sv: 'Operationen {operation} behöver {parameter}.',
    },
    rule: 'http://hl7.org/fhir/R4/terminology-service.html',
  },
  'terminology-resource-not-found': {
    status: 404,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'There is no {type} with this id here.',
      sv: 'Det finns ingen {type} med detta id här.',
    },
    fix: {
      en: 'Search for it by `url`. Resources of R4 itself are asked by operations and not read.',
      sv: 'Sök efter den med `url`. R4:s egna resurser besvaras av operationer och läses inte.',
    },
    rule: 'http://hl7.org/fhir/R4/terminology-service.html',
  },
  'structure-definition-not-found': {
    status: 404,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The StructureDefinition is not at hand: {definition}.',
      sv: 'Det finns ingen sådan StructureDefinition här: {definition}.',
    },
    fix: {
      en: 'Check the address, or send the definition itself as `definition`.',
      sv: 'Kontrollera adressen, eller skicka själva definitionen som `definition`.',
    },
    rule: 'http://hl7.org/fhir/R4/structuredefinition-operation-snapshot.html',
  },
  'code-system-not-found': {
    status: 404,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The code system is not at hand: {system}.',
      sv: 'Kodsystemet finns inte här: {system}.',
    },
    fix: {
      en: 'Import it with `sluss terminology import`, or check the address and version.',
      sv: 'Importera det med `sluss terminology import`, eller kontrollera adressen och versionen.',
    },
    rule: 'http://hl7.org/fhir/R4/codesystem-operation-lookup.html',
  },
  'code-not-found': {
    status: 404,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The code system {system} ({edition}) does not have the code.',
      sv: 'Kodsystemet {system} ({edition}) har inte koden.',
    },
    rule: 'http://hl7.org/fhir/R4/codesystem-operation-lookup.html',
  },
  'value-set-not-found': {
    status: 404,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The value set is not at hand: {valueSet}.',
      sv: 'Värdemängden finns inte här: {valueSet}.',
    },
    rule: 'http://hl7.org/fhir/R4/valueset-operation-expand.html',
  },
  'concept-map-not-found': {
    status: 404,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'No concept map at hand translates this: {map}.',
      sv: 'Ingen begreppskarta här översätter detta: {map}.',
    },
    rule: 'http://hl7.org/fhir/R4/conceptmap-operation-translate.html',
  },
  'expansion-too-costly': {
    status: 422,
    severity: 'error',
    type: 'too-costly',
    message: {
      en: 'The value set has {total} codes, more than {limit} at once.',
      sv: 'Värdemängden har {total} koder, fler än {limit} på en gång.',
    },
    fix: {
      en: 'Ask for a page with `count` and `offset`, or narrow it with `filter`.',
      sv: 'Be om en sida med `count` och `offset`, eller begränsa med `filter`.',
    },
    rule: 'http://hl7.org/fhir/R4/valueset-operation-expand.html',
  },
  'expansion-not-possible': {
    status: 422,
    severity: 'error',
    type: 'not-supported',
    message: {
      en: 'The value set cannot be expanded here: {reason}.',
      sv: 'Värdemängden kan inte räknas upp här: {reason}.',
    },
    rule: 'http://hl7.org/fhir/R4/valueset-operation-expand.html',
  },
  'expansion-too-slow': {
    status: 422,
    severity: 'error',
    type: 'too-costly',
    message: {
      en: 'The question takes the database more than {seconds} s.',
      sv: 'Frågan tar databasen mer än {seconds} s.',
    },
    fix: {
      en: 'Narrow the value set: fewer operators on large sets, or a filter with more letters.',
      sv: 'Begränsa värdemängden: färre operatorer på stora mängder, eller ett filter med fler bokstäver.',
    },
    rule: 'http://hl7.org/fhir/R4/valueset-operation-expand.html',
  },
  'ecl-syntax': {
    status: 400,
    severity: 'error',
    type: 'invalid',
    message: {
      en: 'The expression constraint cannot be read at character {position}: expected {expected}.',
      sv: 'Uttrycksvillkoret (ECL) går inte att läsa vid tecken {position}: väntat {expected}.',
    },
    rule: 'http://hl7.org/fhir/R4/snomedct.html#implicit',
  },
  'ecl-unsupported': {
    status: 422,
    severity: 'error',
    type: 'not-supported',
    message: {
      en: 'The expression constraint has at character {position} what is not supported here: {feature}.',
      sv: 'Uttrycksvillkoret (ECL) har vid tecken {position} något som inte stöds här: {feature}.',
    },
    fix: {
      en: 'Use what there is: `<`, `<<`, `<!`, `<<!`, `>`, `>>`, `>!`, `>>!`, `^`, `*`, `AND`, `OR`, `MINUS` and brackets.',
      sv: 'Använd det som finns: `<`, `<<`, `<!`, `<<!`, `>`, `>>`, `>!`, `>>!`, `^`, `*`, `AND`, `OR`, `MINUS` och parenteser.',
    },
    rule: 'http://hl7.org/fhir/R4/snomedct.html#implicit',
  },
  'ecl-too-large': {
    status: 422,
    severity: 'error',
    type: 'too-costly',
    message: {
      en: 'The expression constraint is too large: at most {characters} characters, {concepts} concepts and {depth} levels of brackets.',
      sv: 'Uttrycksvillkoret (ECL) är för stort: högst {characters} tecken, {concepts} begrepp och {depth} nivåer av parenteser.',
    },
    rule: 'http://hl7.org/fhir/R4/snomedct.html#implicit',
  },
  'expansion-version': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The value set states version {stated} of {system}, not {demanded}.',
      sv: 'Värdemängden anger version {stated} av {system}, inte {demanded}.',
    },
    rule: 'http://hl7.org/fhir/R4/valueset-operation-expand.html',
  },
  'edition-unknown': {
    status: 404,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'There is no imported edition {edition} of {system}. Imported: {known}.',
      sv: 'Det finns ingen importerad utgåva {edition} av {system}. Importerade: {known}.',
    },
    fix: {
      en: 'Give the edition as `sluss terminology list` has it.',
      sv: 'Ange utgåvan så som `sluss terminology list` har den.',
    },
  },
  'edition-last': {
    status: 409,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: '{edition} is the only imported edition of {system}: without it codes are checked against what is shipped, if anything.',
      sv: '{edition} är den enda importerade utgåvan av {system}: utan den kontrolleras koder mot det som följer med, om något.',
    },
    fix: {
      en: 'Import another edition first, or give --even-last.',
      sv: 'Importera en annan utgåva först, eller ange --even-last.',
    },
  },
  'edition-gone': {
    status: 503,
    severity: 'error',
    type: 'transient',
    message: {
      en: 'The edition of the code system is being replaced.',
      sv: 'Kodsystemets utgåva håller på att bytas ut.',
    },
    fix: { en: 'Ask again.', sv: 'Fråga igen.' },
  },
  'terminology-parameter-unsupported': {
    status: 400,
    severity: 'error',
    type: 'not-supported',
    message: {
      en: 'The parameter {parameter} of {operation} is not supported here.',
      sv: 'Parametern {parameter} i {operation} stöds inte här.',
    },
    fix: {
      en: 'Leave it out: {instead}.',
      sv: 'Utelämna den: {instead}.',
    },
    rule: 'http://hl7.org/fhir/R4/terminology-service.html',
  },
  'import-format-unknown': {
    status: 400,
    severity: 'error',
    type: 'not-supported',
    message: {
      en: 'There is no importer named {name}. Known: {known}.',
      sv: 'Det finns ingen import som heter {name}. Kända: {known}.',
    },
  },
  'import-file-missing': {
    status: 400,
    severity: 'error',
    type: 'not-found',
    message: {
      en: '{file} is not the release; expected: {expected}.',
      sv: '{file} är inte utgåvan; väntat: {expected}.',
    },
    fix: {
      en: 'Give the file or the unpacked folder of the release.',
      sv: 'Ange utgåvans fil eller uppackade mapp.',
    },
  },
  'import-encoding': {
    status: 400,
    severity: 'error',
    type: 'structure',
    message: {
      en: '{file} is not UTF-8 (line {line}).',
      sv: '{file} är inte UTF-8 (rad {line}).',
    },
    fix: {
      en: 'Take the file as it was published; do not save it again from a spreadsheet.',
      sv: 'Använd filen som den publicerades; spara inte om den från ett kalkylprogram.',
    },
  },
  'import-wrong-file': {
    status: 400,
    severity: 'error',
    type: 'structure',
    message: {
      en: '{file}, line {line}: {found} is not what {name} has there: {expected}.',
      sv: '{file}, rad {line}: {found} är inte vad {name} har där: {expected}.',
    },
    fix: {
      en: 'Check that it is the right release and that the file is whole.',
      sv: 'Kontrollera att det är rätt utgåva och att filen är hel.',
    },
  },
  'import-duplicate-code': {
    status: 400,
    severity: 'error',
    type: 'duplicate',
    message: {
      en: '{file}, line {line}: the code {code} stands there already with another text.',
      sv: '{file}, rad {line}: koden {code} finns redan med en annan text.',
    },
  },
  'import-incomplete': {
    status: 400,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The release is not whole: {found}; {expected}.',
      sv: 'Utgåvan är inte hel: {found}; {expected}.',
    },
    fix: {
      en: 'Fetch the files again; the edition that was there before is kept.',
      sv: 'Hämta filerna igen; den utgåva som redan fanns är kvar.',
    },
  },
  'import-edition': {
    status: 400,
    severity: 'error',
    type: 'value',
    message: {
      en: '{edition} does not name an edition: a year, or letters, digits, dots and hyphens with the first day as --from ÅÅÅÅ-MM-DD.',
      sv: '{edition} anger ingen utgåva: ett år, eller bokstäver, siffror, punkter och bindestreck med första dag som --from ÅÅÅÅ-MM-DD.',
    },
  },
  'import-period': {
    status: 400,
    severity: 'error',
    type: 'value',
    message: {
      en: '{from} to {to} is not a period that an edition can hold for.',
      sv: '{from} till {to} är ingen period som en utgåva kan gälla.',
    },
    fix: {
      en: 'Give --from and --to as days, ÅÅÅÅ-MM-DD, the first not after the last.',
      sv: 'Ange --from och --to som dagar, ÅÅÅÅ-MM-DD, den första inte efter den sista.',
    },
  },
  'import-edition-day': {
    status: 400,
    severity: 'error',
    type: 'value',
    message: {
      en: '{edition} is not the day of the release, which is {day}.',
      sv: '{edition} är inte utgåvans dag, som är {day}.',
    },
    fix: {
      en: 'Give the day that stands in the names of the files, as --edition ÅÅÅÅMMDD.',
      sv: 'Ange dagen som står i filernas namn, som --edition ÅÅÅÅMMDD.',
    },
  },
  'edition-file-broken': {
    status: 500,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: 'The imported edition {file} is damaged: {reason}.',
      sv: 'Den importerade utgåvan {file} är skadad: {reason}.',
    },
    fix: {
      en: 'Remove it and import the release again.',
      sv: 'Ta bort den och importera utgåvan igen.',
    },
  },
});
