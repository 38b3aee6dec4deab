/** A made-up SNOMED CT release in RF2: the form of the real one, and not a word of its content. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { withCheckDigit } from '../../src/terminology/snomed/sctid.ts';

export const ROOT = '138875005';
const SWEDISH = '45991000052106';
const CORE = '900000000000207008';
/** Structural identifiers that RF2 prescribes. */
export const REFSETS = {
  sv: '46011000052107',
  en: '900000000000509007',
  replacedBy: '900000000000526001',
  sameAs: '900000000000527005',
};

type FileKind =
  | 'concept'
  | 'description-en'
  | 'description-sv'
  | 'definition'
  | 'relationship'
  | 'language-en'
  | 'language-sv'
  | 'association'
  | 'simple';

const MEMBER = ['id', 'effectiveTime', 'active', 'moduleId', 'refsetId', 'referencedComponentId'];
const DESCRIPTION = [
  'id',
  'effectiveTime',
  'active',
  'moduleId',
  'conceptId',
  'languageCode',
  'typeId',
  'term',
  'caseSignificanceId',
];
const FILES: Record<FileKind, [folder: string, name: string, columns: string[]]> = {
  concept: [
    'Terminology',
    'sct2_Concept_Snapshot',
    ['id', 'effectiveTime', 'active', 'moduleId', 'definitionStatusId'],
  ],
  'description-en': ['Terminology', 'sct2_Description_Snapshot-en', DESCRIPTION],
  'description-sv': ['Terminology', 'sct2_Description_Snapshot-sv', DESCRIPTION],
  definition: ['Terminology', 'sct2_TextDefinition_Snapshot-en', DESCRIPTION],
  relationship: [
    'Terminology',
    'sct2_Relationship_Snapshot',
    [
      'id',
      'effectiveTime',
      'active',
      'moduleId',
      'sourceId',
      'destinationId',
      'relationshipGroup',
      'typeId',
      'characteristicTypeId',
      'modifierId',
    ],
  ],
  'language-en': ['Refset/Language', 'der2_cRefset_LanguageSnapshot-en', [...MEMBER, 'acceptabilityId']],
  'language-sv': ['Refset/Language', 'der2_cRefset_LanguageSnapshot-sv', [...MEMBER, 'acceptabilityId']],
  association: ['Refset/Content', 'der2_cRefset_AssociationSnapshot', [...MEMBER, 'targetComponentId']],
  simple: ['Refset/Content', 'der2_Refset_SimpleSnapshot', MEMBER],
};

export interface MadeUpConcept {
  /** Preferred terms; the fully specified name is the English one with a tag. */
  en: string;
  sv?: string;
  synonyms?: { language: 'en' | 'sv'; term: string }[];
  parents: readonly string[];
  /** Of the Swedish release, by default of the international one. */
  national?: boolean;
  inactive?: boolean;
  defined?: boolean;
  definition?: string;
  id?: string;
}

type Namespace = 'INT' | 'SE1000052';

/** Files of a release as they grow. `close` ends them; then the folder can be imported. */
export class MadeUpRelease {
  readonly #folder: string;
  readonly #day: string;
  readonly #files = new Map<string, { fd: number; text: string }>();
  #items = 10_000;
  #members = 0;

  constructor(folder: string, day = '20260531') {
    this.#folder = folder;
    this.#day = day;
    for (const namespace of ['INT', 'SE1000052'] as const) {
      for (const kind of ['concept', 'description-en', 'relationship', 'language-en', 'association', 'simple'] as const)
        this.#open(kind, namespace);
    }
    this.#open('definition', 'INT');
    for (const kind of ['description-sv', 'language-sv'] as const) this.#open(kind, 'SE1000052');
    this.add({ id: ROOT, en: 'Made-up root', parents: [] });
  }

  /** Adds a concept; gives its identifier. */
  add({ en, sv, synonyms = [], parents, national, inactive, defined, definition, id }: MadeUpConcept): string {
    const namespace = national ? 'SE1000052' : 'INT';
    const module = national ? SWEDISH : CORE;
    const concept = id ?? this.#id(namespace, 0);
    const active = inactive ? '0' : '1';
    const status = defined ? '900000000000073002' : '900000000000074008';
    this.#row('concept', namespace, [concept, this.#day, active, module, status]);
    this.#describe(concept, namespace, 'en', '900000000000003001', `${en} (made up)`, true);
    this.#describe(concept, namespace, 'en', '900000000000013009', en, true);
    if (sv !== undefined) this.#describe(concept, 'SE1000052', 'sv', '900000000000013009', sv, true);
    for (const { language, term } of synonyms) {
      this.#describe(concept, language === 'sv' ? 'SE1000052' : namespace, language, '900000000000013009', term, false);
    }
    if (definition !== undefined) this.#describe(concept, namespace, 'en', '900000000000550004', definition, true);
    for (const parent of parents) {
      const characteristic = '900000000000011006';
      const row = [
        this.#id(namespace, 2),
        this.#day,
        active,
        module,
        concept,
        parent,
        '0',
        '116680003',
        characteristic,
        '900000000000451002',
      ];
      this.#row('relationship', namespace, row);
    }
    return concept;
  }

  member(refset: string, component: string): void {
    this.#row('simple', 'SE1000052', [this.#uuid(), this.#day, '1', SWEDISH, refset, component]);
  }

  association(refset: string, source: string, target: string): void {
    this.#row('association', 'INT', [this.#uuid(), this.#day, '1', CORE, refset, source, target]);
  }

  close(): void {
    for (const { fd, text } of this.#files.values()) {
      writeSync(fd, text);
      closeSync(fd);
    }
  }

  #describe(
    concept: string,
    namespace: Namespace,
    language: 'en' | 'sv',
    type: string,
    term: string,
    preferred: boolean,
  ): void {
    const module = namespace === 'INT' ? CORE : SWEDISH;
    const id = this.#id(namespace, 1);
    const kind = type === '900000000000550004' ? 'definition' : (`description-${language}` as const);
    this.#row(kind, namespace, [id, this.#day, '1', module, concept, language, type, term, '900000000000448009']);
    const acceptability = preferred ? '900000000000548007' : '900000000000549004';
    this.#row(`language-${language}`, namespace, [
      this.#uuid(),
      this.#day,
      '1',
      module,
      REFSETS[language],
      id,
      acceptability,
    ]);
  }

  #id(namespace: Namespace, partition: 0 | 1 | 2): string {
    const item = this.#items++;
    return withCheckDigit(namespace === 'INT' ? `${item}0${partition}` : `${item}10000521${partition}`);
  }

  #uuid(): string {
    return `00000000-0000-4000-8000-${(this.#members++).toString(16).padStart(12, '0')}`;
  }

  #open(kind: FileKind, namespace: Namespace): void {
    const [sub, name, columns] = FILES[kind];
    const folder = join(this.#folder, namespace, 'Snapshot', sub);
    mkdirSync(folder, { recursive: true });
    const fd = openSync(join(folder, `${name}_${namespace}_${this.#day}.txt`), 'w');
    this.#files.set(`${kind} ${namespace}`, { fd, text: `${columns.join('\t')}\r\n` });
  }

  #row(kind: FileKind, namespace: Namespace, fields: string[]): void {
    const file = this.#files.get(`${kind} ${namespace}`)!;
    file.text += `${fields.join('\t')}\r\n`;
    if (file.text.length > 1 << 20) {
      writeSync(file.fd, file.text);
      file.text = '';
    }
  }
}

/** A dozen concepts by name, in the folder: two branches, one concept in both, one that is inactive, a reference set. */
export function writeSmallRelease(folder: string, day?: string) {
  const release = new MadeUpRelease(folder, day);
  const finding = release.add({ en: 'Wobble', sv: 'Vobbel', parents: [ROOT] });
  const site = release.add({ en: 'Place', sv: 'Plats', parents: [ROOT] });
  const upper = release.add({
    en: 'Upper wobble',
    sv: 'Övre vobbel',
    synonyms: [
      { language: 'sv', term: 'Vobbel i fjället' },
      { language: 'en', term: 'High wobble' },
    ],
    parents: [finding],
    defined: true,
    definition: 'A wobble above the middle.',
  });
  const lower = release.add({ en: 'Lower wobble', sv: 'Nedre vobbel', parents: [finding] });
  const both = release.add({ en: 'Wobble of a place', parents: [upper, site], national: true, sv: 'Vobbel på plats' });
  const untranslated = release.add({ en: 'Plain wobble', parents: [lower] });
  const inactive = release.add({ en: 'Old wobble', sv: 'Gammalt vobbel', parents: [], inactive: true });
  const refset = release.add({ en: 'Chosen wobbles', sv: 'Utvalda vobbel', parents: [ROOT], national: true });
  release.member(refset, upper);
  release.member(refset, both);
  release.association(REFSETS.replacedBy, inactive, upper);
  release.close();
  return { finding, site, upper, lower, both, untranslated, inactive, refset };
}

/** Small numbers in an order that is the same every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SYLLABLES =
  'bla bry dru fjö glu gra hju klå kny kva lyr mjå mul nåp pli pry rus skrå slö sna spy sty svå tri trå tvi vre vår äls ömk'.split(
    ' ',
  );

/** How many of a hundred concepts are how deep, somewhat as in the international edition. */
const DEPTHS = [0.01, 0.1, 1, 4, 9, 15, 19, 18, 13, 9, 6, 3.5, 1.6, 0.6, 0.19];

/**
 * A release of many concepts: each has one to three parents on the level above, two English and one or two Swedish terms more than its name, and every tenth
 * is inactive. The same for the same number. Gives the concepts by level.
 */
export function generateRelease(
  folder: string,
  concepts: number,
  day?: string,
): { levels: string[][]; inactive: string[]; refset: string } {
  const release = new MadeUpRelease(folder, day);
  const random = numbers(concepts);
  const words = Array.from({ length: 4000 }, () =>
    Array.from({ length: 2 + random(2) }, () => SYLLABLES[random(SYLLABLES.length)]).join(''),
  );
  const term = () =>
    Array.from({ length: 2 + random(4) }, () => words[Math.min(random(4000), random(4000))]!).join(' ');
  const levels: string[][] = [[ROOT]];
  const inactive: string[] = [];
  const refset = release.add({ en: 'Made-up set', parents: [ROOT], national: true });
  const active = Math.floor(concepts * 0.9);
  for (const share of DEPTHS) {
    const above = levels.at(-1)!;
    const level: string[] = [];
    const size = Math.max(1, Math.round((active * share) / 100));
    for (let n = 0; n < size; n++) {
      const near = Math.floor((n / size) * above.length);
      const parents = new Set([above[near]!]);
      for (let more = random(10); more > 4 && parents.size < 3; more -= 4)
        parents.add(above[(near + random(6)) % above.length]!);
      const id = release.add({
        en: term(),
        ...(random(20) > 0 && { sv: term() }),
        synonyms: [
          ...(random(5) ? [{ language: 'en' as const, term: term() }] : []),
          ...(random(5) ? [{ language: 'sv' as const, term: term() }] : []),
        ],
        parents: [...parents],
        national: random(20) === 0,
        defined: random(3) === 0,
      });
      level.push(id);
      if (random(50) === 0) release.member(refset, id);
    }
    levels.push(level);
  }
  for (let n = 0; n < concepts - active; n++) {
    const id = release.add({ en: term(), parents: [], inactive: true });
    release.association(REFSETS.replacedBy, id, levels[6]![n % levels[6]!.length]!);
    inactive.push(id);
  }
  release.close();
  return { levels, inactive, refset };
}
