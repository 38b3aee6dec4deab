import type { ValueSet } from '@medplum/fhirtypes';
import { SlussError } from '../../errors/sluss-error.ts';
import {
  choiceOf,
  describe,
  EXPANSION_LIMIT,
  type ExpandOptions,
  expandCompiled,
  expansionOf,
  isExcluded,
} from '../expand.ts';
import type { Terminology } from '../terminology.ts';
import { wordsOf } from '../text-index.ts';
import { type CompiledValueSet, compileValueSet } from '../value-set.ts';
import type { ConceptSource } from './concept-source.ts';
import { Questions } from './questions.ts';
import { isConceptId } from './sctid.ts';
import { needsDatabase, selectionOf } from './selection.ts';

/**
 * As `expandCompiled`, where the value set may be of an edition in the database. What is chosen by filters is selected there, a page at a time and flat; a search has
 * those first whose shortest matching text is shortest. Codes that a value set lists are fetched, and it is expanded as any other. Throws what `expandCompiled` throws.
 */
export async function expandStored(
  terminology: Terminology,
  compiled: CompiledValueSet,
  options: ExpandOptions,
  source: ConceptSource,
): Promise<ValueSet> {
  const choice = choiceOf(terminology, compiled, options);
  if (!needsDatabase(terminology, compiled, choice)) return expandListed(terminology, compiled, options, source);
  const { edition, selection } = selectionOf(terminology, compiled, choice);
  if (isExcluded(terminology, options.excludeSystem ?? [], edition.url, edition)) {
    return expansionOf(terminology, compiled, options, { total: 0, contains: [], editions: [] });
  }
  const filter = options.filter?.trim() ?? '';
  const paged = options.count !== undefined || options.offset !== undefined;
  const { total, codes } = await source.select(edition, {
    selection,
    ...(isConceptId(filter) && { code: filter }),
    words: wordsOf(filter),
    ...(options.activeOnly && { activeOnly: true }),
    offset: options.offset ?? 0,
    count: Math.min(options.count ?? EXPANSION_LIMIT, EXPANSION_LIMIT),
  });
  if (!paged && total > EXPANSION_LIMIT) throw SlussError.of('expansion-too-costly', { total, limit: EXPANSION_LIMIT });
  const questions = new Questions(terminology);
  for (const code of codes) questions.askOf(edition, code);
  const fetched = (await source.fetch(questions)).of(edition);
  const concepts = Int32Array.from(codes, (code) => fetched.concepts.indexOf(code));
  const segment = { system: edition.url, edition: fetched, concepts };
  const contains = codes.map((_, at) => describe({ segment, at }, options));
  return expansionOf(terminology, compiled, options, { total, contains, editions: [edition] });
}

async function expandListed(
  terminology: Terminology,
  compiled: CompiledValueSet,
  options: ExpandOptions,
  source: ConceptSource,
): Promise<ValueSet> {
  const questions = new Questions(terminology);
  questions.collect(compiled.resource.compose, options.date === undefined ? {} : { date: options.date });
  if (questions.isEmpty) return expandCompiled(terminology, compiled, options);
  const informed = terminology.withFetched(await source.fetch(questions));
  return expandCompiled(informed, compileValueSet(compiled.resource, informed), options);
}
