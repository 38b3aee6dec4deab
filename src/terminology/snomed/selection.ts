/** A value set of one edition in the database, as what the database is to select. */
import { SlussError } from '../../errors/sluss-error.ts';
import type { Edition } from '../code-system.ts';
import type { ValueSetFilter } from '../filter.ts';
import type { Terminology } from '../terminology.ts';
import { type Choice, type CompiledValueSet, editionChoice, type Rule } from '../value-set.ts';

/** Everything that one `include` or `exclude` states. */
export interface SelectionRule {
  /** Absent: all. */
  codes?: string[];
  filters: readonly ValueSetFilter[];
  within: Selection[];
}

export interface Selection {
  include: SelectionRule[];
  exclude: SelectionRule[];
}

/** A page of a value set. */
export interface SelectConcepts {
  selection: Selection;
  /** Only this one, and only those with a description that has words which begin with these, without capitals and accents. */
  code?: string;
  words: readonly string[];
  activeOnly?: boolean;
  offset: number;
  count: number;
}

/** Whether anything in a value set, however far, is taken from an edition in the database without being listed. */
export function needsDatabase(
  terminology: Terminology,
  { include }: CompiledValueSet,
  choice: Choice,
  depth = 0,
): boolean {
  return include.some(
    (rule) =>
      (storedEdition(terminology, rule, choice) !== undefined && rule.codes === undefined) ||
      (depth < 10 &&
        rule.valueSets.some((canonical) => {
          const other = terminology.valueSet(canonical);
          return other !== undefined && needsDatabase(terminology, other, choice, depth + 1);
        })),
  );
}

function storedEdition(terminology: Terminology, { system, ...rule }: Rule, choice: Choice): Edition | undefined {
  const edition =
    system === undefined ? undefined : terminology.edition(system, editionChoice({ system, ...rule }, system, choice));
  return edition?.stored ? edition : undefined;
}

/**
 * The value set as a selection, with its edition. Throws `expansion-not-possible` for one that mixes the edition with other code systems, and `value-set-not-found`
 * for one that it is made of.
 */
export function selectionOf(
  terminology: Terminology,
  valueSet: CompiledValueSet,
  choice: Choice,
): { edition: Edition; selection: Selection } {
  let edition: Edition | undefined;
  const above = new Set<CompiledValueSet>();
  const ruleOf = (rule: Rule): SelectionRule => {
    if (rule.system !== undefined) {
      const own = storedEdition(terminology, rule, choice);
      if (!own || (edition && edition !== own)) throw mixed();
      edition = own;
    }
    return {
      ...(rule.codes && { codes: [...rule.codes.keys()] }),
      filters: rule.stated,
      within: rule.valueSets.map((canonical) => {
        const other = terminology.valueSet(canonical);
        if (!other) throw SlussError.of('value-set-not-found', { valueSet: canonical });
        return setOf(other);
      }),
    };
  };
  const setOf = (set: CompiledValueSet): Selection => {
    // A value set that includes itself adds nothing to itself.
    if (above.has(set)) return { include: [], exclude: [] };
    above.add(set);
    try {
      return { include: set.include.map(ruleOf), exclude: set.exclude.map(ruleOf) };
    } finally {
      above.delete(set);
    }
  };
  const selection = setOf(valueSet);
  if (!edition) throw mixed();
  return { edition, selection };
}

function mixed(): SlussError {
  return SlussError.of('expansion-not-possible', {
    reason: {
      en: 'it takes codes by filters from SNOMED CT and from another code system or edition',
      sv: 'den tar koder med filter både från SNOMED CT och från ett annat kodsystem eller en annan utgåva',
    },
  });
}
