import type { Questionnaire, QuestionnaireItem, QuestionnaireItemAnswerOption } from '@medplum/fhirtypes';
import type { Text } from '../../errors/definition.ts';
import { answerValue, findQuestion, type ResponseAnswer } from '../questionnaire/items.ts';
import type { Run } from '../run.ts';
import { wellShaped } from '../well-shaped.ts';

type Json = Record<string, unknown>;

const TYPE = 'http://hl7.org/fhir/StructureDefinition/questionnaire-derivationType';
const TYPES = 'http://hl7.org/fhir/questionnaire-derivationType';
const MAX_DEPTH = 100;

const UNCHECKED = {
  unknown: { en: 'it is not known', sv: 'det är okänt' },
  untyped: { en: 'no extension says how it is derived', sv: 'inget tillägg säger hur det härleds' },
  inspired: { en: 'it is only inspired by it', sv: 'det är bara inspirerat av det' },
} satisfies Record<string, Text>;

const BROKEN = {
  item: { en: 'It has no item with this linkId.', sv: 'Det har ingen post med detta linkId.' },
  type: { en: 'The item has another type there.', sv: 'Posten har en annan typ där.' },
  repeats: { en: 'The item does not repeat there.', sv: 'Posten upprepas inte där.' },
  required: { en: 'The item is required there.', sv: 'Posten är obligatorisk där.' },
  maxLength: { en: 'The answer is shorter there.', sv: 'Svaret är kortare där.' },
  kind: {
    en: 'One of them has options, the other a value set.',
    sv: 'Det ena har svarsalternativ, det andra en värdemängd.',
  },
  options: {
    en: 'The item has options there, so that it must have some here.',
    sv: 'Posten har svarsalternativ där och ska därför ha det här.',
  },
  option: { en: 'This option is not among those there.', sv: 'Detta alternativ finns inte bland dem där.' },
} satisfies Record<string, Text>;

/**
 * A Questionnaire against those that it is derived from, where it says that it extends them or complies with them
 * (http://hl7.org/fhir/extensions/StructureDefinition-questionnaire-derivationType.html): items of the same linkId have the same type and only narrow what is allowed;
 * one that complies adds none. Whatever is not compared is told. The run stands at it.
 */
export function checkDerivation(value: Json, run: Run): void {
  if (!Array.isArray(value.derivedFrom)) return;
  const questionnaire = wellShaped(value, run.services.types) as unknown as Questionnaire & {
    _derivedFrom?: unknown[];
  };
  questionnaire.derivedFrom?.forEach((canonical, index) => {
    const at = `.derivedFrom[${index}]`;
    const unchecked = (reason: keyof typeof UNCHECKED, severity: 'warning' | 'information' = 'warning') =>
      run.report('questionnaire-derivation-not-checked', { reason: UNCHECKED[reason] }, { severity }, at);
    const source = run.services.definitions.resolve(canonical, 'Questionnaire');
    if (!source) {
      unchecked('unknown');
      return;
    }
    const type = typeOf(value._derivedFrom, index);
    if (type === 'inspiredBy') unchecked('inspired', 'information');
    else if (type !== 'extends' && type !== 'compliesWith') unchecked('untyped');
    else checkItems(questionnaire.item, source, type === 'compliesWith', '', run, 0);
  });
}

function typeOf(siblings: unknown, index: number): string | undefined {
  const sibling = (Array.isArray(siblings) ? siblings[index] : undefined) as Json | null | undefined;
  const extensions = Array.isArray(sibling?.extension) ? (sibling.extension as (Json | null)[]) : [];
  const coding = extensions.find((item) => item?.url === TYPE)?.valueCoding as Json | undefined;
  return coding?.system === TYPES && typeof coding.code === 'string' ? coding.code : undefined;
}

function checkItems(
  items: readonly QuestionnaireItem[] | undefined,
  source: Questionnaire,
  isClosed: boolean,
  below: string,
  run: Run,
  depth: number,
): void {
  if (depth > MAX_DEPTH) return;
  items?.forEach((item, index) => {
    const at = `${below}.item[${index}]`;
    const before = item.linkId === undefined ? undefined : findQuestion(source.item, item.linkId);
    const report = (reason: keyof typeof BROKEN, place = '') =>
      run.report('questionnaire-derivation', { reason: BROKEN[reason] }, {}, at + place);
    if (before) checkItem(item, before, report);
    else if (isClosed && item.linkId !== undefined) report('item');
    checkItems(item.item, source, isClosed, at, run, depth + 1);
  });
}

function checkItem(
  item: QuestionnaireItem,
  before: QuestionnaireItem,
  report: (reason: keyof typeof BROKEN, place?: string) => void,
): void {
  if (item.type && before.type && item.type !== before.type) report('type', '.type');
  if (item.repeats && !before.repeats) report('repeats', '.repeats');
  if (before.required && item.required === false) report('required', '.required');
  if (before.maxLength !== undefined) {
    if (item.maxLength === undefined) report('maxLength');
    else if (item.maxLength > before.maxLength) report('maxLength', '.maxLength');
  }
  if (before.answerValueSet && item.answerOption?.length) report('kind');
  if (!before.answerOption?.length) return;
  if (item.answerValueSet) report('kind');
  else if (!item.answerOption?.length) report('options');
  else
    for (const [index, option] of item.answerOption.entries())
      if (!before.answerOption.some((other) => isSame(option, other))) report('option', `.answerOption[${index}]`);
}

function isSame(a: QuestionnaireItemAnswerOption, b: QuestionnaireItemAnswerOption): boolean {
  const [left, right] = [a, b].map((option) => answerValue(option as unknown as ResponseAnswer));
  if (!left || !right) return !left;
  if (left.type !== right.type) return false;
  const [one, other] = [left.value, right.value] as Json[];
  if (typeof one !== 'object') return one === other;
  return ['system', 'version', 'code', 'reference'].every((name) => one?.[name] === other?.[name]);
}
