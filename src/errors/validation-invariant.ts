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
});
