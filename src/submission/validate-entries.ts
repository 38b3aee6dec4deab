import type { Bundle, Resource } from '@medplum/fhirtypes';
import { type Finding, finding, isError } from '../errors/finding.ts';
import { localDate } from '../registers/dates.ts';
import { TIME_ZONE } from '../registers/evaluate.ts';
import type { FetchedCodes } from '../terminology/snomed/fetched-concepts.ts';
import { Questions } from '../terminology/snomed/questions.ts';
import type { Terminology } from '../terminology/terminology.ts';
import type { OtherDays } from '../validation/run.ts';
import { editionName } from '../validation/terminology-text.ts';
import type { Validator } from '../validation/validator.ts';
import type { Envelope } from './entry.ts';

/**
 * What cannot be judged without the resources: that an entry has one (decoding sees to it), and that the header of a message leads to every entry,
 * which need not hold here, since nothing refers to a Provenance.
 */
function needsResources({ code, rule }: Finding): boolean {
  return code === 'bundle-message-unreachable' || (code === 'invariant-violated' && rule?.endsWith('bdl-5') === true);
}

/**
 * Findings of a submission against FHIR, the profiles that its resources claim, and the submission profile of each type.
 *
 * Entry by entry, so that one bad entry never hides what is wrong with another (S-4); and once for each code system that valid codes were checked against an edition of another day (ADR 0129). `profiles`: canonicals by resource type. `fetched`: the answers to `questionsOf`.
 */
export function validateEntries(
  envelope: Envelope,
  validator: Validator,
  profiles: Record<string, readonly string[]>,
  fetched?: FetchedCodes,
): Finding[] {
  const bundle = envelope.bundle as unknown as Record<string, unknown>;
  const findings = validator.validate(shellOf(envelope.bundle)).filter((item) => !needsResources(item));
  const contacts = contactsOf(envelope);
  const otherDays: OtherDays = new Map();
  for (const { path, resource, type, fullUrl } of envelope.entries)
    if (resource && type)
      findings.push(
        ...validator.validate(resource, {
          profiles: profiles[type] ?? [],
          ...dateOf(resource, contacts),
          ...(fetched && { fetched }),
          otherDays,
          path: `${path}.resource`,
          bundle: { resource: bundle, ...(fullUrl && { fullUrl }) },
        }),
      );
  // Once for each code system, however many codes a submission has.
  for (const [system, { expression, outcome }] of otherDays)
    findings.push(finding('code-edition-of-other-day', expression, { system: editionName(system, outcome) }));
  keepWellFormed(envelope, findings, validator);
  return withoutRepetitions(findings);
}

/** The codes of a submission that are to be fetched from the database, each from the edition of its resource's day. */
export function questionsOf(envelope: Envelope, terminology: Terminology): Questions {
  const questions = new Questions(terminology);
  const contacts = contactsOf(envelope);
  for (const { resource } of envelope.entries) if (resource) questions.collect(resource, dateOf(resource, contacts));
  return questions;
}

/**
 * What follows reads resources as what their types say they are. An entry with errors is never stored, but others may refer to it, so it goes on without
 * what is not of its type's shape.
 */
function keepWellFormed({ entries }: Envelope, findings: Finding[], validator: Validator): void {
  const wrong = new Set<number>();
  for (const item of findings)
    if (isError(item)) wrong.add(Number(/^Bundle\.entry\[(\d+)\]\.resource/.exec(item.expression)?.[1] ?? -1));
  for (const { index, resource } of entries)
    if (resource && wrong.has(index)) validator.keepWellFormed(resource as unknown as Record<string, unknown>);
}

/** The Bundle without its resources, which are checked one by one; a message keeps its header, without which it is none (bdl-12). */
function shellOf(bundle: Bundle): Bundle {
  return {
    ...bundle,
    entry: bundle.entry?.map((entry, index) => {
      if (typeof entry !== 'object' || entry === null || (bundle.type === 'message' && index === 0)) return entry;
      const { resource: _resource, ...shell } = entry as { resource?: Resource };
      return shell;
    }),
  };
}

function withoutRepetitions(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, expression, message }) => {
    const key = `${code} ${expression} ${message.en}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The contacts of a submission by the names that others may refer to them with. */
function contactsOf({ entries }: Envelope): Map<string, Resource> {
  const contacts = new Map<string, Resource>();
  for (const { type, fullUrl, clientId, resource } of entries) {
    if (type !== 'Encounter' || !resource) continue;
    if (fullUrl) contacts.set(fullUrl, resource);
    const id = clientId ?? resource.id;
    if (id) contacts.set(`Encounter/${id}`, resource);
  }
  return contacts;
}

/**
 * The day whose editions a resource's codes are of: that of its contact's end, else of its beginning, as Swedish clocks have it; nothing where the submission does not
 * tell. Resources of any shape are read.
 */
function dateOf(resource: Resource, contacts: Map<string, Resource>): { date?: string } {
  const { encounter, context } = resource as { encounter?: Named; context?: Named };
  const name = encounter?.reference ?? context?.reference;
  const named = typeof name === 'string' ? contacts.get(name) : undefined;
  const contact = resource.resourceType === 'Encounter' ? resource : named;
  const { period } = (contact ?? {}) as { period?: { start?: unknown; end?: unknown } };
  const moment = period?.end ?? period?.start;
  if (typeof moment !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(moment)) return {};
  const time = moment.length > 10 ? Date.parse(moment) : Number.NaN;
  if (Number.isNaN(time)) return { date: moment.slice(0, 10) };
  return { date: localDate(new Date(time), TIME_ZONE) };
}

interface Named {
  reference?: unknown;
}
