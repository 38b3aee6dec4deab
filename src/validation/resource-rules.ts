import { checkCodeSystem } from './authoring/code-system.ts';
import { checkConceptMap } from './authoring/concept-map.ts';
import { checkImplementationGuide } from './authoring/implementation-guide.ts';
import { checkLibrary } from './authoring/library.ts';
import { checkMeasure } from './authoring/measure.ts';
import { checkMeasureReport } from './authoring/measure-report.ts';
import { checkOperationDefinition } from './authoring/operation-definition.ts';
import { checkQuestionnaire } from './authoring/questionnaire.ts';
import { checkCapabilityStatement, checkSearchParameter } from './authoring/search-parameter.ts';
import { checkStructureDefinition } from './authoring/structure-definition.ts';
import { checkStructureMap } from './authoring/structure-map.ts';
import { checkValueSet } from './authoring/value-set.ts';
import { checkBundle } from './bundle/bundle.ts';
import { checkQuestionnaireResponse } from './questionnaire/response.ts';
import type { Run } from './run.ts';
import { checkVitalSigns } from './vital-signs.ts';

/** What a resource type means beyond its structure and invariants. The run stands at the resource. */
export const RESOURCE_RULES: Readonly<Record<string, (resource: Record<string, unknown>, run: Run) => void>> = {
  Bundle: checkBundle,
  CapabilityStatement: checkCapabilityStatement,
  CodeSystem: checkCodeSystem,
  ConceptMap: checkConceptMap,
  ImplementationGuide: checkImplementationGuide,
  Library: checkLibrary,
  Measure: checkMeasure,
  MeasureReport: checkMeasureReport,
  Observation: checkVitalSigns,
  OperationDefinition: checkOperationDefinition,
  Questionnaire: checkQuestionnaire,
  QuestionnaireResponse: checkQuestionnaireResponse,
  SearchParameter: checkSearchParameter,
  StructureDefinition: checkStructureDefinition,
  StructureMap: checkStructureMap,
  ValueSet: checkValueSet,
};
