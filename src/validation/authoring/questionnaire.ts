import type { Run } from '../run.ts';
import { objects } from './each.ts';
import { checkDerivation } from './questionnaire-derivation.ts';

type Json = Record<string, unknown>;

/** A Questionnaire's conditions lead to questions that can be answered before: http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen */
export function checkQuestionnaire(questionnaire: Json, run: Run): void {
  const order: string[] = [];
  collect(questionnaire.item, order, 0);
  const positions = new Map(order.map((linkId, index) => [linkId, index]));
  checkItems(questionnaire.item, '', positions, run, 0);
  checkDerivation(questionnaire, run);
}

function collect(list: unknown, order: string[], depth: number): void {
  if (depth > 100) return;
  for (const [item] of objects(list)) {
    if (typeof item.linkId === 'string') order.push(item.linkId);
    collect(item.item, order, depth + 1);
  }
}

function checkItems(
  list: unknown,
  path: string,
  positions: ReadonlyMap<string, number>,
  run: Run,
  depth: number,
): void {
  if (depth > 100) return;
  for (const [item, index] of objects(list)) {
    const here = `${path}.item[${index}]`;
    const inner: string[] = [];
    if (item.enableWhen !== undefined) collect(item.item, inner, depth + 1);
    for (const [{ question }] of objects(item.enableWhen)) {
      if (typeof question !== 'string') continue;
      const position = positions.get(question);
      if (position === undefined) run.report('enable-when-unknown', {}, {}, here);
      else if (question === item.linkId || inner.includes(question)) run.report('enable-when-self', {}, {}, here);
      else if (typeof item.linkId === 'string' && position > (positions.get(item.linkId) ?? position))
        run.report('enable-when-after', {}, {}, here);
    }
    checkItems(item.item, here, positions, run, depth + 1);
  }
}
