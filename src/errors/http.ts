import { defineErrors } from './definition.ts';

export const httpErrors = defineErrors({
  internal: {
    status: 500,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: 'Something failed inside the gateway; nothing of the request was stored. The log has it under {reference}.',
      sv: 'Något gick fel i slussen; inget av anropet har lagrats. Loggen har det under {reference}.',
    },
    fix: {
      en: 'Send the request again; if it fails again, report the reference.',
      sv: 'Skicka anropet igen; upprepas felet, anmäl referensen.',
    },
  },
});
