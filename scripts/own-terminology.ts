/** Code systems whose codes are told by the code itself: the error catalogue, and the reasons that registers and pipeline give for an outcome. */
import type { CodeSystem, CodeSystemConcept, ValueSet } from '@medplum/fhirtypes';
import { CATALOGUE } from '../src/errors/catalogue.ts';
import type { ErrorDefinition, Text } from '../src/errors/definition.ts';
import { loadRegisters } from '../src/registers/load.ts';

const BASE = 'https://sluss.se/fhir';

/** Reasons that no register's own rule gives. */
const PIPELINE_REASONS: Record<string, Text> = {
  'contact-expected': { en: 'The contact has not arrived yet.', sv: 'Kontakten har inte kommit än.' },
  'contact-not-kept': { en: 'No register received the contact.', sv: 'Inget register tog emot kontakten.' },
  'contact-retracted': { en: 'The contact has been retracted.', sv: 'Kontakten har återtagits.' },
  'legal-domain': {
    en: 'The register does not take data of this legal domain.',
    sv: 'Registret tar inte emot uppgifter från denna rättsliga domän.',
  },
  'no-legal-basis': {
    en: 'No legal basis was in force on the date of the event.',
    sv: 'Ingen rättslig grund gällde vid händelsens datum.',
  },
  'no-rule-admits': { en: 'No rule of the register admits it.', sv: 'Ingen av registrets regler omfattar det.' },
  'no-version': {
    en: 'No version of the specification applies to the date of the event.',
    sv: 'Ingen version av specifikationen gäller händelsens datum.',
  },
  'not-mappable': {
    en: "The data has a form that the register's mapping cannot take.",
    sv: 'Uppgifterna har en form som registrets mappning inte klarar.',
  },
  objection: { en: 'The person objects to this register.', sv: 'Personen har motsatt sig detta register.' },
};

/** The resources by their paths under terminology/. */
export function ownTerminology(): Map<string, CodeSystem | ValueSet> {
  return new Map([
    ...system({
      id: 'finding',
      name: 'Finding',
      title: 'Findings',
      description:
        'Everything that the gateway tells a sender. Codes are stable; … stands for what differs from one occurrence to another.',
      source: 'src/errors',
      content: 'complete',
      concept: findings(),
    }),
    ...system({
      id: 'outcome-reason',
      name: 'OutcomeReason',
      title: 'Reasons of an outcome',
      description:
        "Why a register decided as it did: the id of a rule of the register, or a reason of the gateway's own. An installation's further registers add theirs.",
      source: 'profiles/registers',
      content: 'fragment',
      concept: reasons(),
    }),
  ]);
}

function findings(): CodeSystemConcept[] {
  const definitions = Object.entries<ErrorDefinition>(CATALOGUE).sort(byCode);
  return definitions.map(([code, { message, fix }]) => ({
    ...concept(code, message),
    ...(fix && { definition: withoutPlaces(fix.en) }),
  }));
}

/** Registers may share the id of a rule; what it says is then much the same, and the first register's text stands. */
function reasons(): CodeSystemConcept[] {
  const texts = new Map(Object.entries(PIPELINE_REASONS));
  for (const { versions } of loadRegisters())
    for (const { eligibility, rules } of versions)
      for (const { definition } of [...eligibility, ...rules])
        if (!texts.has(definition.id)) texts.set(definition.id, definition.text);
  return [...texts].sort(byCode).map(([code, text]) => concept(code, text));
}

function concept(code: string, { en, sv }: Text): CodeSystemConcept {
  return { code, display: withoutPlaces(en), designation: [{ language: 'sv', value: withoutPlaces(sv) }] };
}

function withoutPlaces(text: string): string {
  return text.replace(/\{\w+\}/g, '…');
}

function byCode([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

interface System {
  id: string;
  name: string;
  title: string;
  description: string;
  source: string;
  content: CodeSystem['content'];
  concept: CodeSystemConcept[];
}

function system({ id, source, content, concept, ...about }: System): [string, CodeSystem | ValueSet][] {
  const common = { status: 'active', experimental: false, date: '2026-11-22', publisher: 'Sluss' } as const;
  const url = `${BASE}/CodeSystem/${id}`;
  const codeSystem: CodeSystem = {
    resourceType: 'CodeSystem',
    id,
    language: 'en',
    extension: [
      {
        url: `${BASE}/StructureDefinition/verification`,
        extension: [
          { url: 'status', valueCode: 'verified' },
          { url: 'source', valueString: source },
        ],
      },
    ],
    url,
    ...about,
    ...common,
    caseSensitive: true,
    valueSet: `${BASE}/ValueSet/${id}`,
    content,
    count: concept.length,
    concept,
  };
  const valueSet: ValueSet = {
    resourceType: 'ValueSet',
    id,
    language: 'en',
    url: `${BASE}/ValueSet/${id}`,
    ...about,
    ...common,
    compose: { include: [{ system: url }] },
  };
  return [
    [`code-systems/${id}.json`, codeSystem],
    [`value-sets/${id}.json`, valueSet],
  ];
}

/** As it is committed. */
export function asCommitted(resource: CodeSystem | ValueSet): string {
  return `${JSON.stringify(resource, null, 2)}\n`;
}
