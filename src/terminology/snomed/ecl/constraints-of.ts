/** The expression constraints that a value set is made of. */
import type { ValueSetFilter } from '../../filter.ts';
import type { CompiledValueSet, Rule, Sources } from '../../value-set.ts';
import { SNOMED } from '../edition-uri.ts';
import { isAboutItself } from './constraint.ts';
import { parseEcl } from './parse.ts';

/** Whether a filter of a code system is an expression constraint (http://hl7.org/fhir/R4/snomedct.html#filters). */
export function isEcl({ property, op }: ValueSetFilter, system: string | undefined): boolean {
  return system === SNOMED && property === 'constraint' && op === '=';
}

/**
 * The expression constraints of a value set, however far, for which the database has to be asked even when the concept is at hand. Throws what `parseEcl` throws, of any of them.
 */
export function constraintsOf(valueSet: CompiledValueSet, sources: Pick<Sources, 'valueSet'>): string[] {
  const found = new Set<string>();
  const seen = new Set<CompiledValueSet>();
  const ofRule = ({ system, stated, valueSets }: Rule) => {
    for (const filter of stated) {
      if (isEcl(filter, system) && !isAboutItself(parseEcl(filter.value))) found.add(filter.value);
    }
    for (const canonical of valueSets) {
      const other = sources.valueSet(canonical);
      if (other) ofSet(other);
    }
  };
  const ofSet = (set: CompiledValueSet) => {
    if (seen.has(set)) return;
    seen.add(set);
    for (const rule of set.include) ofRule(rule);
    for (const rule of set.exclude) ofRule(rule);
  };
  ofSet(valueSet);
  return [...found];
}
