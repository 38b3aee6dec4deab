import { defineErrors } from './definition.ts';

const asDraft = {
  en: 'Send what is missing in a later bundle; nothing has to be sent again.',
  sv: 'Skicka det som saknas i ett senare paket; inget behöver skickas om.',
};

/** What can be wrong with a submission as a whole: its envelope, its sender, its references and identities. */
export const submissionErrors = defineErrors({
  'bundle-expected': {
    status: 400,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'A submission is a Bundle; this is {found}.',
      sv: 'En inlämning är en Bundle; detta är {found}.',
    },
    fix: {
      en: 'Put the resources into a Bundle of type transaction, batch or message.',
      sv: 'Lägg resurserna i en Bundle av typen transaction, batch eller message.',
    },
    rule: 'https://hl7.org/fhir/R4/http.html#transaction',
  },
  'bundle-type': {
    status: 400,
    severity: 'error',
    type: 'not-supported',
    message: {
      en: 'A Bundle of type {found} is not a submission.',
      sv: 'En Bundle av typen {found} är ingen inlämning.',
    },
    fix: {
      en: 'Use type transaction (all or nothing), batch (each entry alone) or message.',
      sv: 'Använd typen transaction (allt eller inget), batch (varje post för sig) eller message.',
    },
    rule: 'S-4',
  },
  'bundle-empty': {
    status: 400,
    severity: 'error',
    type: 'required',
    message: { en: 'The Bundle has no entries.', sv: 'Paketet har inga poster.' },
    fix: { en: 'Send at least one resource.', sv: 'Skicka minst en resurs.' },
  },
  'bundle-entries': {
    status: 413,
    severity: 'error',
    type: 'too-costly',
    message: {
      en: 'The Bundle has {count} entries; at most {limit} are taken at once.',
      sv: 'Paketet har {count} poster; högst {limit} tas emot på en gång.',
    },
    fix: {
      en: 'Send several bundles; one bundle for each contact is best.',
      sv: 'Skicka flera paket; ett paket per vårdkontakt är bäst.',
    },
  },
  'findings-left-out': {
    status: 200,
    severity: 'information',
    type: 'informational',
    message: {
      en: '{count} further findings are not shown; every entry that is rejected has at least one.',
      sv: '{count} ytterligare anmärkningar visas inte; varje avvisad post har minst en.',
    },
    fix: {
      en: 'Correct what is shown, and send again.',
      sv: 'Rätta det som visas och skicka igen.',
    },
  },
  'entry-resource': {
    status: 400,
    severity: 'error',
    type: 'required',
    message: { en: 'The entry has no resource.', sv: 'Posten har ingen resurs.' },
    fix: {
      en: 'Give the entry a resource with a resourceType; only a DELETE goes without.',
      sv: 'Ge posten en resurs med resourceType; bara DELETE klarar sig utan.',
    },
    rule: 'https://hl7.org/fhir/R4/bundle.html',
  },
  'entry-method': {
    status: 400,
    severity: 'error',
    type: 'not-supported',
    message: {
      en: 'The method {method} is not taken in a submission.',
      sv: 'Metoden {method} tas inte emot i en inlämning.',
    },
    fix: { en: 'Use POST, PUT or DELETE.', sv: 'Använd POST, PUT eller DELETE.' },
    rule: 'https://hl7.org/fhir/R4/http.html#transaction',
  },
  'entry-url': {
    status: 400,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The address in request.url does not name a {type} by id or by identifier.',
      sv: 'Adressen i request.url anger inte en {type} med id eller identifierare.',
    },
    fix: {
      en: 'Write Type/id, or Type?identifier=system|value, with the type of the resource.',
      sv: 'Skriv Typ/id, eller Typ?identifier=system|värde, med resursens typ.',
    },
    rule: 'https://hl7.org/fhir/R4/http.html#update',
  },
  'entry-id': {
    status: 400,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The id in request.url is not the id of the resource.',
      sv: 'Id:t i request.url är inte resursens id.',
    },
    fix: { en: 'Make the two ids the same.', sv: 'Gör de båda id:na lika.' },
    rule: 'https://hl7.org/fhir/R4/http.html#update',
  },
  'fullurl-clash': {
    status: 400,
    severity: 'error',
    type: 'duplicate',
    message: {
      en: 'The fullUrl is that of {other} as well.',
      sv: 'fullUrl är densamma som för {other}.',
    },
    fix: { en: 'Give every entry a fullUrl of its own.', sv: 'Ge varje post en egen fullUrl.' },
    rule: 'https://hl7.org/fhir/R4/bundle.html#bdl-7',
  },
  'entry-twice': {
    status: 400,
    severity: 'error',
    type: 'duplicate',
    message: {
      en: 'The entry is the same {type} as {other}: the same id or business identifier.',
      sv: 'Posten är samma {type} som {other}: samma id eller verksamhetsidentifierare.',
    },
    fix: {
      en: 'Send each resource once in a bundle, in its newest version.',
      sv: 'Skicka varje resurs en gång per paket, i dess senaste version.',
    },
    rule: 'https://hl7.org/fhir/R4/http.html#trules',
  },
  'content-twice': {
    status: 200,
    severity: 'warning',
    type: 'duplicate',
    message: {
      en: 'The entry says what {other} says; it counts once.',
      sv: 'Posten säger detsamma som {other}; den räknas en gång.',
    },
    fix: {
      en: 'Give each of them an identifier if they are two different events.',
      sv: 'Ge dem var sin identifierare om det är två olika händelser.',
    },
    rule: 'S-11',
  },
  'condition-several': {
    status: 412,
    severity: 'error',
    type: 'conflict',
    message: {
      en: 'Several {type} resources have the identifier; nothing says which one is meant.',
      sv: 'Flera {type} har identifieraren; inget säger vilken som avses.',
    },
    fix: {
      en: 'Delete it by id, or send it with its contact and the status entered-in-error.',
      sv: 'Ta bort den med id, eller skicka den med sin kontakt och statusen entered-in-error.',
    },
    rule: 'https://hl7.org/fhir/R4/http.html#2.1.0.12.1',
  },
  'reference-dangling': {
    status: 422,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The reference points at an entry that is not in the bundle.',
      sv: 'Referensen pekar på en post som inte finns i paketet.',
    },
    fix: {
      en: 'Add the entry with that fullUrl, or refer to it as Type/id or by identifier.',
      sv: 'Lägg till posten med den fullUrl:en, eller referera med Typ/id eller identifierare.',
    },
    rule: 'https://hl7.org/fhir/R4/bundle.html#references',
  },
  'reference-expected': {
    status: 200,
    severity: 'information',
    type: 'informational',
    message: {
      en: 'The {type} that the reference names has not arrived yet; it is expected in a later bundle.',
      sv: '{type} som referensen anger har inte kommit än; den väntas i ett senare paket.',
    },
    fix: asDraft,
    rule: 'S-3',
  },
  'reference-foreign': {
    status: 200,
    severity: 'warning',
    type: 'not-supported',
    message: {
      en: 'The reference leads to another server; it is not followed and not kept.',
      sv: 'Referensen leder till en annan server; den följs inte och sparas inte.',
    },
    fix: { en: 'Send the resource in the bundle.', sv: 'Skicka resursen i paketet.' },
  },
  'sex-differs': {
    status: 200,
    severity: 'warning',
    type: 'business-rule',
    message: {
      en: 'Patient.gender differs from the legal sex of the identifier; the identifier counts.',
      sv: 'Patient.gender skiljer sig från identifierarens juridiska kön; identifieraren gäller.',
    },
    fix: {
      en: 'Check that the identifier is that of the patient.',
      sv: 'Kontrollera att identifieraren är patientens.',
    },
    rule: 'I-1',
  },
  'contact-other-person': {
    status: 200,
    severity: 'warning',
    type: 'business-rule',
    message: {
      en: 'This {type} is about another person than the contact that it belongs to; it is taken for that of the contact.',
      sv: 'Denna {type} gäller en annan person än kontakten som den hör till; den räknas till kontaktens.',
    },
    fix: {
      en: 'Compare the subject with that of the contact, and correct the one that is wrong. If the two are one person, send the Patient with both identifiers.',
      sv: 'Jämför subject med kontaktens och rätta det som är fel. Är de två samma person, skicka Patient med båda identifierarna.',
    },
    rule: 'S-10',
  },
  'contact-two-patients': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The {type} belongs to another patient than the contact that it refers to.',
      sv: '{type} hör till en annan patient än den vårdkontakt som den refererar till.',
    },
    fix: {
      en: 'Let the contact and all that belongs to it have the same patient.',
      sv: 'Låt kontakten och allt som hör till den ha samma patient.',
    },
    rule: 'S-10',
  },
  'vardgivare-missing': {
    status: 422,
    severity: 'error',
    type: 'required',
    message: {
      en: 'The submission does not name the vårdgivare (care provider) that it is made for, and the client may act for several.',
      sv: 'Inlämningen anger inte vilken vårdgivare den görs för, och klienten får agera för flera.',
    },
    fix: {
      en: 'Add a Provenance whose agent of type custodian is an Organization with organisationsnummer (urn:oid:2.5.4.97).',
      sv: 'Lägg till en Provenance vars agent av typen custodian är en Organization med organisationsnummer (urn:oid:2.5.4.97).',
    },
    rule: 'T-1',
  },
  'vardgivare-several': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The submission names more than one vårdgivare.',
      sv: 'Inlämningen anger mer än en vårdgivare.',
    },
    fix: { en: 'Send one bundle for each vårdgivare.', sv: 'Skicka ett paket per vårdgivare.' },
    rule: 'T-1',
  },
  'vardgivare-not-allowed': {
    status: 403,
    severity: 'error',
    type: 'forbidden',
    message: {
      en: 'The client may not act for the vårdgivare that the submission names.',
      sv: 'Klienten får inte agera för den vårdgivare som inlämningen anger.',
    },
    fix: {
      en: 'Name a vårdgivare that the client is registered for, or have the registration changed.',
      sv: 'Ange en vårdgivare som klienten är registrerad för, eller låt ändra registreringen.',
    },
    rule: 'T-1',
    law: 'patientdatalagen (2008:355) 2 kap. 6 §',
  },
  superseded: {
    status: 200,
    severity: 'information',
    type: 'informational',
    message: {
      en: 'A newer version has already arrived; this one changes nothing.',
      sv: 'En nyare version har redan kommit; den här ändrar inget.',
    },
    rule: 'S-3',
  },
  'elements-not-kept': {
    status: 200,
    severity: 'information',
    type: 'informational',
    message: {
      en: 'Not kept, since no receiving register uses it.',
      sv: 'Inte sparat, eftersom inget mottagande register använder det.',
    },
    rule: 'R-3',
    law: 'lag (1998:543) om hälsodataregister 4 §',
  },
  'not-kept': {
    status: 200,
    severity: 'information',
    type: 'informational',
    message: {
      en: 'No register receives it; nothing of it was stored.',
      sv: 'Inget register tar emot den; inget av den har lagrats.',
    },
    rule: 'R-3',
    law: 'lag (1998:543) om hälsodataregister 4 §',
  },
  'transaction-stopped': {
    status: 422,
    severity: 'information',
    type: 'informational',
    message: {
      en: 'The entry was not stored, since another entry of the transaction has errors.',
      sv: 'Posten lagrades inte, eftersom en annan post i transaktionen har fel.',
    },
    fix: {
      en: 'Correct the other entry and send the whole transaction again, or use a batch.',
      sv: 'Rätta den andra posten och skicka hela transaktionen igen, eller använd batch.',
    },
    rule: 'S-4',
  },
  'contact-expected': {
    status: 200,
    severity: 'information',
    type: 'informational',
    message: {
      en: 'The contact that it belongs to has not arrived yet; the registers decide when it has.',
      sv: 'Vårdkontakten som den hör till har inte kommit än; registren avgör när den har det.',
    },
    fix: asDraft,
    rule: 'S-5',
  },
});
