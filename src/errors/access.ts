import { defineErrors, type ErrorDefinition } from './definition.ts';

/** Client authentication failed (RFC 6749, 5.2: invalid_client). */
const assertion = { status: 401, severity: 'error', type: 'login' } satisfies Partial<ErrorDefinition>;

export const accessErrors = defineErrors({
  'token-missing': {
    status: 401,
    severity: 'error',
    type: 'login',
    message: {
      en: 'The request carries no access token; there is no anonymous access.',
      sv: 'Anropet har ingen åtkomstbiljett; anonym åtkomst finns inte.',
    },
    fix: {
      en: 'Get a token from the token endpoint and send it as "Authorization: Bearer …".',
      sv: 'Hämta en biljett från token-adressen och skicka den som "Authorization: Bearer …".',
    },
    rule: 'A-1',
    law: '4 kap. 1–2 §§ patientdatalagen (2008:355)',
  },
  'token-invalid': {
    status: 401,
    severity: 'error',
    type: 'login',
    message: {
      en: 'The access token is not one that this gateway issued to a registered client.',
      sv: 'Åtkomstbiljetten är inte utfärdad av denna sluss till en registrerad klient.',
    },
    rule: 'A-1',
    law: '4 kap. 1–2 §§ patientdatalagen (2008:355)',
  },
  'token-expired': {
    status: 401,
    severity: 'error',
    type: 'expired',
    message: { en: 'The access token has expired.', sv: 'Åtkomstbiljetten har gått ut.' },
    fix: { en: 'Get a new token from the token endpoint.', sv: 'Hämta en ny biljett från token-adressen.' },
    rule: 'A-1',
  },
  'scope-missing': {
    status: 403,
    severity: 'error',
    type: 'forbidden',
    message: {
      en: 'The access token does not include the scope {scope}.',
      sv: 'Åtkomstbiljetten omfattar inte {scope}.',
    },
    fix: {
      en: 'Ask for the scope at the token endpoint; the client must be registered for it.',
      sv: 'Begär omfattningen vid token-adressen; klienten måste vara registrerad för den.',
    },
    rule: 'A-1',
    law: '4 kap. 1–2 §§ patientdatalagen (2008:355)',
  },
  'entry-scope': {
    status: 403,
    severity: 'error',
    type: 'forbidden',
    message: {
      en: 'The access token does not let the client do this to a {type}.',
      sv: 'Åtkomstbiljetten låter inte klienten göra detta med en {type}.',
    },
    fix: {
      en: 'POST needs the permission c on the type, PUT u and DELETE d, as in system/*.cud.',
      sv: 'POST kräver rätten c till typen, PUT u och DELETE d, som i system/*.cud.',
    },
    rule: 'A-1',
  },
  'token-request-invalid': {
    status: 400,
    severity: 'error',
    type: 'invalid',
    message: {
      en: 'The token request lacks the parameter {parameter}, or has it more than once.',
      sv: 'Biljettbegäran saknar parametern {parameter} eller har den flera gånger.',
    },
    rule: 'https://www.rfc-editor.org/rfc/rfc6749#section-5.2',
  },
  'grant-type-unsupported': {
    status: 400,
    severity: 'error',
    type: 'not-supported',
    message: { en: 'grant_type must be client_credentials.', sv: 'grant_type måste vara client_credentials.' },
    rule: 'https://www.rfc-editor.org/rfc/rfc6749#section-5.2',
  },
  'scope-not-granted': {
    status: 400,
    severity: 'error',
    type: 'forbidden',
    message: {
      en: 'None of the scopes asked for is one that the client is registered for; scopes look like system/Encounter.rs or system/*.cruds.',
      sv: 'Ingen begärd omfattning är en som klienten är registrerad för; de skrivs som system/Encounter.rs eller system/*.cruds.',
    },
    rule: 'https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html',
  },
  'assertion-type-unsupported': {
    ...assertion,
    message: {
      en: 'client_assertion_type must be urn:ietf:params:oauth:client-assertion-type:jwt-bearer.',
      sv: 'client_assertion_type måste vara urn:ietf:params:oauth:client-assertion-type:jwt-bearer.',
    },
  },
  'assertion-malformed': {
    ...assertion,
    message: { en: 'client_assertion is not a signed JWT.', sv: 'client_assertion är inte en signerad JWT.' },
  },
  'assertion-claim-missing': {
    ...assertion,
    message: {
      en: 'The assertion must have iss and sub (equal), aud, exp and jti; {claim} is missing or of the wrong type.',
      sv: 'Intyget måste ha iss och sub (lika), aud, exp och jti; {claim} saknas eller har fel typ.',
    },
  },
  'assertion-client-unknown': {
    ...assertion,
    message: {
      en: 'iss and sub of the assertion are not both the id of a registered client.',
      sv: 'iss och sub i intyget är inte båda en registrerad klients id.',
    },
  },
  'assertion-algorithm-unsupported': {
    ...assertion,
    message: {
      en: 'The assertion must be signed with RS384, ES384, RS256 or ES256.',
      sv: 'Intyget måste vara signerat med RS384, ES384, RS256 eller ES256.',
    },
  },
  'assertion-key-unknown': {
    ...assertion,
    message: {
      en: 'No registered key of the client matches kid and alg of the assertion.',
      sv: 'Ingen registrerad nyckel för klienten motsvarar intygets kid och alg.',
    },
  },
  'assertion-signature-invalid': {
    ...assertion,
    message: {
      en: "The assertion's signature does not verify with the client's registered key.",
      sv: 'Intygets signatur stämmer inte med klientens registrerade nyckel.',
    },
  },
  'assertion-audience-wrong': {
    ...assertion,
    message: {
      en: 'aud of the assertion must be {audience}.',
      sv: 'aud i intyget måste vara {audience}.',
    },
  },
  'assertion-expired': {
    ...assertion,
    type: 'expired',
    message: {
      en: "The assertion has expired or is not yet valid; check the client's clock.",
      sv: 'Intyget har gått ut eller gäller inte än; kontrollera klientens klocka.',
    },
  },
  'assertion-lifetime-too-long': {
    ...assertion,
    message: {
      en: 'exp of the assertion may be at most five minutes ahead.',
      sv: 'exp i intyget får ligga högst fem minuter fram.',
    },
  },
  'assertion-replayed': {
    ...assertion,
    type: 'duplicate',
    message: {
      en: 'An assertion with this jti has been used; every request needs a new one.',
      sv: 'Ett intyg med denna jti har redan använts; varje begäran behöver ett nytt.',
    },
  },
  'client-keys-unavailable': {
    status: 401,
    severity: 'error',
    type: 'transient',
    message: {
      en: 'The keys at the jwksUri that the client is registered with cannot be read now.',
      sv: 'Nycklarna på klientens registrerade jwksUri går inte att läsa nu.',
    },
  },
});
