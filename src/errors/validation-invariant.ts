import { defineErrors } from './definition.ts';

/** What validation says of invariant. */
export const invariantErrors = defineErrors({
  'invariant-violated': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'Rule {key}: {human}',
      sv: 'Regel {key}: {human}',
    },
  },
  'invariant-not-evaluated': {
    status: 422,
    severity: 'error',
    type: 'exception',
    message: {
      en: 'Rule {key} could not be evaluated.',
      sv: 'Regel {key} kunde inte utvärderas.',
    },
  },
  'check-failed': {
    status: 500,
    severity: 'error',
    type: 'exception',
    message: {
      en: 'The validator failed here, so that this was not checked. The fault is its own; everything else was checked.',
      sv: 'Valideraren gjorde fel här, så detta kontrollerades inte. Felet är dess eget; allt annat kontrollerades.',
    },
    fix: {
      en: 'Report it with the code and the place; without this element the rest can be sent.',
      sv: 'Anmäl det med koden och platsen; utan elementet kan resten skickas.',
    },
  },
});
