import type { Text } from '../errors/definition.ts';
import { displayIn } from './display.ts';
import { editDistance } from './edit-distance.ts';
import { codeAt, type Members, membersOf, type Segment } from './expansion-members.ts';
import type { Terminology } from './terminology.ts';
import type { CodingQuestion } from './validate-coding.ts';

/** A code that a value set allows. */
export interface NearMember {
  /** Where it is not the one that was asked for. */
  system?: string;
  code: string;
  display?: Text;
}

export interface NearMembers {
  /** Those that were probably meant, the nearest first; then others in the value set's order. */
  members: NearMember[];
  /** How many of `members` were probably meant. */
  likely: number;
  /** How many codes the value set allows. */
  total: number;
}

/** Larger value sets are not looked through for each wrong code; beside them only the code itself is looked up. */
const MOST_COMPARED = 1000;
const MOST_GIVEN = 5;

interface Place {
  segment: Segment;
  at: number;
  score: number;
}

/**
 * The codes of a value set that a wrong one was probably meant to be: the same code in another system or in other capitals, a code or display that is near,
 * a display given as code; filled up with the first ones of the value set. Headings and codes out of use are not given. Undefined when the codes cannot be told.
 */
export function nearestMembers(question: CodingQuestion, terminology: Terminology): NearMembers | undefined {
  const members = allMembers(question, terminology);
  if (!members) return undefined;
  const size = members.segments.reduce((sum, { concepts }) => sum + concepts.length, 0);
  const places = size > MOST_COMPARED ? ofSameCode(members, question) : comparedWith(members, question);
  const asked = question.system && terminology.canonicalSystem(question.system, 'codesystem', question.code);
  const likely = places.filter(({ score }) => score < UNLIKELY);
  likely.sort((a, b) => a.score - b.score);
  const chosen =
    likely.length > 0 && size > MOST_GIVEN ? likely : [...likely, ...places.filter((one) => !likely.includes(one))];
  return {
    members: chosen.slice(0, MOST_GIVEN).map((place) => memberAt(place, asked)),
    likely: Math.min(likely.length, MOST_GIVEN),
    total: size > MOST_COMPARED ? size : places.length,
  };
}

function allMembers({ valueSet, date }: CodingQuestion, terminology: Terminology): Members | undefined {
  const compiled = valueSet === undefined ? undefined : terminology.valueSet(valueSet);
  if (!compiled) return undefined;
  try {
    return membersOf(terminology, compiled, date === undefined ? {} : { date });
  } catch {
    // A code system of it is not at hand.
    return undefined;
  }
}

const UNLIKELY = 10;

function ofSameCode({ segments }: Members, { code = '' }: CodingQuestion): Place[] {
  const places: Place[] = [];
  for (const segment of segments) {
    const { edition, listed, concepts } = segment;
    const at = listed
      ? listed.findIndex((item) => item.code === code)
      : concepts.indexOf(edition?.concepts.indexOf(code) ?? -1);
    if (at >= 0 && isInUse(segment, at)) places.push({ segment, at, score: 0 });
  }
  return places;
}

function comparedWith({ segments }: Members, question: CodingQuestion): Place[] {
  const sent = [question.code, question.display].map((text) => plain(text ?? ''));
  const places: Place[] = [];
  for (const segment of segments) {
    for (let at = 0; at < segment.concepts.length; at++) {
      if (isInUse(segment, at)) places.push({ segment, at, score: scoreOf(segment, at, sent[0]!, sent[1]!) });
    }
  }
  return places;
}

function isInUse({ edition, concepts }: Segment, at: number): boolean {
  const n = concepts[at]!;
  return n < 0 || !edition || !(edition.concepts.isHeading(n) || edition.concepts.isInactive(n));
}

/** The smaller the nearer; `UNLIKELY` for what has nothing in common. */
function scoreOf(segment: Segment, at: number, code: string, display: string): number {
  const own = plain(codeAt(segment, at));
  if (own === code) return 0;
  const name = plain(displayAt(segment, at, undefined) ?? '');
  if (name !== '' && (name === code || name === display)) return 1;
  return Math.min(distance(code, own) + 1, distance(display, name) + 2, distance(code, name) + 3, UNLIKELY);
}

/** Letters away, where they are few enough to be a slip. */
function distance(sent: string, own: string): number {
  const most = Math.min(3, Math.floor(Math.min(sent.length, own.length) / 3)) + 1;
  if (Math.abs(sent.length - own.length) >= most) return UNLIKELY;
  const found = editDistance(sent, own, most);
  return found < most ? found : UNLIKELY;
}

function plain(text: string): string {
  return text.length > 200 ? '' : text.toLowerCase().replace(/[\s._-]+/g, '');
}

function displayAt(
  { edition, concepts, listed }: Segment,
  at: number,
  language: string | undefined,
): string | undefined {
  const n = concepts[at]!;
  return (edition && n >= 0 ? displayIn(edition, n, language) : undefined) ?? listed?.[at]?.display;
}

function memberAt({ segment, at }: Place, asked: string | undefined): NearMember {
  const en = displayAt(segment, at, 'en');
  const sv = displayAt(segment, at, 'sv');
  const code = codeAt(segment, at);
  return {
    ...(asked !== undefined && asked !== segment.system && { system: segment.system }),
    code,
    ...(en !== undefined && sv !== undefined && { display: { en, sv } }),
  };
}
