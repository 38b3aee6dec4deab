import type { Text } from '../errors/definition.ts';
import { codeShape, isVeterinary, normaliseCode } from './code-shapes.ts';
import { answersFor, type Edition } from './code-system.ts';
import { displayIn, languageMatches } from './display.ts';
import { type Coverage, coverageText } from './edition-coverage.ts';
import { checkByGrammar } from './grammar-systems.ts';
import { SNOMED } from './snomed/edition-uri.ts';
import { isExpression } from './snomed/sctid.ts';
import { suggestCode, suggestSystem } from './suggest.ts';
import type { Terminology } from './terminology.ts';
import type { Choice, Membership } from './value-set.ts';

export interface CodingQuestion {
  system?: string;
  version?: string;
  code?: string;
  display?: string;
  /** Canonical of the value set that the code is to be in. */
  valueSet?: string;
  /** The event's date (ÅÅÅÅ-MM-DD), which chooses the edition of the code system. */
  date?: string;
  /** The language that the display is in and is answered in (BCP 47); any without it. */
  language?: string;
}

/**
 * - `valid`: the code exists, and is in the value set if one was asked for.
 * - `not-in-value-set`: decided; whether the code exists is in `codeExists`.
 * - `unknown-code`: the complete code system does not have it, or it has not the form of the system's codes.
 * - `fragment-unknown`: the code system is at hand in part only, and that part does not have it.
 * - `unknown-system`, `unknown-value-set`: no one here knows it.
 * - `system-is-value-set`, `system-is-supplement`: the system is no code system.
 * - `not-checked`: known, but it cannot be decided here (`reason`).
 */
export type CodingStatus =
  | 'valid'
  | 'not-in-value-set'
  | 'unknown-code'
  | 'fragment-unknown'
  | 'unknown-system'
  | 'unknown-value-set'
  | 'system-is-value-set'
  | 'system-is-supplement'
  | 'not-checked';

export interface CodingOutcome {
  status: CodingStatus;
  /** For `not-in-value-set`: whether the code system itself has the code; undefined when that is not known. */
  codeExists?: boolean;
  /** Present when a display was given and is not one of the code's: the texts that are. */
  expectedDisplays?: string[];
  /** The edition of the code system that was asked. */
  systemVersion?: string;
  /** How that edition stands to the event's day, where it is not one of that day. */
  coverage?: Coverage;
  /** The code is a heading, or no longer in use. */
  abstract?: boolean;
  inactive?: boolean;
  /** The code's own display. */
  display?: string;
  reason?: Text;
  /** The nearest system or code, for "did you mean". */
  suggestion?: string;
}

/**
 * Whether a code exists, is in a value set, and is called what the sender calls it, in the edition of the event's date. Systems may be aliases and codes may have
 * the forms of EHRs. Never throws.
 */
export function validateCoding(question: CodingQuestion, terminology: Terminology): CodingOutcome {
  if (!question.code) return { status: 'not-checked', reason: { en: 'no code', sv: 'ingen kod' } };
  const valueSet = question.valueSet === undefined ? undefined : terminology.valueSet(question.valueSet);
  const { date } = question;
  if (!question.system) {
    if (question.valueSet === undefined)
      return { status: 'not-checked', reason: { en: 'no system', sv: 'inget system' } };
    return valueSet
      ? withoutSystem(valueSet.contains(undefined, question.code, { date }))
      : { status: 'unknown-value-set' };
  }
  const system = terminology.canonicalSystem(question.system, 'codesystem', question.code);
  const code = normaliseCode(system, question.code);
  const edition = terminology.edition(system, { version: question.version, date });
  const about = aboutCode(system, edition, code, question);
  const coverage = question.version === undefined ? terminology.coverage(system, edition, date) : undefined;
  if (coverage) about.outcome.coverage = coverage;
  if (valueSet) {
    const member = valueSet.contains(system, code, choiceOf(question, system, edition));
    if (member === true) return { status: 'valid', ...about.outcome };
    if (member === false) {
      const suggestion = edition && suggestCode(edition, code);
      return {
        status: 'not-in-value-set',
        ...about.outcome,
        ...(about.exists !== undefined && { codeExists: about.exists }),
        ...(suggestion && { suggestion }),
      };
    }
  }
  const outcome = withoutValueSet(question, system, code, edition, about, terminology);
  if (question.valueSet === undefined || outcome.status !== 'valid') return outcome;
  if (!valueSet) return { ...outcome, status: 'unknown-value-set' };
  return { ...outcome, status: 'not-checked', reason: PART_MISSING };
}

/** A version that is at hand counts for the value set too, where that states none. */
function choiceOf({ version, date }: CodingQuestion, system: string, edition: Edition | undefined): Choice {
  const choice = date === undefined ? {} : { date };
  if (version === undefined || !edition) return choice;
  return { ...choice, versions: { default: new Map([[system, version]]), forced: new Map() } };
}

const PART_MISSING: Text = { en: 'part of the value set is not at hand', sv: 'en del av värdemängden finns inte här' };

const EXPRESSION: Text = {
  en: 'post-coordinated expressions are not checked',
  sv: 'postkoordinerade uttryck kontrolleras inte',
};

/** Of a system that is known by name only. */
export function notAtHand(system: string): Text {
  return { en: `the codes of ${system} are not at hand`, sv: `koderna i ${system} finns inte här` };
}

function withoutSystem(member: Membership): CodingOutcome {
  if (member === undefined) return { status: 'not-checked', reason: PART_MISSING };
  return { status: member ? 'valid' : 'not-in-value-set' };
}

interface About {
  exists: boolean | undefined;
  outcome: Pick<CodingOutcome, 'systemVersion' | 'coverage' | 'display' | 'expectedDisplays' | 'abstract' | 'inactive'>;
}

function aboutCode(
  system: string,
  edition: Edition | undefined,
  code: string,
  { display, language }: CodingQuestion,
): About {
  if (!answersFor(edition, code)) return { exists: checkByGrammar(system, code), outcome: {} };
  const systemVersion = edition.version === undefined ? {} : { systemVersion: edition.version };
  const { concepts } = edition;
  const n = concepts.indexOf(code);
  if (n < 0) {
    const shape = codeShape(edition.url);
    const impossible = edition.content === 'complete' || (shape && !shape.pattern.test(code));
    return { exists: impossible ? false : undefined, outcome: systemVersion };
  }
  const own = displayIn(edition, n, language);
  const wrong = display === undefined ? undefined : otherDisplays(edition, n, display, language);
  return {
    exists: true,
    outcome: {
      ...systemVersion,
      ...(own !== undefined && { display: own }),
      ...(wrong && { expectedDisplays: wrong }),
      ...(concepts.isHeading(n) && { abstract: true }),
      ...(concepts.isInactive(n) && { inactive: true }),
    },
  };
}

/** The texts of a concept when a display is none of them; with a language, those of that language where there are any. */
function otherDisplays(
  { concepts }: Edition,
  n: number,
  display: string,
  language: string | undefined,
): string[] | undefined {
  const designations = concepts.designations(n);
  const ofLanguage = designations.filter(
    (item) => language && item.language && languageMatches(item.language, language),
  );
  const texts = (ofLanguage.length > 0 ? ofLanguage : designations).map(({ value }) => value);
  const own = concepts.display(n);
  if (own !== undefined && ofLanguage.length === 0) texts.unshift(own);
  return texts.length === 0 || texts.some((text) => sameText(text, display)) ? undefined : [...new Set(texts)];
}

/** Capitals and the number of blanks are not differences. */
function sameText(a: string, b: string): boolean {
  const plain = (text: string) => text.trim().replace(/\s+/g, ' ').toLowerCase();
  return plain(a) === plain(b);
}

function withoutValueSet(
  question: CodingQuestion,
  system: string,
  code: string,
  edition: Edition | undefined,
  about: About,
  terminology: Terminology,
): CodingOutcome {
  if (about.exists) return { status: 'valid', ...about.outcome };
  if (about.exists === false && !answersFor(edition, code)) {
    return {
      status: 'unknown-code',
      reason: { en: `no code of ${system} has this form`, sv: `ingen kod i ${system} har den formen` },
    };
  }
  if (!edition) return unknownSystem(question, system, terminology);
  if (!answersFor(edition, code)) {
    const reason = system === SNOMED && isExpression(code) ? EXPRESSION : notAtHand(system);
    return { status: 'not-checked', ...about.outcome, reason };
  }
  if (about.exists === undefined) return { status: 'fragment-unknown', ...about.outcome };
  const suggestion = suggestCode(edition, code);
  const reason = reasonOf(system, code);
  return { status: 'unknown-code', ...about.outcome, ...(reason && { reason }), ...(suggestion && { suggestion }) };
}

function reasonOf(system: string, code: string): Text | undefined {
  const shape = codeShape(system);
  if (!shape || shape.pattern.test(code)) return undefined;
  if (isVeterinary(code)) return { en: 'a veterinary code', sv: 'en veterinärkod' };
  return { en: `a code has the form ${shape.form}`, sv: `en kod har formen ${shape.form}` };
}

function noEdition(coverage: Coverage | undefined, date: string | undefined): Text {
  return coverage
    ? coverageText(coverage)
    : { en: `no edition for ${date} is at hand`, sv: `ingen utgåva för ${date} finns här` };
}

function unknownSystem(question: CodingQuestion, system: string, terminology: Terminology): CodingOutcome {
  if (terminology.hasOtherEdition(system)) {
    const { version, date } = question;
    const reason =
      version === undefined
        ? noEdition(terminology.coverage(system, undefined, date), date)
        : { en: `no edition of version ${version} is at hand`, sv: `ingen utgåva med version ${version} finns här` };
    return { status: 'not-checked', reason };
  }
  if (terminology.isSupplement(system)) return { status: 'system-is-supplement' };
  if (terminology.valueSet(system)) return { status: 'system-is-value-set' };
  if (terminology.knowsSystem(system)) {
    return { status: 'not-checked', reason: notAtHand(system) };
  }
  const suggestion = suggestSystem(system, terminology.systemNames());
  return {
    status: 'unknown-system',
    ...(suggestion && { suggestion: terminology.canonicalSystem(suggestion, 'codesystem', question.code) }),
  };
}
