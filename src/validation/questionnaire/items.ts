import type { QuestionnaireItem } from '@medplum/fhirtypes';

/** One item of a QuestionnaireResponse, as far as it has the right shape. */
export interface ResponseItem {
  linkId?: string;
  text?: string;
  answer?: ResponseAnswer[];
  item?: ResponseItem[];
}

export interface ResponseAnswer {
  item?: ResponseItem[];
  [value: string]: unknown;
}

/** The value of an answer, with its type as in `valueQuantity` → `Quantity`, `valueString` → `string`. */
export function answerValue(answer: ResponseAnswer): { value: unknown; type: string } | undefined {
  for (const key in answer) {
    if (!/^value[A-Z]/.test(key)) continue;
    const suffix = key.slice('value'.length);
    const value = answer[key];
    const isComplex = typeof value === 'object';
    return { value, type: isComplex ? suffix : suffix.charAt(0).toLowerCase() + suffix.slice(1) };
  }
  return undefined;
}

/** The first item with that linkId, at any depth. */
export function findQuestion(
  items: readonly QuestionnaireItem[] | undefined,
  linkId: string,
): QuestionnaireItem | undefined {
  for (const item of items ?? []) {
    if (item.linkId === linkId) return item;
    const below = findQuestion(item.item, linkId);
    if (below) return below;
  }
  return undefined;
}

export function asList<T>(value: T[] | undefined): T[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}
