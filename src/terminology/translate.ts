import type { Coding, ConceptMap, ConceptMapGroup, ConceptMapGroupElementTarget } from '@medplum/fhirtypes';
import { versionMatches } from '../fhir/definitions/canonical.ts';
import { normaliseCode } from './code-shapes.ts';
import type { Terminology } from './terminology.ts';

export interface TranslationMatch {
  equivalence: NonNullable<ConceptMapGroupElementTarget['equivalence']>;
  concept?: Coding;
  /** The map that it comes from, with its version. */
  source: string;
  comment?: string;
}

/** Equivalences that say there is no translation. */
const NONE = new Set(['unmatched', 'disjoint']);

/** Whether a match gives a code to use. */
export function isTranslation(match: TranslationMatch): boolean {
  return match.concept !== undefined && !NONE.has(match.equivalence);
}

/**
 * The codes that a concept map gives for a coding, best first as the map has them; empty when the map says nothing. Source systems may be aliases.
 * A group's `unmapped` (provided, fixed, other-map) is followed.
 */
export function translate(terminology: Terminology, map: ConceptMap, coding: Coding, depth = 0): TranslationMatch[] {
  if (!coding.code) return [];
  const system = coding.system && terminology.canonicalSystem(coding.system, 'codesystem', coding.code);
  const matches: TranslationMatch[] = [];
  for (const group of map.group ?? []) {
    if (system && group.source && terminology.canonicalSystem(group.source) !== system) continue;
    if (isOfOtherVersion(coding, group.sourceVersion)) continue;
    const code = system ? normaliseCode(system, coding.code) : coding.code;
    const element = group.element?.find((item) => item.code === code);
    if (element) {
      for (const target of element.target ?? []) matches.push(matchOf(map, group, target));
    } else matches.push(...unmapped(terminology, map, group, coding, code, depth));
  }
  return matches;
}

/** The other direction: codes that the map translates to the coding. */
export function translateBack(terminology: Terminology, map: ConceptMap, coding: Coding): TranslationMatch[] {
  const system = coding.system && terminology.canonicalSystem(coding.system, 'codesystem', coding.code);
  const code = system && coding.code ? normaliseCode(system, coding.code) : coding.code;
  const matches: TranslationMatch[] = [];
  for (const group of map.group ?? []) {
    if (system && group.target && terminology.canonicalSystem(group.target) !== system) continue;
    if (isOfOtherVersion(coding, group.targetVersion)) continue;
    for (const element of group.element ?? []) {
      for (const target of element.target ?? []) {
        if (target.code !== code || !element.code) continue;
        const back = { code: element.code, display: element.display, equivalence: turned(target.equivalence) };
        matches.push(matchOf(map, { ...group, target: group.source, targetVersion: group.sourceVersion }, back));
      }
    }
  }
  return matches;
}

function isOfOtherVersion({ version }: Coding, stated: string | undefined): boolean {
  return version !== undefined && stated !== undefined && !versionMatches(version, stated);
}

/** Seen from the other side, wider is narrower. */
function turned(equivalence: ConceptMapGroupElementTarget['equivalence']) {
  if (equivalence === 'wider') return 'narrower' as const;
  if (equivalence === 'narrower') return 'wider' as const;
  if (equivalence === 'subsumes') return 'specializes' as const;
  return equivalence === 'specializes' ? ('subsumes' as const) : equivalence;
}

function matchOf(map: ConceptMap, group: ConceptMapGroup, target: ConceptMapGroupElementTarget): TranslationMatch {
  const { code, display, comment, equivalence } = target;
  return {
    equivalence: equivalence ?? 'equivalent',
    ...(code && { concept: conceptOf(group, code, display) }),
    source: nameOf(map),
    ...(comment && { comment }),
  };
}

function conceptOf({ target, targetVersion }: ConceptMapGroup, code: string, display?: string): Coding {
  return { system: target, ...(targetVersion && { version: targetVersion }), code, ...(display && { display }) };
}

function nameOf({ url = '', version, date }: ConceptMap): string {
  const named = version ?? date;
  return named === undefined ? url : `${url}|${named}`;
}

function unmapped(
  terminology: Terminology,
  map: ConceptMap,
  group: ConceptMapGroup,
  coding: Coding,
  code: string,
  depth: number,
): TranslationMatch[] {
  const source = nameOf(map);
  switch (group.unmapped?.mode) {
    case 'provided':
      return [{ equivalence: 'equivalent', concept: conceptOf(group, code), source }];
    case 'fixed':
      return [{ equivalence: 'inexact', concept: conceptOf(group, group.unmapped.code ?? ''), source }];
    case 'other-map': {
      const other = group.unmapped.url && depth < 5 ? terminology.conceptMap(group.unmapped.url) : undefined;
      return other ? translate(terminology, other, coding, depth + 1) : [];
    }
    default:
      return [];
  }
}
