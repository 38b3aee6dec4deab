/** Concepts of an edition that stands in the database, fetched before they are asked about, so that whoever asks need not wait. */
import type { Edition } from '../code-system.ts';
import { type Concept, type ConceptProperty, ConceptTable, type Designation } from '../concept-table.ts';
import { SNOMED } from './edition-uri.ts';

/** What the database holds of a concept. */
export interface StoredConcept {
  code: string;
  active: boolean;
  defined: boolean;
  module: string;
  /** ÅÅÅÅMMDD. */
  effectiveTime: number;
  /** Preferred terms and the fully specified name. */
  sv: string | null;
  en: string | null;
  fsn: string | null;
  parents: string[];
  /** All above it, with a blank before and behind each. */
  ancestors: string;
  /** Only where they were asked for. */
  children?: string[];
  /** Reference sets that it is a member of. */
  refsets: string[];
  /** kind: 1 fully specified name, 2 synonym, 3 definition. */
  descriptions: [language: string, kind: 1 | 2 | 3, preferred: boolean, term: string][];
  associations: [refset: string, target: string][];
}

const FULLY_SPECIFIED = { system: SNOMED, code: '900000000000003001', display: 'Fully specified name' };
const SYNONYM = { system: SNOMED, code: '900000000000013009', display: 'Synonym' };
const PREFERRED = {
  system: 'http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra',
  code: 'preferredForLanguage',
  display: 'Preferred for language',
};

/** Properties that SNOMED CT has in FHIR (http://hl7.org/fhir/R4/snomedct.html#props) and that are held here; attributes are not. */
const HELD = new Set([
  'code',
  'concept',
  'display',
  'inactive',
  'parent',
  'sufficientlyDefined',
  'moduleId',
  'effectiveTime',
]);

/** By constraint: which of the codes that were asked for meet it. */
export type Answers = ReadonlyMap<string, ReadonlySet<string>>;
const NO_ANSWERS: Answers = new Map();

/** A table of the fetched concepts, and of those directly above and below them by their codes alone. */
class FetchedConcepts extends ConceptTable {
  readonly #fetched: readonly StoredConcept[];

  /** The codes that meet each constraint that was asked. */
  readonly #answers: Answers;

  constructor(concepts: readonly StoredConcept[], answers: Answers) {
    const near = new Set(concepts.flatMap(({ parents, children }) => (children ? [...parents, ...children] : parents)));
    super([...concepts.map(conceptOf), ...Array.from(near, (code) => ({ code }))]);
    this.#fetched = concepts;
    this.#answers = answers;
  }

  /** All ancestors of what was fetched are known, so that any other code is above none of it. */
  override isAbove(code: string, n: number): boolean | undefined {
    return this.#fetched[n]?.ancestors.includes(` ${code} `);
  }

  override hasAncestor(n: number, ancestor: number): boolean {
    return this.isAbove(this.code(ancestor), n) ?? false;
  }

  override children(n: number): readonly number[] {
    return (this.#fetched[n]?.children ?? []).map((code) => this.indexOf(code));
  }

  override memberships(n: number): readonly string[] {
    return this.#fetched[n]?.refsets ?? [];
  }

  override answerTo(constraint: string, n: number): boolean | undefined {
    return n < this.#fetched.length ? this.#answers.get(constraint)?.has(this.code(n)) : undefined;
  }

  override decides(property: string): boolean {
    return HELD.has(property);
  }
}

function conceptOf(stored: StoredConcept): Concept {
  const { code, active, defined, module, effectiveTime, sv, en, fsn, parents, associations } = stored;
  const display = sv ?? en ?? fsn;
  const definition = stored.descriptions.find(([, kind]) => kind === 3)?.[3];
  const properties: ConceptProperty[] = [
    { code: 'sufficientlyDefined', value: defined },
    { code: 'moduleId', value: module, type: 'code' },
    { code: 'effectiveTime', value: String(effectiveTime) },
    ...associations.map(([refset, target]) => ({ code: refset, value: target, type: 'code' as const })),
  ];
  return {
    code,
    ...(display !== null && { display }),
    ...(definition !== undefined && { definition }),
    ...(!active && { inactive: true }),
    parents,
    designations: designationsOf(stored),
    properties,
  };
}

/** Preferred terms first, so that the first of a language is the one to show. */
function designationsOf({ descriptions }: StoredConcept): Designation[] {
  const rank = (kind: number, preferred: boolean) => (kind === 1 ? 1 : preferred ? 0 : 2);
  return descriptions
    .filter(([, kind]) => kind < 3)
    .sort((a, b) => rank(a[1], a[2]) - rank(b[1], b[2]))
    .map(([language, kind, preferred, value]) => ({
      language,
      use: kind === 1 ? FULLY_SPECIFIED : preferred ? PREFERRED : SYNONYM,
      value,
    }));
}

/** What was fetched of editions in the database, for one request. */
export class FetchedCodes {
  readonly #editions = new Map<string, Edition>();

  /** Adds an edition's answer: which codes were asked for, what is there of them, and which of them meet constraints. */
  add(edition: Edition, asked: ReadonlySet<string>, found: readonly StoredConcept[], answers = NO_ANSWERS): void {
    const { id, url, version = '', title, from, to, size, number } = edition;
    this.#editions.set(version, {
      ...(id !== undefined && { id }),
      url,
      version,
      ...(title !== undefined && { title }),
      content: 'complete',
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(size !== undefined && { size }),
      stored: true,
      ...(number !== undefined && { number }),
      fetchedOf: edition,
      asked,
      concepts: new FetchedConcepts(found, answers),
    });
  }

  /** The edition with what was fetched of it; as it is when that is nothing. */
  of(edition: Edition): Edition {
    return this.#editions.get(edition.version ?? '') ?? edition;
  }

  /** Whether codes of a system were fetched. */
  covers(system: string | undefined): boolean {
    return [...this.#editions.values()].some(({ url }) => url === system);
  }
}
