import type { Bundle } from '@medplum/fhirtypes';
import type { Contact, Message } from './care.ts';
import type { Dialect, MessageContext } from './dialect.ts';
import { cosmic } from './dialects/cosmic.ts';
import { kommun } from './dialects/kommun.ts';
import { millennium } from './dialects/millennium.ts';
import { takecare } from './dialects/takecare.ts';
import { Episodes } from './episodes.ts';
import { type ExpectedRegister, expectedOf } from './expectation.ts';
import type { VendorId } from './organisations.ts';
import { MOST_PEOPLE, population } from './person.ts';
import { type PlanName, type Step, stepsOf } from './plans.ts';
import { hash32, type Random } from './random.ts';
import { Resources } from './resources.ts';

/** The client that a vendor's EHR is registered as in the demonstration. */
export const CLIENT_OF: Record<VendorId, string> = {
  cosmic: 'cosmic-demo',
  takecare: 'takecare-demo',
  millennium: 'millennium-demo',
  kommun: 'kommun-demo',
};

export const VENDORS = Object.keys(CLIENT_OF) as VendorId[];

const DIALECTS: Record<VendorId, Dialect> = { cosmic, takecare, millennium, kommun };

/**
 * What the receipt says of an entry: of a contact, the best that a register makes of it; `taken`, anything but rejected, of what several contacts share,
 * what belongs to one, and what is retracted or superseded.
 */
export type EntryOutcome = ExpectedRegister['outcome'] | 'rejected' | 'taken';

export interface ExpectedContact {
  /** Value of the contact's business identifier. */
  identifier: string;
  /** Entry of the contact in this bundle; absent where the bundle only adds to it. */
  entry?: number;
  registers: Record<string, ExpectedRegister>;
}

/** What must become of a bundle when the bundles of its person arrive in order. */
export interface Expected {
  bundle: string;
  client: string;
  vardgivare: string;
  plan: PlanName;
  /**
   * accepted     taken; registers may still wait for more (draft) or not want it
   * superseded   taken, and older than what is there
   * duplicate    the same receipt as before
   * rejected     refused as a whole with the findings
   * forbidden    refused before it is read
   */
  answer: Step['answer'];
  findings: { code: string; rule?: string; entry?: number }[];
  /** One for each entry of the bundle. */
  entries: { entry: number; type: string; outcome: EntryOutcome }[];
  /** The contacts' state afterwards. */
  contacts: ExpectedContact[];
}

export interface SyntheticBundle {
  vendor: VendorId;
  /** Unique within the vendor, in the order of sending. */
  name: string;
  bundle: Bundle;
  expected: Expected;
}

export interface PopulationOptions {
  people: number;
  seed: number;
  vendors?: readonly VendorId[];
  /** First person; the people are first … first + people − 1. */
  first?: number;
}

/**
 * The bundles of a synthetic population, person by person, each person's in the order of sending.
 * A person depends on the seed and its number only, so a population is the beginning of every larger one.
 */
export function* syntheticBundles(options: PopulationOptions): Generator<SyntheticBundle> {
  const { people, seed, first = 0 } = options;
  if (first + people > MOST_PEOPLE) {
    throw new RangeError(`the test ranges of personnummer hold ${MOST_PEOPLE} people, not ${first + people}`);
  }
  const wanted = new Set(options.vendors ?? VENDORS);
  const personOf = population(seed);
  for (let index = first; index < first + people; index++) {
    const { person, random } = personOf(index);
    let sequence = 0;
    const episodes = new Episodes(person, random).all();
    const messages = episodes.flatMap((contacts) => messagesOf(contacts, person, random));
    messages.sort((a, b) => a.written - b.written);
    for (const message of messages) {
      for (const step of stepsOf(message, random)) {
        sequence++;
        // A vendor that is not wanted is skipped only here: it must not change the others.
        if (wanted.has(message.vendor)) yield synthetic(step, seed, sequence);
      }
    }
  }
}

/** An episode leaves as one message, or as one for each contact, some hours after it ended. */
function messagesOf(contacts: Contact[], person: Message['person'], random: Random): Message[] {
  const apart = contacts.length > 1 && random.chance(0.3);
  return (apart ? contacts.map((contact) => [contact]) : [contacts]).map((group) => ({
    vendor: group[0]!.kind === 'home' ? 'kommun' : person.region.vendor,
    vardgivare: group[0]!.unit.vardgivare,
    person,
    contacts: group,
    written: Math.max(...group.map((contact) => contact.end)) + random.integer(1, 40) * 60,
  }));
}

function synthetic(step: Step, seed: number, sequence: number): SyntheticBundle {
  const { message, detached } = step;
  const dialect = DIALECTS[message.vendor];
  const context = messageContext(
    dialect,
    `${seed} ${message.person.index} ${step.answer === 'duplicate' ? sequence - 1 : sequence}`,
  );
  const resources = new Resources(dialect, message, context);
  if (detached) resources.addDetached(detached);
  const items = message.deletes ? [] : resources.items;
  const bundle = dialect.bundle(message, items, context);
  const name = `${String(message.person.index).padStart(7, '0')}-${String(sequence).padStart(2, '0')}`;
  return { vendor: message.vendor, name, bundle, expected: expected(step, dialect, bundle, name) };
}

function messageContext(dialect: Dialect, salt: string): MessageContext {
  const uuids = new Map<string, string>();
  const uuid = (key: string) => {
    let value = uuids.get(key);
    if (value === undefined) {
      value = uuidOf(`${salt} ${key}`);
      uuids.set(key, value);
    }
    return value;
  };
  return { uuid, reference: (type, key) => dialect.reference(type, key, uuid) };
}

/** A UUID of version 4's form that a text determines. */
function uuidOf(text: string): string {
  const hex = [0, 1, 2, 3].map((part) => hash32(`${part}${text}`).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function expected(step: Step, dialect: Dialect, bundle: Bundle, name: string): Expected {
  const { message } = step;
  const taken = step.answer === 'accepted' || step.answer === 'superseded' || step.answer === 'duplicate';
  const contacts = (taken ? (step.result ?? message.contacts) : []).map((contact): ExpectedContact => {
    const identifier = dialect.identifier('Encounter', contact.id)!.value!;
    const entry = entryOf(bundle, identifier);
    return { identifier, ...(entry >= 0 && { entry }), registers: expectedOf(contact) };
  });
  const entries = (bundle.entry ?? []).map(({ resource, request }, entry): Expected['entries'][0] => {
    const type = resource?.resourceType ?? request?.url?.split('/')[0] ?? '';
    if (!taken) return { entry, type, outcome: 'rejected' };
    const contact = step.answer === 'accepted' ? contacts.find((item) => item.entry === entry) : undefined;
    return { entry, type, outcome: contact ? best(contact.registers) : 'taken' };
  });
  const findings = step.findings.map(({ code, rule, type }) => {
    const entry = entries.find((item) => item.type === type)?.entry;
    return { code, ...(rule && { rule }), ...(entry !== undefined && { entry }) };
  });
  return {
    bundle: name,
    client: CLIENT_OF[message.vendor],
    vardgivare: message.vardgivare.organisationsnummer,
    plan: step.plan,
    answer: step.answer,
    findings,
    entries,
    contacts,
  };
}

function best(registers: Record<string, ExpectedRegister>): EntryOutcome {
  const outcomes = new Set(Object.values(registers).map(({ outcome }) => outcome));
  if (Object.values(registers).some(({ rule }) => rule === 'S-3')) return 'taken';
  return (['accepted', 'draft'] as const).find((outcome) => outcomes.has(outcome)) ?? 'not-eligible';
}

function entryOf(bundle: Bundle, identifier: string): number {
  return (bundle.entry ?? []).findIndex(
    ({ resource }) => resource?.resourceType === 'Encounter' && resource.identifier?.[0]?.value === identifier,
  );
}
