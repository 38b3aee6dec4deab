import type { Contact, Diagnosis, Message } from './care.ts';
import { STRANGER } from './organisations.ts';
import type { Random } from './random.ts';

/** What may be wrong with a message, or with the order in which messages arrive. */
export type PlanName =
  | 'plain'
  | 'check-digit-wrong'
  | 'reserve-number-under-wrong-system'
  | 'diagnosis-code-shape'
  | 'diagnosis-category'
  | 'main-diagnosis-missing'
  | 'external-cause-missing'
  | 'care-level-missing'
  | 'date-impossible'
  | 'vardgivare-not-allowed'
  | 'free-text-for-code'
  | 'social-services'
  | 'correction'
  | 'retraction'
  | 'out-of-order'
  | 'duplicate'
  | 'late-fact';

/** One thing to send, and what must become of it. */
export interface Step {
  message: Message;
  plan: PlanName;
  answer: 'accepted' | 'rejected' | 'forbidden' | 'duplicate' | 'superseded';
  /** What the receipt or the OperationOutcome must name. */
  findings: { code: string; rule: string; type: string }[];
  /** The state of its contacts once it has been taken, where that is not what it says itself. */
  result?: Contact[];
  /** A contact whose procedures are sent on their own. */
  detached?: Contact;
}

interface Plan {
  name: PlanName;
  weight: number;
  applies(message: Message): boolean;
  /** The steps in the order of sending. `message` is the plan's own copy, to be changed. */
  steps(message: Message, random: Random): Step[];
}

const HOUR = 60;

function step(
  message: Message,
  plan: PlanName,
  answer: Step['answer'] = 'accepted',
  findings: Step['findings'] = [],
): Step {
  return { message, plan, answer, findings };
}

/** A message that is refused as a whole, and half of the time the right one after it. */
function refused(
  name: PlanName,
  right: Message,
  wrong: Message,
  finding: Step['findings'][0],
  random: Random,
  answer: Step['answer'] = 'rejected',
): Step[] {
  const steps = [step(wrong, name, answer, [finding])];
  if (random.chance(0.5)) steps.push(step({ ...right, written: right.written + 24 * HOUR }, 'plain'));
  return steps;
}

const isBatch = (message: Message) => message.vendor === 'millennium' && message.person.index % 4 === 3;
const changed = (message: Message): Message => ({
  ...message,
  contacts: message.contacts.map((contact) => ({ ...contact })),
});
const later = (message: Message, hours: number): Message => ({
  ...changed(message),
  written: message.written + hours * HOUR,
});
const specialised = (contact: Contact) => contact.kind !== 'home' && contact.level !== '1';

const PLANS: readonly Plan[] = [
  {
    name: 'check-digit-wrong',
    weight: 2,
    applies: ({ person, ...message }) => person.identifier.kind === 'personnummer' && !isBatch({ person, ...message }),
    steps(message, random) {
      const { kind, value } = message.person.identifier;
      const wrong = `${value.slice(0, 11)}${(Number(value[11]) + 1 + random.integer(0, 8)) % 10}`;
      const person = { ...message.person, identifier: { kind, value: wrong } };
      return refused(
        this.name,
        message,
        { ...message, person },
        { code: 'identifier-check-digit', rule: 'I-1', type: 'Patient' },
        random,
      );
    },
  },
  {
    name: 'reserve-number-under-wrong-system',
    weight: 120,
    applies: (message) => message.person.identifier.kind === 'vgr' && !isBatch(message),
    steps(message, random) {
      const identifier = { kind: 'national' as const, value: message.person.identifier.value };
      const wrong = { ...message, person: { ...message.person, identifier } };
      return refused(
        this.name,
        message,
        wrong,
        { code: 'identifier-wrong-system', rule: 'I-1', type: 'Patient' },
        random,
      );
    },
  },
  {
    name: 'diagnosis-code-shape',
    weight: 1,
    applies: (message) => message.contacts.some((contact) => contact.diagnoses.length > 0) && !isBatch(message),
    steps(message, random) {
      const wrong = changed(message);
      // The letter O where a zero or another digit belongs.
      diagnosedFirst(wrong, (item) => ({ ...item, icd: `${item.icd[0]}O${item.icd.slice(2)}` }));
      const finding = { code: 'invariant-violated', rule: 'sluss-icd-10-se', type: 'Condition' };
      return refused(this.name, message, wrong, finding, random);
    },
  },
  {
    name: 'diagnosis-category',
    weight: 2,
    applies: (message) => message.contacts.some((contact) => contact.diagnoses.length > 0),
    steps(message) {
      diagnosedFirst(message, (item) => ({ ...item, icd: item.icd.slice(0, 3) }));
      return [step(message, this.name)];
    },
  },
  {
    name: 'main-diagnosis-missing',
    weight: 2,
    applies: (message) => message.contacts.some((contact) => specialised(contact) && contact.diagnoses.length > 0),
    steps(message) {
      for (const contact of message.contacts) {
        contact.diagnoses = contact.diagnoses.map((item) =>
          item.role === 'cause' ? item : { ...item, role: 'unranked' },
        );
      }
      return [step(message, this.name)];
    },
  },
  {
    name: 'external-cause-missing',
    weight: 6,
    applies: (message) => message.contacts.some((contact) => contact.diagnoses.some((item) => item.role === 'cause')),
    steps(message) {
      for (const contact of message.contacts) {
        contact.diagnoses = contact.diagnoses.filter((item) => item.role !== 'cause');
      }
      return [step(message, this.name)];
    },
  },
  {
    name: 'care-level-missing',
    weight: 2,
    applies: (message) => message.contacts.some((contact) => contact.kind !== 'inpatient' && contact.kind !== 'home'),
    steps(message) {
      for (const contact of message.contacts) if (contact.kind !== 'inpatient') delete contact.level;
      return [step(message, this.name)];
    },
  },
  {
    name: 'date-impossible',
    weight: 2,
    applies: (message) => !isBatch(message),
    steps(message, random) {
      const wrong = changed(message);
      wrong.contacts[0]!.startText = '2026-02-30T10:00:00+01:00';
      return refused(
        this.name,
        message,
        wrong,
        { code: 'primitive-impossible-date', rule: '', type: 'Encounter' },
        random,
      );
    },
  },
  {
    name: 'vardgivare-not-allowed',
    weight: 1,
    applies: () => true,
    steps(message, random) {
      const wrong = { ...message, vardgivare: STRANGER };
      return refused(
        this.name,
        message,
        wrong,
        { code: 'vardgivare-not-allowed', rule: 'T-1', type: '' },
        random,
        'forbidden',
      );
    },
  },
  {
    name: 'free-text-for-code',
    weight: 2,
    applies: (message) => message.contacts.some((contact) => specialised(contact) && contact.diagnoses.length > 0),
    steps(message) {
      diagnosedFirst(message, (item) => ({ ...item, text: 'ont sedan i går' }));
      return [step(message, this.name)];
    },
  },
  {
    name: 'social-services',
    weight: 4,
    applies: (message) => message.vendor === 'kommun',
    steps(message) {
      for (const contact of message.contacts) contact.domain = 'SoL';
      return [step(message, this.name)];
    },
  },
  {
    name: 'correction',
    weight: 6,
    applies: () => true,
    steps: (message) => [step(message, 'plain'), step(corrected(message), 'correction')],
  },
  {
    name: 'out-of-order',
    weight: 3,
    applies: () => true,
    steps(message) {
      const right = corrected(message);
      return [step(right, 'correction'), { ...step(message, this.name, 'superseded'), result: right.contacts }];
    },
  },
  {
    name: 'retraction',
    weight: 3,
    applies: () => true,
    steps(message) {
      const retracted = later(message, 48);
      for (const contact of retracted.contacts) contact.enteredInError = true;
      const deletes = message.vendor === 'takecare' || isBatch(message);
      const second = deletes ? { ...retracted, contacts: [], deletes: retracted.contacts } : retracted;
      return [step(message, 'plain'), { ...step(second, this.name), result: retracted.contacts }];
    },
  },
  {
    name: 'duplicate',
    weight: 4,
    applies: () => true,
    steps: (message) => [step(message, 'plain'), step(message, 'duplicate', 'duplicate')],
  },
  {
    name: 'late-fact',
    weight: 6,
    applies: ({ vendor, contacts }) =>
      (vendor === 'takecare' || vendor === 'cosmic') && contacts.some((contact) => contact.procedures.length > 0),
    steps(message, random) {
      const whole = message.contacts.find((contact) => contact.procedures.length > 0)!;
      const without = changed(message);
      without.contacts.find((contact) => contact.id === whole.id)!.procedures = [];
      const fact = {
        ...step({ ...message, contacts: [], written: message.written + 3 * HOUR }, 'late-fact'),
        detached: whole,
      };
      // Sent first, the fact waits for its contact, whose rows are whole as soon as it comes.
      if (random.chance(0.5)) return [fact, { ...step(without, 'late-fact'), result: message.contacts }];
      return [step(without, 'plain'), { ...fact, result: [whole] }];
    },
  },
];

/** Changes the first diagnosis of the first contact that has one, which is the main one. */
function diagnosedFirst(message: Message, change: (item: Diagnosis) => Diagnosis): void {
  const contact = message.contacts.find((item) => item.diagnoses.length > 0)!;
  const [first, ...rest] = contact.diagnoses;
  contact.diagnoses = [change(first!), ...rest];
}

/** The same contacts as they should have been: a procedure withdrawn, or a further diagnosis; in home care, a procedure withdrawn. */
function corrected(message: Message): Message {
  const after = later(message, 30);
  const contact = after.contacts[0]!;
  const [first, ...rest] = contact.procedures;
  if (first) contact.procedures = [{ ...first, enteredInError: true }, ...rest];
  else contact.diagnoses = [...contact.diagnoses, { id: `${contact.id}X`, icd: 'Z098', role: 'secondary' }];
  return after;
}

/** Share of messages with a plan. */
const PLANNED = 0.2;

/** The steps of one message: mostly the message itself. */
export function stepsOf(message: Message, random: Random): Step[] {
  if (!random.chance(PLANNED)) return [step(message, 'plain')];
  const plan = random.weighted(PLANS, (item) => (item.applies(message) ? item.weight : 0));
  return plan ? plan.steps(changed(message), random) : [step(message, 'plain')];
}
