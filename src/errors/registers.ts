import { defineErrors } from './definition.ts';

export const registersErrors = defineErrors({
  'register-incomplete': {
    status: 500,
    severity: 'fatal',
    type: 'required',
    message: {
      en: 'Register {register}: {file}: {field}: {problem}.',
      sv: 'Register {register}: {file}: {field}: {problem}.',
    },
    fix: {
      en: 'Complete the register’s folder; docs/registers.md describes every field.',
      sv: 'Komplettera registrets mapp; docs/registers.md beskriver varje fält.',
    },
    rule: 'D-1',
  },
  'register-unknown': {
    status: 404,
    severity: 'error',
    type: 'not-found',
    message: { en: 'There is no register {register}.', sv: 'Det finns inget register {register}.' },
    fix: { en: 'sluss register list shows them all.', sv: 'sluss register list visar alla.' },
  },
  'register-no-legal-basis': {
    status: 200,
    severity: 'information',
    type: 'suppressed',
    message: {
      en: 'No legal basis lets {register} have data on an event of this date.',
      sv: 'Ingen rättslig grund låter {register} få uppgifter om en händelse detta datum.',
    },
    rule: 'R-1',
  },
  'register-legal-domain': {
    status: 200,
    severity: 'information',
    type: 'suppressed',
    message: {
      en: '{register} has no legal basis for content under {domain}; nothing of it goes there.',
      sv: '{register} saknar rättslig grund för uppgifter enligt {domain}; inget av dem går dit.',
    },
    rule: 'R-4',
    law: 'patientdatalagen (2008:355) 7 kap.; lag (1998:543) om hälsodataregister',
  },
  'register-opted-out': {
    status: 200,
    severity: 'information',
    type: 'suppressed',
    message: {
      en: 'Nothing was kept for {register}.',
      sv: 'Inget har sparats för {register}.',
    },
    rule: 'P-2',
    law: 'patientdatalagen (2008:355) 7 kap. 2 §',
  },
  'register-no-version': {
    status: 200,
    severity: 'information',
    type: 'business-rule',
    message: {
      en: 'No version of the specification of {register} takes an event of this date.',
      sv: 'Ingen version av specifikationen för {register} tar emot en händelse detta datum.',
    },
    rule: 'D-2',
  },
  'register-not-eligible': {
    status: 200,
    severity: 'information',
    type: 'business-rule',
    message: { en: '{register} does not take this.', sv: '{register} tar inte emot detta.' },
    rule: 'R-6',
  },
  'register-not-mappable': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The resources of this contact are of a shape that {register} cannot map, such as two values where one is expected.',
      sv: 'Kontaktens resurser har en form som {register} inte kan tolka, till exempel två värden där ett väntas.',
    },
    rule: 'S-9',
  },
  'register-eligibility-unknown': {
    status: 200,
    severity: 'warning',
    type: 'required',
    message: {
      en: 'Whether {register} takes this cannot be told yet.',
      sv: 'Det går ännu inte att avgöra om {register} tar emot detta.',
    },
    rule: 'S-10',
  },
  'register-variable-missing': {
    status: 200,
    severity: 'warning',
    type: 'required',
    message: {
      en: '{register}: {table}: {variable} is missing; the row stays a draft until it comes.',
      sv: '{register}: {table}: {variable} saknas; raden är ett utkast tills den kommer.',
    },
    fix: {
      en: 'Send the value in a later bundle, or answer the register’s questionnaire.',
      sv: 'Skicka värdet i en senare bundle eller besvara registrets formulär.',
    },
    rule: 'S-5',
  },
  'register-rule-error': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: { en: 'A rule of {register} is broken.', sv: 'En regel i {register} är bruten.' },
    rule: 'S-9',
  },
  'register-rule-draft': {
    status: 200,
    severity: 'warning',
    type: 'business-rule',
    message: {
      en: 'A rule of {register} leaves the case a draft.',
      sv: 'En regel i {register} gör fallet till ett utkast.',
    },
    rule: 'S-9',
  },
  'register-rule-warning': {
    status: 200,
    severity: 'warning',
    type: 'business-rule',
    message: { en: 'A rule of {register} gives a warning.', sv: 'En regel i {register} ger en varning.' },
    rule: 'S-9',
  },
  'delivery-month-invalid': {
    status: 400,
    severity: 'error',
    type: 'value',
    message: { en: '{month} is not a month ÅÅÅÅ-MM.', sv: '{month} är inte en månad ÅÅÅÅ-MM.' },
  },
  'delivery-no-layout': {
    status: 400,
    severity: 'error',
    type: 'not-supported',
    message: {
      en: '{register} has no delivery layout for {month}.',
      sv: '{register} har ingen leveranslayout för {month}.',
    },
    rule: 'D-4',
  },
  'delivery-layout-unverified': {
    status: 409,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The layout {layout} of {register} is not verified against the regulation; production does not deliver by it.',
      sv: 'Layouten {layout} för {register} är inte kontrollerad mot föreskriften; i produktion levereras inget enligt den.',
    },
    fix: {
      en: 'Verify it against the regulation and set verified, or override it on record.',
      sv: 'Kontrollera den mot föreskriften och sätt verified, eller åsidosätt det med spårbar motivering.',
    },
    rule: 'D-4',
  },
  'delivery-file-code-missing': {
    status: 409,
    severity: 'error',
    type: 'required',
    message: {
      en: 'The file code ({kind}) for {register} is not known for this provider.',
      sv: 'Filkoden ({kind}) för {register} är inte känd för denna vårdgivare.',
    },
  },
  'delivery-file-code-form': {
    status: 409,
    severity: 'error',
    type: 'value',
    message: {
      en: 'A clinic code of the hospital {sjukhus} for {register} has characters that cannot stand in the name of a file.',
      sv: 'En klinikkod vid sjukhuset {sjukhus} för {register} har tecken som inte kan stå i ett filnamn.',
    },
    fix: {
      en: 'Have the sender correct the identifier klinik of the Organization: letters, digits, spaces, and . _ - between them.',
      sv: 'Låt avsändaren rätta identifieraren klinik i Organization: bokstäver, siffror, mellanslag samt . _ - mellan dem.',
    },
  },
  'delivery-disk-full': {
    status: 507,
    severity: 'error',
    type: 'transient',
    message: {
      en: 'The disk is full; no file of this delivery was left behind.',
      sv: 'Disken är full; ingen fil i denna leverans har lämnats kvar.',
    },
    fix: { en: 'Make room and deliver again.', sv: 'Gör plats och leverera igen.' },
  },
  'delivery-folder-refused': {
    status: 500,
    severity: 'error',
    type: 'exception',
    message: {
      en: 'The files cannot be written to {folder}: {reason}.',
      sv: 'Filerna kan inte skrivas till {folder}: {reason}.',
    },
    fix: {
      en: 'Name a folder that this user may write to, and deliver again.',
      sv: 'Ange en mapp som användaren får skriva i, och leverera igen.',
    },
  },
  'providers-unreadable': {
    status: 400,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The list of providers {file} cannot be read: {reason}.',
      sv: 'Listan över vårdgivare {file} kan inte läsas: {reason}.',
    },
  },
  'providers-invalid': {
    status: 400,
    severity: 'error',
    type: 'value',
    message: {
      en: '{file} is not a list of providers: {field} {problem}.',
      sv: '{file} är inte en lista över vårdgivare: {field} {problem}.',
    },
  },
  'delivery-value-invalid': {
    status: 409,
    severity: 'error',
    type: 'value',
    message: {
      en: 'A value of {field} in {file} does not fit the layout: {problem}.',
      sv: 'Ett värde för {field} i {file} ryms inte i layouten: {problem}.',
    },
  },
  'view-structure': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The ViewDefinition is not right here: {problem}.',
      sv: 'ViewDefinition är felaktig här: {problem}.',
    },
    rule: 'https://sql-on-fhir.org/ig/StructureDefinition/ViewDefinition',
  },
  'view-name-invalid': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'A name has letters, digits and underscores, and begins with a letter.',
      sv: 'Ett namn består av bokstäver, siffror och understreck och börjar med en bokstav.',
    },
    rule: 'https://sql-on-fhir.org/ig/StructureDefinition/ViewDefinition#sql-name',
  },
  'view-column-duplicate': {
    status: 422,
    severity: 'error',
    type: 'duplicate',
    message: { en: 'There is already a column {column}.', sv: 'Det finns redan en kolumn {column}.' },
  },
  'view-union-mismatch': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'All branches of unionAll have the same columns in the same order: expected {expected}, found {found}.',
      sv: 'Alla grenar i unionAll har samma kolumner i samma ordning: väntade {expected}, fann {found}.',
    },
  },
  'view-union-type': {
    status: 422,
    severity: 'warning',
    type: 'structure',
    message: {
      en: 'The column {column} has another type here than in the first branch of unionAll.',
      sv: 'Kolumnen {column} har här en annan typ än i den första grenen av unionAll.',
    },
  },
  'view-constant-invalid': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: { en: 'The constant is not right: {problem}.', sv: 'Konstanten är felaktig: {problem}.' },
  },
  'view-path-invalid': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: { en: 'The FHIRPath is not right: {problem}.', sv: 'FHIRPath-uttrycket är felaktigt: {problem}.' },
    rule: 'https://hl7.org/fhirpath/',
  },
  'view-path-unknown-element': {
    status: 422,
    severity: 'warning',
    type: 'value',
    message: {
      en: 'The FHIRPath never finds anything: {problem}.',
      sv: 'FHIRPath-uttrycket hittar aldrig något: {problem}.',
    },
  },
  'view-where-not-boolean': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'A filter gives true or false; this one gives something else.',
      sv: 'Ett filter ger sant eller falskt; detta ger något annat.',
    },
  },
  'view-several-values': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The column {column} has one value; here it has {count}.',
      sv: 'Kolumnen {column} har ett värde; här har den {count}.',
    },
    fix: {
      en: 'Set collection to true, or choose one, as by first().',
      sv: 'Sätt collection till true eller välj ett, t.ex. med first().',
    },
  },
  'view-value-not-primitive': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The column {column} of a register is one primitive value.',
      sv: 'Kolumnen {column} i ett register är ett enkelt värde.',
    },
  },
  'view-evaluation-failed': {
    status: 422,
    severity: 'error',
    type: 'processing',
    message: {
      en: 'The FHIRPath failed on a resource: {problem}.',
      sv: 'FHIRPath-uttrycket misslyckades på en resurs: {problem}.',
    },
  },
  'view-input-unreadable': {
    status: 400,
    severity: 'error',
    type: 'structure',
    message: { en: '{file}: {problem}.', sv: '{file}: {problem}.' },
    fix: {
      en: 'Give a FHIR resource, a Bundle, or one resource a line (NDJSON).',
      sv: 'Ge en FHIR-resurs, en Bundle eller en resurs per rad (NDJSON).',
    },
  },
});
