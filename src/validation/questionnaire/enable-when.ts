import type { QuestionnaireItem, QuestionnaireItemEnableWhen } from '@medplum/fhirtypes';
import { compileFhirPath } from '../../fhir/fhirpath/fhirpath.ts';
import { compareValues } from '../profile/range.ts';
import { answerValue, asList, type ResponseAnswer, type ResponseItem } from './items.ts';

/**
 * Whether an item is enabled (http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen). `levels` are the response's
 * items around it, innermost first: the answer that counts is that of the nearest group. Structured Data Capture's expression decides where there is one.
 */
export function isEnabled(
  item: QuestionnaireItem,
  levels: readonly (readonly ResponseItem[])[],
  response: object,
): boolean {
  const expression = item.extension?.find((one) => one.url === EXPRESSION)?.valueExpression;
  if (expression) return expression.language !== 'text/fhirpath' || holds(expression.expression ?? '', response);
  const conditions = item.enableWhen ?? [];
  // Several conditions that do not say how they go together decide nothing (que-12 reports them in the questionnaire).
  if (conditions.length === 0 || (conditions.length > 1 && item.enableBehavior === undefined)) return true;
  const met = (condition: QuestionnaireItemEnableWhen) => isMet(condition, levels);
  return item.enableBehavior === 'any' ? conditions.some(met) : conditions.every(met);
}

const EXPRESSION = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression';

/** A condition on the whole response; one that cannot be evaluated here (it may name what only a form filler has) disables nothing. */
function holds(expression: string, response: object): boolean {
  try {
    const compiled = compileFhirPath(expression, { type: 'QuestionnaireResponse', variables: [] });
    return compiled.test(response, { resource: response as never }) === true;
  } catch {
    return true;
  }
}

function isMet(condition: QuestionnaireItemEnableWhen, levels: readonly (readonly ResponseItem[])[]): boolean {
  const answers = answersTo(condition.question ?? '', levels);
  const expected = expectedAnswer(condition);
  if (condition.operator === 'exists') return answers.length > 0 === expected;
  return answers.some((answer) => {
    const given = answerValue(answer);
    if (!given) return false;
    const order = compare(given.value, expected, given.type);
    switch (condition.operator) {
      case '=':
        return order === 0;
      case '!=':
        return order !== 0;
      case '>':
        return typeof order === 'number' && order > 0;
      case '<':
        return typeof order === 'number' && order < 0;
      case '>=':
        return typeof order === 'number' && order >= 0;
      case '<=':
        return typeof order === 'number' && order <= 0;
      default:
        return false;
    }
  });
}

function expectedAnswer(condition: QuestionnaireItemEnableWhen): unknown {
  const key = Object.keys(condition).find((name) => /^answer[A-Z]/.test(name));
  return key && (condition as unknown as Record<string, unknown>)[key];
}

function answersTo(linkId: string, levels: readonly (readonly ResponseItem[])[]): ResponseAnswer[] {
  for (const items of levels) {
    const found = findItems(items, linkId, 0);
    if (found.length > 0) return found.flatMap((item) => asList(item.answer));
  }
  return [];
}

function findItems(items: readonly ResponseItem[], linkId: string, depth: number): ResponseItem[] {
  if (depth > 50) return [];
  const found: ResponseItem[] = [];
  for (const item of items) {
    if (item.linkId === linkId) found.push(item);
    found.push(...findItems(asList(item.item), linkId, depth + 1));
    for (const answer of asList(item.answer)) found.push(...findItems(asList(answer.item), linkId, depth + 1));
  }
  return found;
}

function compare(given: unknown, expected: unknown, type: string): number | 'incomparable' | undefined {
  if (typeof given === 'boolean') return given === expected ? 0 : undefined;
  if (type === 'Coding') return isCoding(given, expected) ? 0 : undefined;
  if (type === 'Quantity') {
    const [left, right] = [given, expected] as ({ value?: unknown; code?: unknown; system?: unknown } | undefined)[];
    if (left?.code === undefined || right?.code === undefined)
      return compareValues(left?.value, right?.value, 'decimal');
  }
  if (type === 'Reference') {
    return (given as { reference?: unknown }).reference === (expected as { reference?: unknown } | undefined)?.reference
      ? 0
      : undefined;
  }
  return compareValues(given, expected, type);
}

/** An expected code without a system is that code in any. */
function isCoding(given: unknown, expected: unknown): boolean {
  const left = given as { system?: string; code?: string } | undefined;
  const right = expected as { system?: string; code?: string } | undefined;
  return left?.code === right?.code && (right?.system === undefined || left?.system === right.system);
}

/** A code without a system means the questionnaire's own. */
export function sameCoding(a: unknown, b: unknown): boolean {
  const left = a as { system?: string; code?: string } | undefined;
  const right = b as { system?: string; code?: string } | undefined;
  return left?.code === right?.code && left?.code !== undefined && (left.system ?? '') === (right?.system ?? '');
}
