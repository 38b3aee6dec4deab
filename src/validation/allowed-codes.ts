import type { Text } from '../errors/definition.ts';
import type { NearMember, NearMembers } from '../terminology/nearest-members.ts';
import type { Run } from './run.ts';
import type { CodingQuestion } from './terminology-port.ts';

/** So many wrong codes of a resource are told what they may have been. */
const MOST_FINDINGS = 200;
const MAX_DISPLAY = 60;

/**
 * What a sender may write instead of a code that a value set does not have, the nearest first; undefined when that cannot be told. Holds nothing of what was sent: only
 * codes of the value set.
 */
export function allowedCodes(
  question: CodingQuestion,
  run: Run,
  terminology = run.services.terminology,
): Text | undefined {
  if (run.isMuted || run.findings.length > MOST_FINDINGS) return undefined;
  const near = terminology.nearest?.(question);
  if (!near || near.members.length === 0) return undefined;
  let text = texts.get(near);
  if (!text) {
    text = describe(near);
    texts.set(near, text);
  }
  return text;
}

/** The terminology remembers what it answered: the same answer is put into words once. */
const texts = new WeakMap<NearMembers, Text>();

function describe({ members, likely, total }: NearMembers): Text {
  const list = (some: readonly NearMember[], language: keyof Text) => {
    const names = some.map((member) => nameOf(member, language));
    return names.length < 2
      ? names.join('')
      : `${names.slice(0, -1).join(', ')} ${language === 'en' ? 'or' : 'eller'} ${names.at(-1)}`;
  };
  const meant = members.slice(0, likely);
  const others = members.slice(likely);
  const texts: Text[] = [];
  if (likely > 0) texts.push({ en: `Did you mean ${list(meant, 'en')}?`, sv: `Menade du ${list(meant, 'sv')}?` });
  if (others.length > 0 && total > members.length) {
    texts.push({
      en: `Allowed are ${total} codes, such as ${list(others, 'en')}.`,
      sv: `Tillåtna är ${total} koder, såsom ${list(others, 'sv')}.`,
    });
  } else if (others.length > 0) {
    const [en, sv] = likely > 0 ? ['Also allowed', 'Också tillåtet'] : ['Allowed', 'Tillåtet'];
    texts.push({ en: `${en}: ${list(others, 'en')}.`, sv: `${sv}: ${list(others, 'sv')}.` });
  }
  return { en: texts.map(({ en }) => en).join(' '), sv: texts.map(({ sv }) => sv).join(' ') };
}

/** `male (Male)`, with the system where the sender named another one. */
function nameOf({ code, display, system }: NearMember, language: keyof Text): string {
  const text = display?.[language];
  const name = text === undefined || text === code ? code : `${code} (${short(text)})`;
  if (system === undefined) return name;
  return language === 'en' ? `${name} of the system ${system}` : `${name} i systemet ${system}`;
}

function short(text: string): string {
  return text.length <= MAX_DISPLAY ? text : `${text.slice(0, MAX_DISPLAY)}…`;
}
