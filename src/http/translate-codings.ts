/** Concept maps as the registers ask for them. */
import type { Coding } from '@medplum/fhirtypes';
import type { Translate } from '../registers/translate.ts';
import type { Terminology } from '../terminology/terminology.ts';

/** Target codings of a concept map by `system|code`; each map is indexed at its first use. Unmatched and disjoint targets are none. */
export function codingTranslation(terminology: Terminology): Translate {
  const maps = new Map<string, Map<string, Coding[]>>();
  return (canonical, { system, code }) => {
    const map = maps.get(canonical) ?? indexOf(canonical, terminology);
    maps.set(canonical, map);
    return map.get(`${system}|${code}`) ?? [];
  };
}

function indexOf(canonical: string, terminology: Terminology): Map<string, Coding[]> {
  const index = new Map<string, Coding[]>();
  for (const { source, target: targetSystem, element } of terminology.conceptMap(canonical)?.group ?? []) {
    for (const { code, target = [] } of element) {
      const targets = target
        .filter((item) => item.code && item.equivalence !== 'unmatched' && item.equivalence !== 'disjoint')
        .map((item): Coding => ({ ...(targetSystem && { system: targetSystem }), code: item.code! }));
      if (targets.length > 0) index.set(`${source}|${code}`, targets);
    }
  }
  return index;
}
