import { defineErrors } from './definition.ts';

/** What can be wrong with an identifier of a person, an organisation or a unit. Messages name the series and its rule, never the value. */
export const identityErrors = defineErrors({
  'identifier-form': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value does not have the form of a {series}: {form}.',
      sv: 'Värdet har inte formen av ett {series}: {form}.',
    },
    fix: {
      en: 'Correct the value, or send it under the system of the series that it belongs to.',
      sv: 'Rätta värdet, eller skicka det med systemet för den serie som det tillhör.',
    },
    rule: 'I-1',
  },
  'identifier-century-missing': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The {series} has ten digits, so its century is not known.',
      sv: 'Värdet ({series}) har tio siffror, så århundradet är okänt.',
    },
    fix: {
      en: 'Send all twelve digits: {form}.',
      sv: 'Skicka alla tolv siffror: {form}.',
    },
    rule: 'I-1',
  },
  'identifier-date': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The date part of the {series} is not a day of the calendar.',
      sv: 'Datumdelen i värdet ({series}) är inte en dag i kalendern.',
    },
    fix: { en: 'Check the value: {form}.', sv: 'Kontrollera värdet: {form}.' },
    rule: 'I-1',
  },
  'identifier-check-digit': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The check digit of the {series} is wrong ({algorithm}).',
      sv: 'Kontrollsiffran i värdet ({series}) är fel ({algorithm}).',
    },
    fix: {
      en: 'A character was mistyped or two were exchanged: compare with the source.',
      sv: 'Ett tecken är felskrivet eller två har bytt plats: jämför med källan.',
    },
    rule: 'I-1',
  },
  'identifier-wrong-system': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value is not a {series}; by its form and check digit it is a {right}.',
      sv: 'Värdet är inte ett {series}; enligt form och kontrollsiffra är det ett {right}.',
    },
    fix: {
      en: 'Send it with the system {system}.',
      sv: 'Skicka det med systemet {system}.',
    },
    rule: 'I-1',
  },
  'vault-key-short': {
    status: 500,
    severity: 'fatal',
    type: 'security',
    message: {
      en: 'A master key of the vault has fewer than 32 bytes.',
      sv: 'En huvudnyckel till identitetsvalvet har färre än 32 byte.',
    },
    fix: {
      en: 'Make one of 32 random bytes, for example with `openssl rand -base64 32`.',
      sv: 'Skapa en av 32 slumpmässiga byte, till exempel med `openssl rand -base64 32`.',
    },
    rule: 'I-2',
  },
  'vault-key-other': {
    status: 500,
    severity: 'fatal',
    type: 'security',
    message: {
      en: 'The vault key is not the one that this database was written with.',
      sv: 'Valvnyckeln är inte den som databasen skrevs med.',
    },
    fix: {
      en: 'Nothing was changed. Set SLUSS_VAULT_KEY or SLUSS_VAULT_KEY_FILE to the key that belongs to the database, or point at the database or data folder that belongs to the key.',
      sv: 'Inget har ändrats. Ange databasens nyckel i SLUSS_VAULT_KEY eller SLUSS_VAULT_KEY_FILE, eller peka på den databas eller datamapp som hör till nyckeln.',
    },
    rule: 'I-2',
  },
  'vault-sealed': {
    status: 500,
    severity: 'fatal',
    type: 'security',
    message: {
      en: 'A sealed value of the vault cannot be opened: another master key, another place, or damaged bytes.',
      sv: 'Ett förseglat värde i identitetsvalvet kan inte öppnas: annan huvudnyckel, annan plats eller skadade byte.',
    },
    fix: {
      en: 'Start with the master key that the data folder was made with, or give it as a previous key.',
      sv: 'Starta med den huvudnyckel som datamappen skapades med, eller ange den som tidigare nyckel.',
    },
    rule: 'I-2',
  },
});
