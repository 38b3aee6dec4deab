import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle, Encounter, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import {
  around,
  bundle,
  clinic,
  diagnosed,
  diagnosis,
  PEOPLE,
  patient,
  procedure,
  REGION,
  region,
  urn,
  visit,
} from '../support/care.ts';
import { makeClient } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type CaseRows, casesOf } from '../support/rows.ts';

/**
 * What docs/adr/0090 states: the bundles of a contact end in the same rows in whatever order they come, how often, and whether at once. Each bundle says
 * when its resources were changed; the one exception, members of a contact that no register received in between, is left out here and shown below.
 */

/** Histories tried; more of them when something has been changed: `ORDER_RUNS=200`. */
const RUNS = Number(process.env.ORDER_RUNS ?? 20);
const PAR = 'patientregistret';
const ZONES = ['Z', '+01:00', '+02:00', '-11:00', '+13:45'];

/** The sender's clock in the zone that it happens to use: `minute` after noon of 6 October 2026, UTC. */
function moment(minute: number, zone: string): string {
  const sign = zone[0] === '-' ? -1 : 1;
  const offset = zone === 'Z' ? 0 : sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
  const local = new Date(Date.UTC(2026, 9, 6, 12, minute + offset)).toISOString().slice(0, 19);
  return `${local}${zone}`;
}

/** One thing that an EHR may send about a contact. */
type Event =
  | { kind: 'contact'; end: number; ids: boolean }
  | { kind: 'statement'; codes: string[]; end: number }
  | { kind: 'diagnosis'; name: number; code: string; wrong: boolean }
  | { kind: 'procedure'; name: number; code: string; wrong: boolean }
  | { kind: 'lone'; code: string; wrong: boolean }
  | { kind: 'delete-procedure'; name: number }
  | { kind: 'person'; who: keyof typeof PEOPLE }
  | { kind: 'clinic'; klinik: string };

const codes = fc.constantFrom('I489', 'I109', 'E119', 'I252', 'J189');
const acts = fc.constantFrom('DT016', 'NFB19', 'AV034');
const small = fc.integer({ min: 0, max: 2 });
const wrong = fc.boolean();
const rarely = fc.integer({ min: 0, max: 3 }).map((number) => number === 0);
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('contact' as const), end: small, ids: fc.boolean() }),
  fc.record({
    kind: fc.constant('statement' as const),
    codes: fc.uniqueArray(codes, { minLength: 1, maxLength: 3 }),
    end: small,
  }),
  fc.record({ kind: fc.constant('diagnosis' as const), name: small, code: codes, wrong: rarely }),
  fc.record({ kind: fc.constant('procedure' as const), name: small, code: acts, wrong: rarely }),
  fc.record({ kind: fc.constant('lone' as const), code: acts, wrong }),
  fc.record({ kind: fc.constant('delete-procedure' as const), name: small }),
  fc.record({ kind: fc.constant('person' as const), who: fc.constantFrom('maja', 'nils', 'girl') }),
  fc.record({ kind: fc.constant('clinic' as const), klinik: fc.constantFrom('A1', 'B2', 'C3') }),
);

const history = fc.record({
  events: fc.array(event, { minLength: 3, maxLength: 7 }),
  zones: fc.array(fc.constantFrom(...ZONES), { minLength: 8, maxLength: 8 }),
});

/** The bundle of an event, in a world of its own whose names all begin with `world`. */
function bundleOf(what: Event, minute: number, zone: string, world: string): Bundle {
  const meta = { meta: { lastUpdated: moment(minute, zone) } };
  const p = `${world}-p`;
  const e = `${world}-e`;
  const subject = { subject: { reference: `Patient/${p}` } };
  const unit = { serviceProvider: { reference: `Organization/${world}-o` } };
  const inContact = { ...subject, ...meta, encounter: { reference: `Encounter/${e}` } };
  const period = (end: number) => ({ start: '2026-10-06T09:00:00+02:00', end: `2026-10-06T1${end}:00:00+02:00` });
  const named = (name: number) => ({ identifier: [{ system: 'https://ehr.example/fact', value: `${world}-${name}` }] });
  const error = {
    verificationStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'entered-in-error' }],
    },
  };
  const root = (end: number, more: object) =>
    visit(world, { id: e, ...meta, ...subject, ...unit, period: period(end), ...more });
  const all = { a4: around().a4 as Resource };
  const timestamp = moment(minute, zone);
  switch (what.kind) {
    case 'contact':
      return bundle(
        { ...all, a5: root(what.end, diagnosed(...[0, 1, 2].map((name) => `Condition/${world}-d${name}`))) },
        { timestamp },
      );
    case 'statement': {
      const members = what.codes.map((code, index) => [
        `c${index}`,
        diagnosis(code, { ...meta, ...subject, encounter: { reference: `Encounter/${e}` } }),
      ]);
      return bundle(
        {
          ...all,
          a5: root(what.end, diagnosed(...members.map(([number]) => urn(number as string)))),
          ...Object.fromEntries(members),
        },
        { timestamp },
      );
    }
    case 'diagnosis':
      return bundle(
        { c0: diagnosis(what.code, { id: `${world}-d${what.name}`, ...inContact, ...(what.wrong && error) }) },
        { timestamp },
      );
    case 'procedure':
      return bundle(
        {
          d0: procedure(what.code, {
            ...named(what.name),
            ...inContact,
            ...(what.wrong && { status: 'entered-in-error' }),
          }),
        },
        { timestamp },
      );
    case 'lone':
      return bundle(
        { d0: procedure(what.code, { ...inContact, ...(what.wrong && { status: 'entered-in-error' }) }) },
        { timestamp },
      );
    case 'delete-procedure':
      return bundle(
        { d0: procedure('DT016', { ...named(what.name), ...inContact, status: 'entered-in-error' }) },
        { timestamp },
      );
    case 'person':
      return bundle({ a1: patient(PEOPLE[what.who], { id: p, ...meta }) }, { timestamp });
    case 'clinic':
      return bundle(
        {
          a2: region({
            ...meta,
            id: `${world}-r`,
            identifier: [{ system: 'https://sluss.se/fhir/NamingSystem/sjukhuskod', value: '21001' }],
          }),
          a3: clinic(`Organization/${world}-r`, {
            ...meta,
            id: `${world}-o`,
            identifier: [{ system: 'https://sluss.se/fhir/NamingSystem/klinik', value: what.klinik }],
          }),
        },
        { timestamp },
      );
  }
}

describe('the order in which bundles come', function () {
  this.timeout(60_000 + RUNS * 3_000);
  let gateway: TestGateway;
  /** Another process on the same database: what the two do at once they know of each other only there. */
  let neighbour: TestGateway;
  const data = mkdtempSync(join(tmpdir(), 'sluss-order-'));

  before(async () => {
    const client = await makeClient({ id: 'ehr', vardgivare: [REGION] });
    gateway = await startTestGateway([client], { data });
    neighbour = await startTestGateway([client], { data, databaseUrl: gateway.database.url });
  });
  after(async () => {
    await neighbour?.close();
    await gateway?.close();
    rmSync(data, { recursive: true, force: true });
  });

  async function submit(sent: Bundle, to = gateway): Promise<void> {
    const { status, body } = await to.gateway.services.parts.submit(JSON.stringify(sent), {
      client: 'ehr',
      vardgivare: [REGION],
    });
    assert.equal(status, 200, JSON.stringify(body));
  }

  /** What the register has of a world in the end, apart from its names. */
  async function end(world: string): Promise<Omit<CaseRows, 'id'> | undefined> {
    const { rows } = await gateway.database.pool.query(
      `SELECT id FROM sluss.resource WHERE type = 'Encounter' AND content->'identifier'->0->>'value' = $1`,
      [world],
    );
    const found = (await casesOf(gateway.gateway.services, PAR)).get(rows[0]?.id);
    return found && JSON.parse(JSON.stringify(found).replaceAll(world, 'W'));
  }

  const world = () => `w${randomUUID().slice(0, 8)}`;
  const start: Event[] = [
    { kind: 'clinic', klinik: 'A0' },
    { kind: 'person', who: 'maja' },
    { kind: 'statement', codes: ['I489'], end: 0 },
  ];
  const bundlesOf = (events: Event[], zones: string[], name: string) =>
    [...start, ...events].map((what, index) => bundleOf(what, index, zones[index % zones.length] as string, name));

  it('does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.infiniteStream(fc.nat()), async ({ events, zones }, random) => {
        const straight = world();
        for (const sent of bundlesOf(events, zones, straight)) await submit(sent);
        const wanted = await end(straight);
        assert.ok(wanted);
        const other = world();
        for (const sent of shuffled(bundlesOf(events, zones, other), random)) await submit(sent);
        assert.deepEqual(await end(other), wanted);
      }),
      { numRuns: RUNS },
    );
  });

  it('does not matter when bundles are repeated', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.infiniteStream(fc.nat()), async ({ events, zones }, random) => {
        const straight = world();
        for (const sent of bundlesOf(events, zones, straight)) await submit(sent);
        const wanted = await end(straight);
        // A repetition that differs in what does not count is taken as a new submission.
        const again = bundlesOf(events, zones, straight).map((sent, index) => ({ ...sent, id: `again-${index}` }));
        for (const sent of shuffled([...again, ...bundlesOf(events, zones, straight)], random)) await submit(sent);
        assert.deepEqual(await end(straight), wanted);
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    );
  });

  const receivers: [what: string, runs: number, to: () => TestGateway[]][] = [
    ['at once', Math.ceil(RUNS / 2), () => [gateway]],
    ['at once to two gateways', RUNS, () => [gateway, neighbour]],
  ];
  for (const [what, numRuns, to] of receivers)
    it(`does not matter when they come ${what}`, async () => {
      await fc.assert(
        fc.asyncProperty(history, async ({ events, zones }) => {
          const straight = world();
          for (const sent of bundlesOf(events, zones, straight)) await submit(sent);
          const wanted = await end(straight);
          const other = world();
          const gateways = to();
          const sending = bundlesOf(events, zones, other).map((sent, index) =>
            submit(sent, gateways[index % gateways.length]),
          );
          await Promise.all(sending);
          assert.deepEqual(await end(other), wanted);
        }),
        { numRuns },
      );
    });

  it('matters where the law has something forgotten in between: what is missing is asked for, never invented', async () => {
    const sent = (name: string, level: string, minute: number, codes: string[]) => {
      const what: Event = { kind: 'statement', codes, end: 0 };
      const whole = bundleOf(what, minute, 'Z', name);
      const root = whole.entry!.find(({ resource }) => resource?.resourceType === 'Encounter')!.resource!;
      Object.assign(root, { type: (visit(name, {}, level) as Encounter).type });
      if (codes.length === 0) delete (root as { diagnosis?: unknown }).diagnosis;
      return whole;
    };
    const forgotten = world();
    for (const one of start.slice(0, 2)) await submit(bundleOf(one, 0, 'Z', forgotten));
    await submit(sent(forgotten, '1', 1, ['I489']));
    assert.equal(await end(forgotten), undefined);
    await submit(sent(forgotten, '2', 2, []));
    assert.deepEqual((await end(forgotten))!.outcome, 'draft');
    // The person was forgotten with the only contact of theirs, too.
    await submit(bundleOf(start[1]!, 3, 'Z', forgotten));
    await submit(sent(forgotten, '2', 3, ['I489']));
    assert.deepEqual((await end(forgotten))!.outcome, 'accepted');
  });
});

function shuffled<T>(items: T[], random: Iterator<number>): T[] {
  const rest = [...items];
  const result: T[] = [];
  while (rest.length > 0) result.push(...rest.splice((random.next().value as number) % rest.length, 1));
  return result;
}
