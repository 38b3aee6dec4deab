import { checkBundle } from './bundle/bundle.ts';
import { checkQuestionnaireResponse } from './questionnaire/response.ts';
import type { Run } from './run.ts';

/** What a resource type means beyond its structure and invariants. The run stands at the resource. */
export const RESOURCE_RULES: Readonly<Record<string, (resource: Record<string, unknown>, run: Run) => void>> = {
  Bundle: checkBundle,
  QuestionnaireResponse: checkQuestionnaireResponse,
};
