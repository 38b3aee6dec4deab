import { defineErrors } from './definition.ts';
import { authoringErrors } from './validation-authoring.ts';
import { bundleErrors } from './validation-bundle.ts';
import { cardinalityErrors } from './validation-cardinality.ts';
import { extensionErrors } from './validation-extension.ts';
import { invariantErrors } from './validation-invariant.ts';
import { jsonErrors } from './validation-json.ts';
import { narrativeErrors } from './validation-narrative.ts';
import { policyErrors } from './validation-policy.ts';
import { primitiveErrors } from './validation-primitive.ts';
import { profileErrors } from './validation-profile.ts';
import { questionnaireErrors } from './validation-questionnaire.ts';
import { referenceErrors } from './validation-reference.ts';
import { structureErrors } from './validation-structure.ts';
import { terminologyErrors } from './validation-terminology.ts';
import { xmlErrors } from './validation-xml.ts';

export const validationErrors = defineErrors({
  ...authoringErrors,
  ...bundleErrors,
  ...cardinalityErrors,
  ...extensionErrors,
  ...invariantErrors,
  ...jsonErrors,
  ...narrativeErrors,
  ...policyErrors,
  ...primitiveErrors,
  ...profileErrors,
  ...questionnaireErrors,
  ...referenceErrors,
  ...structureErrors,
  ...terminologyErrors,
  ...xmlErrors,
});
