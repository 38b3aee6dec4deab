import { defineErrors } from './definition.ts';

/** What validation says of policy. */
export const policyErrors = defineErrors({
  'experimental-not-allowed': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'Experimental content is not allowed here.',
      sv: 'Experimentellt innehåll är inte tillåtet här.',
    },
  },
  'publication-rule': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'For publication: {rule}',
      sv: 'För publicering: {rule}',
    },
  },
});
