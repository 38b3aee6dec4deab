import { defineErrors } from './definition.ts';

export const repositoryErrors = defineErrors({
  'database-unavailable': {
    status: 503,
    severity: 'fatal',
    type: 'transient',
    message: {
      en: 'The database did not answer; nothing of the request was stored.',
      sv: 'Databasen svarade inte; inget av anropet har lagrats.',
    },
    fix: { en: 'Send the request again in a moment.', sv: 'Skicka anropet igen om en stund.' },
  },
  'database-conflict': {
    status: 503,
    severity: 'error',
    type: 'transient',
    message: {
      en: 'Other submissions kept changing the same contacts, {attempts} attempts in a row; nothing was stored.',
      sv: 'Andra inskick ändrade samma kontakter vid {attempts} försök i rad; inget har lagrats.',
    },
    fix: { en: 'Send the request again.', sv: 'Skicka anropet igen.' },
  },
  'database-outcome-unknown': {
    status: 503,
    severity: 'error',
    type: 'transient',
    message: {
      en: 'The database went away in the moment of committing: the submission is stored as a whole or not at all.',
      sv: 'Databasen försvann just när inskicket skulle bekräftas: det är lagrat i sin helhet eller inte alls.',
    },
    fix: {
      en: 'Send the same bundle again: if it was stored, its receipt comes back and nothing is stored twice.',
      sv: 'Skicka samma bundle igen: var den lagrad kommer dess kvitto tillbaka och inget lagras dubbelt.',
    },
    rule: 'S-3',
  },
  'database-disk-full': {
    status: 507,
    severity: 'fatal',
    type: 'transient',
    message: {
      en: 'The disk that holds the database is full; nothing of the request was stored.',
      sv: 'Disken som databasen ligger på är full; inget av anropet har lagrats.',
    },
    fix: {
      en: 'The operator must free or add disk space; then send the request again.',
      sv: 'Driften behöver frigöra eller utöka diskutrymmet; skicka sedan anropet igen.',
    },
  },
  'database-text-refused': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'A text holds a character that cannot be stored (NUL or half a surrogate pair).',
      sv: 'En text innehåller ett tecken som inte kan lagras (NUL eller ett halvt surrogatpar).',
    },
    fix: { en: 'Remove the character and send again.', sv: 'Ta bort tecknet och skicka igen.' },
    rule: 'https://hl7.org/fhir/R4/datatypes.html#string',
  },
  'database-connect-failed': {
    status: 503,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: 'No connection to the database server: {reason}.',
      sv: 'Ingen anslutning till databasservern: {reason}.',
    },
    fix: {
      en: 'Check DATABASE_URL (host, port, database, user, password, sslmode) and that the server accepts connections from here.',
      sv: 'Kontrollera DATABASE_URL (värd, port, databas, användare, lösenord, sslmode) och att servern tar emot anslutningar härifrån.',
    },
  },
  'database-version': {
    status: 500,
    severity: 'fatal',
    type: 'not-supported',
    message: {
      en: 'The database server is PostgreSQL {version}; Sluss needs {minimum} or later.',
      sv: 'Databasservern är PostgreSQL {version}; Sluss behöver {minimum} eller senare.',
    },
    fix: {
      en: 'Upgrade the server, or point DATABASE_URL at a newer one.',
      sv: 'Uppgradera servern eller peka DATABASE_URL på en nyare.',
    },
  },
  'database-encoding': {
    status: 500,
    severity: 'fatal',
    type: 'not-supported',
    message: {
      en: 'The database has the encoding {encoding}; Sluss needs UTF8.',
      sv: 'Databasen har teckenkodningen {encoding}; Sluss behöver UTF8.',
    },
    fix: {
      en: "Create the database with ENCODING 'UTF8' TEMPLATE template0.",
      sv: "Skapa databasen med ENCODING 'UTF8' TEMPLATE template0.",
    },
  },
  'database-migration-failed': {
    status: 500,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: "The database's tables could not be brought up to date: {reason}.",
      sv: 'Databasens tabeller kunde inte uppdateras: {reason}.',
    },
    fix: {
      en: 'Nothing was changed. The user of DATABASE_URL must own the database or have CREATE on it; a database that a newer Sluss has used needs that version.',
      sv: 'Inget har ändrats. Användaren i DATABASE_URL måste äga databasen eller ha CREATE på den; en databas som en nyare Sluss använt kräver den versionen.',
    },
  },
  'embedded-in-use': {
    status: 500,
    severity: 'fatal',
    type: 'conflict',
    message: {
      en: 'The data folder {folder} is in use by another gateway ({holder}).',
      sv: 'Datamappen {folder} används av en annan sluss ({holder}).',
    },
    fix: {
      en: 'Stop the other one, give this one its own folder with SLUSS_DATA, or let both use one server with DATABASE_URL.',
      sv: 'Stoppa den andra, ge den här en egen mapp med SLUSS_DATA eller låt båda använda en server med DATABASE_URL.',
    },
  },
  'embedded-not-installed': {
    status: 500,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: 'There is no embedded PostgreSQL for {platform} in this installation.',
      sv: 'Det finns ingen inbyggd PostgreSQL för {platform} i den här installationen.',
    },
    fix: {
      en: 'Install with optional dependencies (npm ci without --omit=optional), or set DATABASE_URL to a PostgreSQL server.',
      sv: 'Installera med valfria beroenden (npm ci utan --omit=optional) eller ange en PostgreSQL-server i DATABASE_URL.',
    },
  },
  'embedded-no-user': {
    status: 500,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: 'PostgreSQL refuses to run as root and no system user for it could be found or made.',
      sv: 'PostgreSQL vägrar köras som root och ingen systemanvändare för den kunde hittas eller skapas.',
    },
    fix: {
      en: 'Run Sluss as an ordinary user, or create a user named "sluss" or "postgres".',
      sv: 'Kör Sluss som en vanlig användare eller skapa en användare med namnet "sluss" eller "postgres".',
    },
  },
  'embedded-folder-refused': {
    status: 500,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: 'The data folder {folder} cannot be used: {reason}.',
      sv: 'Datamappen {folder} kan inte användas: {reason}.',
    },
    fix: {
      en: 'Give a folder that this user may write to with SLUSS_DATA.',
      sv: 'Ange en mapp som användaren får skriva i med SLUSS_DATA.',
    },
  },
  'embedded-disk-full': {
    status: 507,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: 'The disk that holds the data folder {folder} is full.',
      sv: 'Disken som datamappen {folder} ligger på är full.',
    },
    fix: {
      en: 'Free some space ({needed} MB to begin with) or move the folder with SLUSS_DATA, then start again. Nothing that was stored is lost.',
      sv: 'Frigör utrymme ({needed} MB till att börja med) eller flytta mappen med SLUSS_DATA och starta igen. Inget som lagrats har gått förlorat.',
    },
  },
  'embedded-start-failed': {
    status: 500,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: 'The embedded PostgreSQL did not start: {reason}.',
      sv: 'Den inbyggda PostgreSQL startade inte: {reason}.',
    },
    fix: { en: 'Its log is {log}.', sv: 'Dess logg finns i {log}.' },
  },
  'embedded-version': {
    status: 500,
    severity: 'fatal',
    type: 'not-supported',
    message: {
      en: 'The data folder was made by PostgreSQL {found}; this version of Sluss brings {brought}.',
      sv: 'Datamappen skapades av PostgreSQL {found}; den här versionen av Sluss har {brought}.',
    },
    fix: {
      en: 'Start it with the earlier version of Sluss, dump with pg_dump and restore into a new folder: docs/storage.md.',
      sv: 'Starta den med den tidigare versionen av Sluss, dumpa med pg_dump och läs in i en ny mapp: docs/storage.md.',
    },
  },
  'audit-key-destroyed': {
    status: 500,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: "The audit log's key of {month} was destroyed while the month is still being written; nothing may be accessed.",
      sv: 'Granskningsloggens nyckel för {month} förstördes medan månaden fortfarande skrivs; ingen åtkomst får ske.',
    },
    fix: {
      en: 'Destroy the keys of past months only.',
      sv: 'Förstör bara nycklar för gångna månader.',
    },
    rule: 'L-4',
  },
  'view-key-destroyed': {
    status: 410,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The key of this view has been destroyed: its ids lead nowhere any more.',
      sv: 'Den här vyns nyckel har förstörts: dess id:n leder inte längre någonstans.',
    },
    rule: 'I-4',
  },
  'search-cursor-invalid': {
    status: 400,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The page does not belong to this search.',
      sv: 'Sidan hör inte till den här sökningen.',
    },
    fix: {
      en: 'Start the search again, and follow its next links as they are.',
      sv: 'Börja om sökningen och följ dess next-länkar som de är.',
    },
  },
  'audit-unavailable': {
    status: 503,
    severity: 'fatal',
    type: 'transient',
    message: {
      en: 'The audit log could not be written, so nothing was read.',
      sv: 'Granskningsloggen kunde inte skrivas, därför har inget lästs.',
    },
    fix: { en: 'Send the request again in a moment.', sv: 'Skicka anropet igen om en stund.' },
    rule: 'L-4',
    law: '4 kap. 3 § patientdatalagen (2008:355)',
  },
  'audit-key-unusable': {
    status: 500,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: 'The public key {file} cannot be used.',
      sv: 'Den publika nyckeln {file} kan inte användas.',
    },
    fix: {
      en: 'It must be a PEM file with a public Ed25519 key, as `sluss audit public-key` prints it.',
      sv: 'Den ska vara en PEM-fil med en publik Ed25519-nyckel, som `sluss audit public-key` skriver den.',
    },
  },
  'audit-log-unreadable': {
    status: 400,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The file {file} is not an exported audit log (line {line}).',
      sv: 'Filen {file} är inte en exporterad granskningslogg (rad {line}).',
    },
    fix: { en: 'Export one with "sluss audit export FILE".', sv: 'Exportera en med "sluss audit export FIL".' },
  },
});
