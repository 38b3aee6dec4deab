import { defineErrors, type ErrorDefinition } from './definition.ts';

/** Configuration errors stop the start; they never reach a client, so all are of status 500. */
const stop = { status: 500, severity: 'fatal', type: 'invalid' } satisfies Partial<ErrorDefinition>;

export const configurationErrors = defineErrors({
  'configuration-file-unreadable': {
    ...stop,
    message: {
      en: 'The file that {setting} names cannot be read: {reason}.',
      sv: 'Filen som {setting} anger kan inte läsas: {reason}.',
    },
  },
  'configuration-setting-invalid': {
    ...stop,
    message: {
      en: 'The setting {setting} is not usable: {reason}.',
      sv: 'Inställningen {setting} går inte att använda: {reason}.',
    },
  },
  'configuration-client-invalid': {
    ...stop,
    message: {
      en: 'The clients file is not usable at {place}: {reason}.',
      sv: 'Klientfilen går inte att använda vid {place}: {reason}.',
    },
    rule: 'T-1',
  },
  'data-folder-without': {
    ...stop,
    message: {
      en: 'The data folder {folder} has no {part}.',
      sv: 'Datamappen {folder} har ingen {part}.',
    },
    fix: {
      en: 'Name the folder that the gateway was started with by SLUSS_DATA, or its database server by DATABASE_URL.',
      sv: 'Ange den mapp som slussen startades med i SLUSS_DATA, eller dess databasserver i DATABASE_URL.',
    },
  },
  'listen-failed': {
    ...stop,
    message: {
      en: 'The gateway cannot listen on port {port}: {reason}.',
      sv: 'Slussen kan inte lyssna på port {port}: {reason}.',
    },
    fix: { en: 'Choose another port with PORT.', sv: 'Välj en annan port med PORT.' },
  },
  'production-database-missing': {
    ...stop,
    message: {
      en: 'Production needs a database server: set DATABASE_URL (PostgreSQL 15 or later).',
      sv: 'Drift kräver en databasserver: sätt DATABASE_URL (PostgreSQL 15 eller senare).',
    },
  },
  'production-vault-key-missing': {
    ...stop,
    message: {
      en: 'Production needs a vault key: set SLUSS_VAULT_KEY or SLUSS_VAULT_KEY_FILE (32 bytes in base64, as from "openssl rand -base64 32").',
      sv: 'Drift kräver en valvnyckel: sätt SLUSS_VAULT_KEY eller SLUSS_VAULT_KEY_FILE (32 byte i base64, som från "openssl rand -base64 32").',
    },
    rule: 'I-2',
  },
  'production-tls-missing': {
    ...stop,
    message: {
      en: 'Production needs TLS: set SLUSS_TLS_CERT and SLUSS_TLS_KEY, or declare a TLS proxy in front with SLUSS_TLS_PROXY=1.',
      sv: 'Drift kräver TLS: sätt SLUSS_TLS_CERT och SLUSS_TLS_KEY, eller ange en TLS-proxy framför med SLUSS_TLS_PROXY=1.',
    },
  },
  'production-clients-missing': {
    ...stop,
    message: {
      en: 'Production needs registered clients: set SLUSS_CLIENTS to a file that lists at least one.',
      sv: 'Drift kräver registrerade klienter: sätt SLUSS_CLIENTS till en fil med minst en klient.',
    },
    rule: 'T-1',
  },
});
