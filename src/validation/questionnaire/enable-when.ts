import type { QuestionnaireItem, QuestionnaireItemEnableWhen } from '@medplum/fhirtypes';
import { compareValues } from '../profile/range.ts';
import { answerValue, asList, type ResponseAnswer, type ResponseItem } from './items.ts';

/**
 * Whether an item is enabled (http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen). `levels` are the response's
 * items around it, innermost first: the answer that counts is that of the nearest group.
 */
export function isEnabled(item: QuestionnaireItem, levels: readonly (readonly ResponseItem[])[]): boolean {
  const conditions = item.enableWhen ?? [];
  if (conditions.length === 0) return true;
  const met = (condition: QuestionnaireItemEnableWhen) => isMet(condition, levels);
  return item.enableBehavior === 'any' ? conditions.some(met) : conditions.every(met);
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
  if (type === 'Coding') return sameCoding(given, expected) ? 0 : undefined;
  if (type === 'Reference') {
    return (given as { reference?: unknown }).reference === (expected as { reference?: unknown } | undefined)?.reference
      ? 0
      : undefined;
  }
  return compareValues(given, expected, type);
}

/** A code without a system means the questionnaire's own. */
export function sameCoding(a: unknown, b: unknown): boolean {
  const left = a as { system?: string; code?: string } | undefined;
  const right = b as { system?: string; code?: string } | undefined;
  return left?.code === right?.code && left?.code !== undefined && (left.system ?? '') === (right?.system ?? '');
}
