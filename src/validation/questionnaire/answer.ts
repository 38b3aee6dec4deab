import type { QuestionnaireItem } from '@medplum/fhirtypes';
import { allowedCodes } from '../allowed-codes.ts';
import { compareValues, describeLimit } from '../profile/range.ts';
import { sameValue } from '../profile/value-match.ts';
import { impliedType } from '../reference.ts';
import { findContained } from '../resolve.ts';
import type { Run } from '../run.ts';
import { matchesRegex } from '../safe-regex.ts';
import type { TerminologyPort } from '../terminology-port.ts';
import { valueSetName } from '../terminology-text.ts';
import { sameCoding } from './enable-when.ts';
import { extensionValue, integerExtension, itemExtensions } from './item-extensions.ts';
import { answerValue, type ResponseAnswer } from './items.ts';
import type { ResponseCheck } from './response.ts';

type Json = Record<string, unknown>;

/** The type of answers by the type of the item (http://hl7.org/fhir/R4/valueset-item-type.html). */
const ANSWER_TYPES: Readonly<Record<string, readonly string[]>> = {
  boolean: ['boolean'],
  decimal: ['decimal'],
  integer: ['integer'],
  date: ['date'],
  dateTime: ['dateTime'],
  time: ['time'],
  string: ['string'],
  text: ['string'],
  url: ['uri'],
  attachment: ['Attachment'],
  reference: ['Reference'],
  quantity: ['Quantity'],
  choice: ['Coding', 'date', 'time', 'integer', 'string'],
  'open-choice': ['Coding', 'date', 'time', 'integer', 'string'],
};

/** Types of item other than choices whose answers are among the options, if there are any. */
const OF_OPTIONS = new Set(['decimal', 'integer', 'date', 'dateTime', 'time', 'string']);

/** Checks one answer; `at` is its place below the response. */
export function checkAnswer(
  check: ResponseCheck,
  question: QuestionnaireItem,
  answer: ResponseAnswer,
  at: string,
): void {
  const { run } = check;
  const allowed = ANSWER_TYPES[question.type ?? ''];
  const given = answerValue(answer);
  if (!allowed) return;
  if (!given) {
    // An answer may say with an extension why it has no value.
    if (!Object.keys(answer).some((key) => key.startsWith('_value') || key === 'extension')) {
      run.report('response-answer-value-missing', {}, {}, at);
    }
    return;
  }
  const place = `${at}.value.ofType(${given.type})`;
  if (!allowed.includes(given.type)) {
    const isListed = /^[A-Za-z0-9]{1,40}$/.test(given.type);
    if (isListed && run.services.types.object(given.type)) {
      run.report('response-answer-type', { expected: allowed.join(', '), found: given.type }, {}, place);
    }
    return;
  }
  if (question.type === 'choice' || question.type === 'open-choice') checkChoice(check, question, given, at);
  else if (question.answerOption?.length && OF_OPTIONS.has(question.type ?? ''))
    checkOption(check, question, given, place);
  else if (question.type === 'string' && question.answerValueSet)
    checkMember(check, question.answerValueSet, given, place);
  checkConstraints(check, question, given, at, place);
}

interface Given {
  value: unknown;
  type: string;
}

function checkChoice(check: ResponseCheck, question: QuestionnaireItem, given: Given, at: string): void {
  const isOpen = question.type === 'open-choice';
  if (given.type === 'string' && isOpen) return;
  if (question.answerOption?.length) {
    checkOption(check, question, given, at);
    return;
  }
  if (given.type === 'Coding' && question.answerValueSet) checkMember(check, question.answerValueSet, given, at);
}

/** Whether an answer is in a value set, which may be contained in the questionnaire. */
function checkMember({ run, questionnaire, container }: ResponseCheck, canonical: string, given: Given, place: string) {
  const { code, system } = (typeof given.value === 'string' ? { code: given.value } : given.value) as {
    code?: unknown;
    system?: string;
  };
  if (typeof code !== 'string') return;
  let valueSet = canonical;
  let { terminology } = run.services;
  if (canonical.startsWith('#')) {
    const id = canonical.slice(1);
    const contained =
      findContained(questionnaire as unknown as Json, id) ?? (container && findContained(container, id));
    if (contained?.resourceType !== 'ValueSet') return;
    valueSet = CONTAINED;
    terminology = withContained(contained, run);
  }
  const question = { code, valueSet, ...(system && { system }) };
  const outcome = terminology.validateCoding(question);
  const { status } = outcome;
  if (status === 'not-in-value-set' || status === 'unknown-code') {
    const suggestion = allowedCodes(question, run, terminology);
    const named = valueSetName(canonical, system, outcome);
    run.report('code-not-in-value-set', { valueSet: named, ...(suggestion && { suggestion }) }, {}, place);
  } else if (status === 'unknown-value-set') run.report('value-set-unknown', { valueSet: canonical }, {}, place);
}

const CONTAINED = 'urn:contained';
const layers = new WeakMap<object, { over: TerminologyPort; port: TerminologyPort }>();

/** The terminology with a contained value set, made once for all answers. */
function withContained(contained: Json, { services }: Run): TerminologyPort {
  const known = layers.get(contained);
  if (known?.over === services.terminology) return known.port;
  const layer = services.definitions.layer([{ ...contained, url: CONTAINED, version: undefined }]);
  const port = services.terminology.over(layer);
  layers.set(contained, { over: services.terminology, port });
  return port;
}

/** An option that excludes the others (http://hl7.org/fhir/R4/extension-questionnaire-optionexclusive.html). */
export function isExclusive(question: QuestionnaireItem, answer: ResponseAnswer): boolean {
  const given = answerValue(answer);
  if (given?.type !== 'Coding') return false;
  return (question.answerOption ?? []).some(
    ({ extension, valueCoding }) =>
      extension?.some((item) => item.url.endsWith('/questionnaire-optionExclusive') && item.valueBoolean) &&
      sameCoding(valueCoding, given.value),
  );
}

/** Options of these types also stand for answers of those. */
const WIDER_TYPES: Readonly<Record<string, string>> = { integer: 'decimal', date: 'dateTime' };

function checkOption({ run }: ResponseCheck, question: QuestionnaireItem, given: Given, place: string): void {
  const options = (question.answerOption ?? [])
    .map((option) => answerValue(option as unknown as ResponseAnswer))
    .filter((option) => option && (option.type === given.type || WIDER_TYPES[option.type] === given.type));
  if (options.length === 0) {
    run.report('response-option-type', { type: given.type }, {}, place);
    return;
  }
  const isCoding = given.type === 'Coding';
  const found = options.some((option) =>
    isCoding ? sameCoding(option!.value, given.value) : sameValue(option!.value, given.value),
  );
  if (!found) run.report('response-option', {}, {}, place);
}

function checkConstraints(
  check: ResponseCheck,
  question: QuestionnaireItem,
  given: Given,
  at: string,
  place: string,
): void {
  const { value, type } = given;
  if (typeof value === 'string') checkText(check, question, value, place);
  if (typeof value === 'number') checkNumber(check, question, value, place);
  checkLimits(check, question, given, place);
  if (type === 'Attachment') checkAttachment(check, question, value as Record<string, unknown>, at);
  if (type === 'Quantity') checkUnit(check, question, value as { system?: string; code?: string }, place);
  if (type === 'Reference') checkReference(check, question, value as { reference?: unknown; type?: unknown }, place);
}

function checkText({ run }: ResponseCheck, question: QuestionnaireItem, value: string, place: string): void {
  const min = integerExtension(question, 'minLength');
  if (min !== undefined && value.length < min) run.report('response-length-min', { min }, {}, place);
  const { maxLength } = question;
  if (maxLength !== undefined && value.length > maxLength)
    run.report('response-length-max', { max: maxLength }, {}, place);
  const regex = extensionValue(question, 'regex');
  if (typeof regex === 'string' && matchesRegex(regex, value) === false) {
    const form = extensionValue(question, 'entryFormat') ?? regex;
    run.report('response-format', { form: String(form) }, {}, place);
  }
}

function checkNumber({ run }: ResponseCheck, question: QuestionnaireItem, value: number, place: string): void {
  const max = integerExtension(question, 'maxDecimalPlaces');
  const decimals = /\.(\d+)/.exec(String(value))?.[1]?.length ?? 0;
  if (max !== undefined && decimals > max) run.report('value-too-many-decimals', { max }, {}, place);
}

const LIMITS = [
  ['minValue', 'minimum'],
  ['maxValue', 'maximum'],
  ['sdc-questionnaire-minQuantity', 'minimum'],
  ['sdc-questionnaire-maxQuantity', 'maximum'],
] as const;

function checkLimits({ run }: ResponseCheck, question: QuestionnaireItem, { value, type }: Given, place: string): void {
  for (const [name, side] of LIMITS) {
    const limit = extensionValue(question, name);
    if (limit === undefined) continue;
    const order = compareValues(value, limit, type);
    const parameters = { limit: describeLimit(limit) };
    if (order === 'incomparable') run.report('value-not-comparable', parameters, {}, place);
    else if (order === undefined) continue;
    else if (side === 'minimum' && order < 0) run.report('value-below-minimum', parameters, {}, place);
    else if (side === 'maximum' && order > 0) run.report('value-above-maximum', parameters, {}, place);
  }
}

function checkAttachment(
  { run }: ResponseCheck,
  question: QuestionnaireItem,
  value: Record<string, unknown>,
  at: string,
): void {
  const max = extensionValue(question, 'maxSize');
  const size = typeof value.data === 'string' ? Buffer.byteLength(value.data, 'base64') : value.size;
  if (typeof max === 'number' && typeof size === 'number' && size > max) {
    run.report('response-attachment-size', { max }, {}, at);
  }
  const allowed = itemExtensions(question, 'mimeType').map((item) => item.valueCode ?? item.valueString ?? '');
  const stated = typeof value.contentType === 'string' ? value.contentType : '';
  if (allowed.length > 0 && !allowed.some((type) => stated.startsWith(type))) {
    run.report('response-attachment-type', { allowed: allowed.join(', ') }, {}, at);
  }
}

function checkUnit(
  { run }: ResponseCheck,
  question: QuestionnaireItem,
  value: { system?: string; code?: string },
  place: string,
): void {
  const options = itemExtensions(question, 'questionnaire-unitOption').map((item) => item.valueCoding);
  const isOption = (option: { system?: string; code?: string } | undefined) =>
    (option?.system === undefined || option.system === value.system) &&
    (option?.code === undefined || option.code === value.code);
  if (options.length > 0 && !options.some(isOption)) {
    const allowed = options.map((option) => option?.display ?? option?.code ?? '').join(', ');
    run.report('response-unit', { allowed }, {}, place);
  }
  const valueSet = extensionValue(question, 'questionnaire-unitValueSet');
  if (typeof valueSet !== 'string' || typeof value.code !== 'string') return;
  const { status } = run.services.terminology.validateCoding({
    code: value.code,
    valueSet,
    ...(value.system && { system: value.system }),
  });
  if (status === 'not-in-value-set' || status === 'unknown-code')
    run.report('response-unit', { allowed: valueSet }, {}, place);
}

function checkReference(
  { run }: ResponseCheck,
  question: QuestionnaireItem,
  { reference, type }: { reference?: unknown; type?: unknown },
  place: string,
): void {
  // The text of a reference tells a type only to those who trust it.
  if (!run.services.options.trustReferenceTypes) return;
  const found = typeof type === 'string' ? type : typeof reference === 'string' ? impliedType(reference) : undefined;
  if (!found) return;
  if (!run.services.types.resource(found)) {
    run.report('reference-type-unknown', { type: found }, {}, place);
    return;
  }
  const allowed = itemExtensions(question, 'questionnaire-referenceResource').map((item) => item.valueCode ?? '');
  if (allowed.length > 0 && !allowed.includes(found)) {
    run.report('response-reference-type', { found, allowed: allowed.join(', ') }, {}, place);
  }
}
