import { SlussError } from '../errors/sluss-error.ts';
import { normaliseCode } from './code-shapes.ts';
import { isAbsent } from './code-system.ts';
import type { ConceptProperty, Designation } from './concept-table.ts';
import { displayIn } from './display.ts';
import type { Coverage } from './edition-coverage.ts';
import type { EditionChoice, Terminology } from './terminology.ts';

export interface ConceptDescription {
  system: string;
  /** How the edition stands to the day that was asked for, where it is not one of that day. */
  coverage?: Coverage;
  /** Title of the code system. */
  name: string;
  version?: string;
  code: string;
  display?: string;
  definition?: string;
  heading: boolean;
  inactive: boolean;
  parents: string[];
  children: string[];
  designations: readonly Designation[];
  properties: readonly ConceptProperty[];
}

/** Everything that an edition says of a code, its display in a language (BCP 47) where it has one. Throws `code-system-not-found` and `code-not-found`. */
export function lookup(
  terminology: Terminology,
  coding: { system: string; code: string },
  choice: EditionChoice = {},
  language?: string,
): ConceptDescription {
  const system = terminology.canonicalSystem(coding.system, 'codesystem', coding.code);
  const edition = terminology.edition(system, choice);
  if (!edition || isAbsent(edition)) {
    const version = choice.version ?? choice.date;
    throw SlussError.of('code-system-not-found', { system: version === undefined ? system : `${system}|${version}` });
  }
  const { concepts } = edition;
  const coverage = choice.version === undefined ? terminology.coverage(system, edition, choice.date) : undefined;
  const n = concepts.indexOf(normaliseCode(system, coding.code));
  if (n < 0) throw SlussError.of('code-not-found', { system, edition: edition.version ?? edition.content });
  const display = displayIn(edition, n, language);
  const definition = concepts.definition(n);
  return {
    system,
    ...(coverage && { coverage }),
    name: edition.title ?? system,
    ...(edition.version !== undefined && { version: edition.version }),
    code: concepts.code(n),
    ...(display !== undefined && { display }),
    ...(definition !== undefined && { definition }),
    heading: concepts.isHeading(n),
    inactive: concepts.isInactive(n),
    parents: concepts.parents(n).map((parent) => concepts.code(parent)),
    children: concepts.children(n).map((child) => concepts.code(child)),
    designations: concepts.designations(n),
    properties: concepts.properties(n),
  };
}
