import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import { findContained } from '../resolve.ts';
import type { Run } from '../run.ts';
import { wellShaped } from '../well-shaped.ts';
import { checkAnswer, isExclusive } from './answer.ts';
import { isEnabled } from './enable-when.ts';
import { integerExtension } from './item-extensions.ts';
import { asList, findQuestion, type ResponseItem } from './items.ts';

type Json = Record<string, unknown>;

/** One response being checked against its questionnaire. */
export interface ResponseCheck {
  run: Run;
  questionnaire: Questionnaire;
  response: Json;
  /** What is missing of a response that no one says is complete is a warning. */
  isComplete: boolean;
  /** The resource that the questionnaire is contained in, if it is. */
  container: Json | undefined;
}

/** A QuestionnaireResponse against its Questionnaire: http://hl7.org/fhir/R4/questionnaireresponse.html#notes. The run stands at the response. */
export function checkQuestionnaireResponse(response: Json, run: Run): void {
  const { questionnaire: canonical } = response;
  if (typeof canonical !== 'string') {
    run.report('questionnaire-not-stated');
    return;
  }
  const questionnaire = canonical.startsWith('#')
    ? (wellShaped(findContained(response, canonical.slice(1)), run.services.types) as unknown as Questionnaire)
    : run.services.definitions.resolve(canonical, 'Questionnaire');
  if (questionnaire?.resourceType !== 'Questionnaire') {
    run.report('questionnaire-unknown', {}, {}, '.questionnaire');
    return;
  }
  const check: ResponseCheck = {
    run,
    questionnaire,
    response,
    isComplete: response.status === 'completed' || response.status === 'amended',
    container: canonical.startsWith('#') ? response : undefined,
  };
  const items = asList(response.item as ResponseItem[] | undefined);
  checkItems(check, questionnaire.item ?? [], items, '', [items]);
}

/** The items at one place of the response against those of the questionnaire. `below` is their parent. */
function checkItems(
  check: ResponseCheck,
  questions: readonly QuestionnaireItem[],
  items: readonly ResponseItem[],
  below: string,
  levels: readonly (readonly ResponseItem[])[],
): void {
  const { run } = check;
  const byLinkId = new Map<string, { item: ResponseItem; index: number }[]>();
  let latest = -1;
  items.forEach((item, index) => {
    const { linkId } = item;
    if (typeof linkId !== 'string') return;
    const order = questions.findIndex((question) => question.linkId === linkId);
    if (order < 0) {
      if (findQuestion(check.questionnaire.item, linkId)) {
        run.report('response-item-misplaced', {}, {}, below);
      } else run.report('response-item-unknown', {}, {}, below);
      return;
    }
    if (order < latest) run.report('response-item-order', {}, {}, below);
    latest = Math.max(latest, order);
    const list = byLinkId.get(linkId);
    if (list) list.push({ item, index });
    else byLinkId.set(linkId, [{ item, index }]);
  });
  for (const question of questions) {
    const found = byLinkId.get(question.linkId ?? '') ?? [];
    const enabled = isEnabled(question, levels, check.response);
    if (found.length === 0 && enabled && question.required) reportRequired(check, question, below);
    if (found.length > 1 && !question.repeats) run.report('response-item-repeated', {}, {}, below);
    for (const { item, index } of found) {
      const here = `${below}.item[${index}]`;
      if (!enabled && (asList(item.answer).length > 0 || asList(item.item).length > 0)) {
        run.report('response-item-not-enabled', { linkId: question.linkId ?? '' }, {}, here);
      }
      checkItem(check, question, item, here, enabled, levels);
    }
  }
}

function reportRequired({ run, isComplete }: ResponseCheck, question: QuestionnaireItem, below: string): void {
  const severity = isComplete ? ('error' as const) : ('warning' as const);
  run.report('response-answer-required', { linkId: question.linkId ?? '' }, { severity }, below);
}

function checkItem(
  check: ResponseCheck,
  question: QuestionnaireItem,
  item: ResponseItem,
  here: string,
  enabled: boolean,
  levels: readonly (readonly ResponseItem[])[],
): void {
  const { run } = check;
  const answers = asList(item.answer);
  const children = asList(item.item);
  const type = question.type ?? '';
  if (typeof item.text === 'string' && item.text !== question.text) run.report('response-item-text', {}, {}, here);
  const isContainer = type === 'group' || type === 'display' || (type as string) === 'question';
  if (isContainer) {
    if (answers.length > 0) run.report('response-answer-not-allowed', { type }, {}, here);
  } else {
    checkCount(check, question, answers.length, here, enabled);
    answers.forEach((answer, index) => {
      const at = `${here}.answer[${index}]`;
      checkAnswer(check, question, answer, at);
      if (answers.length > 1 && isExclusive(question, answer)) run.report('response-option-exclusive', {}, {}, at);
      const below = asList(answer.item);
      checkItems(check, question.item ?? [], below, at, [below, ...levels]);
    });
  }
  if (type === 'group' || (type as string) === 'question') {
    if (question.required && children.length === 0) run.report('response-group-empty', {}, {}, here);
    checkItems(check, question.item ?? [], children, here, [children, ...levels]);
  } else if (children.length > 0) run.report('response-items-not-allowed', { type }, {}, here);
}

function checkCount(
  check: ResponseCheck,
  question: QuestionnaireItem,
  found: number,
  here: string,
  enabled: boolean,
): void {
  const { run } = check;
  if (found === 0 && question.required && enabled) reportRequired(check, question, here);
  if (found > 1 && !question.repeats) run.report('response-answer-repeated', {}, {}, here);
  const min = integerExtension(question, 'questionnaire-minOccurs');
  const max = integerExtension(question, 'questionnaire-maxOccurs');
  if (enabled && min !== undefined && found < min) run.report('response-answers-too-few', { min, found }, {}, here);
  if (max !== undefined && found > max) run.report('response-answers-too-many', { max, found }, {}, here);
}
