import { defineErrors } from './definition.ts';

/** What validation says of cardinality. */
export const cardinalityErrors = defineErrors({
  'element-missing': {
    status: 422,
    severity: 'error',
    type: 'required',
    message: {
      en: '"{path}" is required at least {min} time(s), but found {found}.',
      sv: '"{path}" krävs minst {min} gång(er), men finns {found}.',
    },
    fix: { en: 'Add it.', sv: 'Lägg till det.' },
    rule: 'http://hl7.org/fhir/R4/conformance-rules.html#cardinality',
  },
  'element-too-many': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '"{path}" is allowed at most {max} time(s), but found {found}.',
      sv: '"{path}" tillåts högst {max} gång(er), men finns {found}.',
    },
    fix: { en: 'Remove the surplus.', sv: 'Ta bort överskottet.' },
    rule: 'http://hl7.org/fhir/R4/conformance-rules.html#cardinality',
  },
});
