import { type Finding, isError } from '../errors/finding.ts';
import type { Entry, Envelope } from './entry.ts';

/** Rules of a Bundle as a whole that single entries break, and the element of an entry that they are about (https://hl7.org/fhir/R4/bundle.html). */
const RULES_OF_ENTRIES: [rule: string, element: 'search' | 'request' | 'response'][] = [
  ['#bdl-2', 'search'],
  ['#bdl-3', 'request'],
  ['#bdl-4', 'response'],
];

/**
 * Gives each entry its findings, and where a rule of the whole Bundle is broken by some entries, these: one bad entry never sinks another (S-4). What is
 * wrong with the envelope itself goes to its first entry, so that it is told.
 *
 * Out: whether the envelope itself has an error, which nothing can be taken from.
 */
export function spreadFindings(findings: readonly Finding[], { type, bundle, entries }: Envelope): boolean {
  let isBroken = false;
  for (const item of findings) {
    const own = entries[Number(/^Bundle\.entry\[(\d+)\]/.exec(item.expression)?.[1] ?? Number.NaN)];
    if (own) {
      own.findings.push(item);
      continue;
    }
    const guilty = guiltyOf(item);
    for (const entry of guilty)
      if (!isToldOfClash(item, entry)) entry.findings.push({ ...item, expression: entry.path });
    if (guilty.length > 0) continue;
    entries[0]?.findings.push(item);
    isBroken ||= isError(item);
  }
  return isBroken;

  function guiltyOf(item: Finding): Entry[] {
    if (item.code === 'bundle-fullurl-duplicate') return entries.filter((entry) => isToldOfClash(item, entry));
    const [, element] = RULES_OF_ENTRIES.find(([rule]) => item.rule?.endsWith(rule)) ?? [];
    if (!element) return [];
    const isWanted = element === 'request' && type !== 'message';
    return entries.filter(({ index }) => (bundle.entry?.[index]?.[element] !== undefined) !== isWanted);
  }
}

/** The entry knows already that it has another's fullUrl. */
function isToldOfClash({ code }: Finding, { findings }: Entry): boolean {
  return code === 'bundle-fullurl-duplicate' && findings.some((own) => own.code === 'fullurl-clash');
}
