import assert from 'node:assert/strict';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import {
  around,
  at,
  bundle,
  clinic,
  diagnosed,
  diagnosis,
  EXTENSION,
  KOMMUN,
  OTHER_REGION,
  PEOPLE,
  patient,
  physician,
  procedure,
  REGION,
  region,
  urn,
  visit,
} from '../support/care.ts';
import { makeClient } from '../support/client.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { issuesTold, type ReceiptTold, receiptOf } from '../support/receipt.ts';
import { type CaseRows, casesOf } from '../support/rows.ts';

const PAR = 'patientregistret';

describe('submissions over HTTP', function () {
  this.timeout(30_000);
  let gateway: TestGateway;
  let ehr: ReturnType<TestGateway['as']>;
  let other: ReturnType<TestGateway['as']>;
  let numbers = 0;

  before(async () => {
    const clients = [
      await makeClient({ id: 'ehr', vardgivare: [REGION, KOMMUN] }),
      await makeClient({ id: 'other', vardgivare: [OTHER_REGION] }),
    ];
    gateway = await startTestGateway(clients);
    ehr = gateway.as(clients[0]!);
    other = gateway.as(clients[1]!);
  });
  after(() => gateway?.close());

  /** A contact's number that no other test has. */
  const number = () => `T${++numbers}`;
  const sql = async (text: string, values: unknown[] = []) =>
    (await gateway.database.superPool.query(text, values)).rows;

  async function send(sent: Bundle, as = ehr): Promise<{ answer: Answer; receipt: ReceiptTold }> {
    const answer = await as('POST', '', sent);
    assert.ok(answer.status < 500, answer.text.slice(0, 2000));
    return { answer, receipt: await receiptOf(answer, as) };
  }

  async function accept(sent: Bundle, as = ehr): Promise<ReceiptTold> {
    const { answer, receipt } = await send(sent, as);
    assert.equal(answer.status, 200, answer.text.slice(0, 3000));
    return receipt;
  }

  /** What the register has of a contact. */
  async function stored(contact: string): Promise<CaseRows | undefined> {
    const cases = await casesOf(gateway.gateway.services, PAR);
    return [...cases.values()].find(({ rows }) => rows.AD?.some(({ IDNR }) => IDNR === contact));
  }
  const diagnoses = async (contact: string) => (await stored(contact))?.rows.DI?.map(({ DIA }) => DIA) ?? [];
  const par = (receipt: ReceiptTold) => receipt.registers.find(({ register }) => register === PAR)!;

  /** Numbers of rows in every table but the audit's. */
  async function counts(): Promise<Record<string, number>> {
    const tables = await sql(
      `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'audit')`,
    );
    const found: Record<string, number> = {};
    for (const { name } of tables) found[name] = (await sql(`SELECT count(*)::int AS n FROM ${name}`))[0].n;
    return found;
  }

  /** Every table as text: what a thief of the database would read. */
  async function everything(): Promise<string> {
    const tables = await sql(
      `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables)
      for (const { line } of await sql(`SELECT t::text AS line FROM ${name} t`)) texts.push(`${name}: ${line}`);
    return texts.join('\n');
  }

  const whole = (contact: string, codes = ['I489'], more: Record<string, unknown> = {}): Record<string, Resource> => ({
    ...around(),
    a5: visit(contact, { ...diagnosed(...codes.map((_, index) => urn(`c${index}`))), ...more }),
    ...Object.fromEntries(codes.map((code, index) => [`c${index}`, diagnosis(code)])),
  });

  describe('sent again', () => {
    it('gives the same answer to the byte, and not one row more', async () => {
      const sent = bundle(whole(number()));
      const first = await send(sent);
      const before = await counts();
      const again = await send(sent);
      assert.equal(again.answer.text, first.answer.text);
      assert.equal(again.answer.status, first.answer.status);
      assert.equal(again.answer.headers.get('location'), first.answer.headers.get('location'));
      assert.deepEqual(await counts(), before);
    });

    it('is the same however its JSON is laid out', async () => {
      const sent = bundle(whole(number()));
      const first = await send(sent);
      const { type, entry, resourceType } = sent;
      const again = await ehr('POST', '', JSON.stringify({ entry, type, resourceType }, null, 3));
      assert.equal(again.text, first.answer.text);
    });

    it('is one submission when it comes ten times at once', async () => {
      const contact = number();
      const sent = bundle(whole(contact));
      const answers = await Promise.all(Array.from({ length: 10 }, () => ehr('POST', '', sent)));
      for (const { text, status } of answers) {
        assert.equal(status, 200, text);
        assert.equal(text, answers[0]!.text);
      }
      assert.deepEqual(await diagnoses(contact), ['I489']);
    });

    it('is another submission for another vårdgivare', async () => {
      const contact = number();
      const sent = bundle(whole(contact), { vardgivare: OTHER_REGION });
      const theirs = await accept(sent, other);
      const ours = await accept({ ...sent, entry: bundle(whole(contact)).entry! });
      assert.notEqual(ours.id, theirs.id);
    });
  });

  describe('corrected', () => {
    it('by business identifier: the newest version counts', async () => {
      const contact = number();
      await accept(bundle(whole(contact, ['I489'], at(1))));
      const receipt = await accept(bundle(whole(contact, ['I109'], at(2))));
      assert.equal(receipt.entries[4]!.status, '200 OK');
      assert.match(receipt.entries[4]!.resource!, /_history\/2$/);
      assert.deepEqual(await diagnoses(contact), ['I109']);
    });

    it('by PUT', async () => {
      const contact = number();
      const with_ = (code: string, minute: number) => ({
        ...around(),
        a5: visit(contact, { id: `e-${contact}`, ...at(minute), ...diagnosed(`Condition/c-${contact}`) }),
        c0: diagnosis(code, { id: `c-${contact}`, ...at(minute), encounter: { reference: `Encounter/e-${contact}` } }),
      });
      await accept(bundle(with_('I489', 1)));
      const receipt = await accept(bundle(with_('I109', 2)));
      assert.equal(receipt.entries[4]!.resource, `Encounter/e-${contact}/_history/2`);
      assert.deepEqual(await diagnoses(contact), ['I109']);
      const late = await accept(bundle(with_('I252', 0)));
      assert.ok(late.findings.some(({ code }) => code === 'superseded'));
      assert.deepEqual(await diagnoses(contact), ['I109']);
    });

    it('by a statement of diagnoses that comes late: it is told that a newer one is there, not that it was stored', async () => {
      const contact = number();
      const stated = (code: string, minute: number) =>
        bundle({ ...whole(contact, [code], at(minute)), c0: diagnosis(code, at(minute)) });
      await accept(stated('I489', 5));
      const { entries, findings } = await accept(stated('I109', 1));
      assert.deepEqual([entries[5]!.status, entries[5]!.resource], ['200 OK', undefined]);
      assert.deepEqual(
        findings.filter(({ code }) => code === 'superseded').map(({ expression }) => expression),
        ['Bundle.entry[4]', 'Bundle.entry[5]'],
      );
      assert.deepEqual(await diagnoses(contact), ['I489']);
    });

    it('one diagnosis alone, by its identifier', async () => {
      const contact = number();
      const named = { identifier: [{ system: 'https://ehr.example/diagnosis', value: `D-${contact}` }] };
      const sent = { ...whole(contact), c0: diagnosis('I489', { ...named, ...at(1) }) };
      await accept(bundle(sent));
      const encounter = { identifier: { system: 'https://ehr.example/contact', value: contact }, type: 'Encounter' };
      const subject = {
        identifier: { system: 'http://electronichealth.se/identifier/personnummer', value: PEOPLE.maja },
        type: 'Patient',
      };
      await accept(bundle({ c0: diagnosis('I109', { ...named, ...at(2), encounter, subject }) }));
      assert.deepEqual(await diagnoses(contact), ['I109']);
    });

    it('to another person, the contact and all that belongs to it moves along', async () => {
      const contact = number();
      const id = `p-${contact}`;
      const sent = (personnummer: string, minute: number) => ({
        ...whole(contact, ['I489'], { ...at(minute), subject: { reference: `Patient/${id}` } }),
        a1: patient(personnummer, { id, ...at(minute) }),
        c0: diagnosis('I489', { subject: { reference: `Patient/${id}` } }),
      });
      await accept(bundle(sent(PEOPLE.nils, 1)));
      assert.equal((await stored(contact))!.rows.AD![0]!.KON, '1');
      const receipt = await accept(bundle({ a1: patient(PEOPLE.girl, { id, ...at(2) }) }));
      assert.equal(par(receipt).outcome, 'accepted');
      assert.equal((await stored(contact))!.rows.AD![0]!.KON, '2');
      const keys = await sql(
        `SELECT DISTINCT r.person_key FROM sluss.resource r JOIN sluss.resource e ON e.id = r.case_id
         WHERE e.content->'identifier'->0->>'value' = $1 UNION SELECT person_key FROM patientregistret.ad WHERE idnr = $1
         UNION SELECT v.person_key FROM sluss.resource_version v JOIN sluss.resource e USING (id) WHERE e.content->'identifier'->0->>'value' = $1`,
        [contact],
      );
      assert.equal(keys.length, 1);
    });

    it('to a personnummer whose owner is a patient too, the two stay two', async () => {
      const wrong = number();
      const right = number();
      const of = (contact: string, id: string, personnummer: string, minute: number) => ({
        ...whole(contact, ['I489'], { ...at(minute), subject: { reference: `Patient/${id}` } }),
        a1: patient(personnummer, { id, ...at(minute) }),
        c0: diagnosis('I489', { subject: { reference: `Patient/${id}` } }),
      });
      await accept(bundle(of(right, `owner-${right}`, PEOPLE.nils, 1)));
      await accept(bundle(of(wrong, `mistaken-${wrong}`, PEOPLE.nils, 1)));
      await accept(bundle({ a1: patient(PEOPLE.maja, { id: `mistaken-${wrong}`, ...at(2) }) }));
      assert.equal((await stored(right))!.rows.AD![0]!.KON, '1');
      assert.equal((await stored(wrong))!.rows.AD![0]!.KON, '2');
      await accept(bundle({ a1: patient(PEOPLE.nils, { id: `owner-${right}`, ...at(3) }) }));
      assert.equal((await stored(wrong))!.rows.AD![0]!.KON, '2');
    });

    it('an organization: the rows of all its contacts change', async () => {
      const contacts = [number(), number()];
      for (const contact of contacts) await accept(bundle(whole(contact)));
      const receipt = await accept(
        bundle({
          a2: region(),
          a3: clinic(urn('a2'), {
            identifier: [
              { system: 'urn:oid:1.2.752.29.4.19', value: 'SE2321991016-21001107' },
              { system: 'https://sluss.se/fhir/NamingSystem/klinik', value: 'HJÄRTA' },
            ],
          }),
        }),
      );
      assert.ok(receipt.registers.length >= 4);
      for (const contact of contacts) assert.equal((await stored(contact))!.rows.AD![0]!.KLINIK, 'HJÄRTA');
      await accept(bundle({ a2: region(), a3: clinic(urn('a2')) }));
    });
  });

  describe('retracted', () => {
    const error = {
      verificationStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'entered-in-error' }],
      },
    };

    it('a contact that was entered in error leaves nothing in the register, also when an older version comes late', async () => {
      const contact = number();
      await accept(bundle(whole(contact, ['I489'], at(1))));
      assert.ok(await stored(contact));
      const receipt = await accept(
        bundle({ ...around(), a5: visit(contact, { ...at(3), status: 'entered-in-error' }) }),
      );
      assert.equal(receipt.entries[4]!.status, '204 No Content');
      assert.equal(par(receipt).reason, 'contact-retracted');
      assert.equal(await stored(contact), undefined);
      await accept(bundle(whole(contact, ['I109'], at(2))));
      assert.equal(await stored(contact), undefined);
    });

    it('a diagnosis and a procedure, known by identifier', async () => {
      const contact = number();
      const named = (value: string, minute: number) => ({
        identifier: [{ system: 'https://ehr.example/fact', value: `${value}-${contact}` }],
        ...at(minute),
      });
      const sent = (minute: number, ...wrong: ('a' | 'p')[]) => ({
        ...whole(contact, ['I489'], at(minute)),
        c1: diagnosis('I109', { ...named('a', minute), ...(wrong.includes('a') && error) }),
        d0: procedure('DT016', { ...named('p', minute), ...(wrong.includes('p') && { status: 'entered-in-error' }) }),
      });
      await accept(bundle(sent(1)));
      assert.equal((await stored(contact))!.rows.AT!.length, 1);
      const receipt = await accept(bundle(sent(2, 'a', 'p')));
      assert.deepEqual(
        receipt.entries.slice(6, 8).map(({ status }) => status),
        ['204 No Content', '204 No Content'],
      );
      assert.equal((await stored(contact))!.rows.AT, undefined);
      assert.deepEqual(await diagnoses(contact), ['I489']);
    });

    it('a procedure known by its content alone', async () => {
      const contact = number();
      const encounter = { identifier: { system: 'https://ehr.example/contact', value: contact }, type: 'Encounter' };
      const alone = (more: Record<string, unknown>) =>
        bundle({ a1: patient(PEOPLE.maja), d0: procedure('DT016', { ...more, encounter }) });
      await accept(bundle(whole(contact, ['I489'], at(1))));
      await accept(alone(at(1)));
      assert.equal((await stored(contact))!.rows.AT!.length, 1);
      await accept(alone({ ...at(2), status: 'entered-in-error' }));
      assert.equal((await stored(contact))!.rows.AT, undefined);
    });

    it('by DELETE of an id, of a business identifier, and of what is not there', async () => {
      const contact = number();
      const ids = {
        ...around(),
        a5: visit(contact, { id: `e-${contact}` }),
        c0: diagnosis('I489', { id: `c-${contact}`, encounter: { reference: `Encounter/e-${contact}` } }),
      };
      await accept(bundle(ids));
      await accept(bundle({}, { deletes: [`Encounter/e-${contact}`] }));
      assert.equal(await stored(contact), undefined);
      assert.equal((await ehr('GET', `/Encounter/e-${contact}`)).status, 410);

      const second = number();
      const named = { identifier: [{ system: 'https://ehr.example/fact', value: `f-${second}` }] };
      await accept(bundle({ ...whole(second), d0: procedure('DT016', named) }));
      assert.equal((await stored(second))!.rows.AT!.length, 1);
      await accept(bundle({}, { deletes: [`Procedure?identifier=https://ehr.example/fact|f-${second}`] }));
      assert.equal((await stored(second))!.rows.AT, undefined);
      await accept(bundle({}, { deletes: [`Encounter?identifier=https://ehr.example/contact%7C${second}`] }));
      assert.equal(await stored(second), undefined);

      const receipt = await accept(
        bundle({}, { deletes: ['Procedure?identifier=https://ehr.example/fact|none', 'Encounter/none-such'] }),
      );
      assert.equal(receipt.outcome, 'accepted');
    });

    it('a contact takes its Patient along, when nothing else is of that contact and no other contact of the Patient', async () => {
      const [one, two] = [number(), number()];
      const id = `p-${one}`;
      const of = (contact: string) =>
        bundle({
          ...around(),
          a1: patient('195804129848', { id }),
          a5: visit(contact, { id: `e-${contact}`, subject: { reference: `Patient/${id}` } }),
        });
      await accept(of(one));
      await accept(of(two));
      await accept(bundle({}, { deletes: [`Encounter/e-${one}`] }));
      assert.equal((await ehr('GET', `/Patient/${id}`)).status, 200);
      await accept(bundle({}, { deletes: [`Encounter/e-${two}`] }));
      assert.equal((await ehr('GET', `/Patient/${id}`)).status, 404);
    });

    it('refuses a DELETE that could mean several, and stores nothing of its transaction', async () => {
      const value = `twice-${number()}`;
      const named = { identifier: [{ system: 'https://ehr.example/fact', value }] };
      for (const contact of [number(), number()])
        await accept(bundle({ ...whole(contact), d0: procedure('DT016', named) }));
      const fresh = number();
      const { answer } = await send(
        bundle(whole(fresh), { deletes: [`Procedure?identifier=https://ehr.example/fact|${value}`] }),
      );
      assert.equal(answer.status, 412);
      assert.ok(issuesTold(answer.body.issue).some(({ code }) => code === 'condition-several'));
      assert.equal(await stored(fresh), undefined);
    });
  });

  describe('a batch', () => {
    it('stores the good entries and places the fault of the bad one', async () => {
      const contact = number();
      const sent = bundle({ ...whole(contact), c9: diagnosis('IO89') }, { type: 'batch' });
      (sent.entry as unknown[]).push({ request: { method: 'POST', url: 'Patient' } }, null, {
        resource: { resourceType: 'Hospital' },
        request: { method: 'POST', url: 'Hospital' },
      });
      const text = JSON.stringify(sent, null, 2);
      const answer = await ehr('POST', '', text);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.body.type, 'batch-response');
      assert.equal(answer.body.entry.length, sent.entry!.length);
      const receipt = await receiptOf(answer, ehr);
      assert.equal(receipt.outcome, 'partial');
      assert.deepEqual(
        receipt.entries.map(({ path }) => path),
        sent.entry!.map((_, index) => `Bundle.entry[${index}]`),
      );
      assert.deepEqual(
        receipt.entries.flatMap(({ outcome }, index) => (outcome === 'rejected' ? [index] : [])),
        [6, 8, 9, 10],
      );
      const fault = receipt.findings.find(
        ({ expression, severity }) => expression.startsWith('Bundle.entry[6].resource.code') && severity === 'error',
      )!;
      const line = text.split('\n')[fault.line! - 1]!;
      assert.match(line, /IO89|coding|"code"/);
      assert.ok(fault.column! > 1);
      assert.match(answer.body.entry[6].response.status, /^4/);
      assert.ok(answer.body.entry[6].response.outcome.issue.length > 0);
      assert.deepEqual(await diagnoses(contact), ['I489']);
    });

    it('takes a diagnosis whose contact has a fault as waiting for the contact', async () => {
      const contact = number();
      const ids = (period: unknown) =>
        bundle(
          {
            ...around(),
            a5: visit(contact, { id: `e-${contact}`, period, ...diagnosed(`Condition/c-${contact}`) }),
            c0: diagnosis('I489', { id: `c-${contact}`, encounter: { reference: `Encounter/e-${contact}` } }),
          },
          { type: 'batch' },
        );
      const receipt = await accept(ids({ start: '2026-02-30T10:00:00+01:00' }));
      assert.equal(receipt.entries[4]!.outcome, 'rejected');
      assert.equal(receipt.entries[5]!.outcome, 'draft');
      await accept(ids({ start: '2026-10-06T10:00:00+02:00', end: '2026-10-06T11:00:00+02:00' }));
      assert.deepEqual(await diagnoses(contact), ['I489']);
      assert.equal((await stored(contact))!.outcome, 'accepted');
    });
  });

  describe('a transaction', () => {
    it('with one bad entry stores its receipt and nothing else, and tells every fault', async () => {
      const before = await counts();
      const sent = bundle({ ...whole(number()), c8: diagnosis('IO89'), a9: patient('195003049806') });
      const { answer, receipt } = await send(sent);
      assert.equal(answer.status, 422);
      assert.equal(answer.body.resourceType, 'OperationOutcome');
      const issues = issuesTold(answer.body.issue);
      for (const [path, code] of [
        ['Bundle.entry[6]', 'invariant-violated'],
        ['Bundle.entry[7]', 'identifier-check-digit'],
      ])
        assert.ok(
          issues.some((one) => one.code === code && one.expression.startsWith(path!) && one.line),
          code,
        );
      assert.equal(receipt.status, 'rejected');
      assert.deepEqual([...new Set(receipt.entries.map(({ outcome }) => outcome))], ['rejected']);
      assert.equal(receipt.entries[0]!.rule, 'S-4');
      const after = await counts();
      assert.equal(after['sluss.submission'], before['sluss.submission']! + 1);
      assert.deepEqual({ ...after, 'sluss.submission': 0 }, { ...before, 'sluss.submission': 0 });
    });

    it('may be sent again when it was refused', async () => {
      const sent = bundle({
        c8: diagnosis('IO89', { subject: { reference: 'Patient/x' }, encounter: { reference: 'Encounter/x' } }),
      });
      const first = await send(sent);
      const second = await send(sent);
      assert.notEqual(first.receipt.id, second.receipt.id);
      assert.equal(second.answer.status, first.answer.status);
    });

    it('refuses members of one identifier twice, whatever the database has', async () => {
      const contact = number();
      const named = { identifier: [{ system: 'https://ehr.example/fact', value: `x-${contact}` }] };
      const { answer } = await send(
        bundle({ ...whole(contact), d0: procedure('DT016', named), d1: procedure('NFB19', named) }),
      );
      assert.equal(answer.status, 400, answer.text);
      assert.ok(
        issuesTold(answer.body.issue).some(
          ({ code, expression }) => code === 'entry-twice' && expression === 'Bundle.entry[7]',
        ),
      );
      assert.equal(await stored(contact), undefined);
    });

    it('with a reference that cannot be read is refused, not broken', async () => {
      const odd = { encounter: { reference: 'Encounter?identifier=%E0%A4%A' } };
      const answer = await ehr('POST', '', bundle({ ...around(), c0: diagnosis('I489', odd) }));
      assert.ok(answer.status < 500, answer.text);
    });
  });

  describe('a message', () => {
    const message = (contact: string, code = 'I489'): Bundle => {
      const { entry } = bundle(whole(contact, [code]));
      const header = {
        resourceType: 'MessageHeader',
        id: `m-${contact}`,
        eventUri: 'https://ehr.example/contact',
        source: { endpoint: 'https://ehr.example' },
        responsible: { identifier: { system: 'urn:oid:2.5.4.97', value: REGION } },
        focus: [{ reference: urn('a5') }],
      } as unknown as Resource;
      return {
        resourceType: 'Bundle',
        type: 'message',
        timestamp: '2026-10-06T12:00:00Z',
        entry: [
          { fullUrl: urn('00'), resource: header },
          ...entry!.map(({ fullUrl, resource }) => ({ fullUrl: fullUrl!, resource: resource! })),
        ],
      };
    };

    it('is answered by a message that says ok and brings the receipt', async () => {
      const contact = number();
      const answer = await ehr('POST', '', message(contact));
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.body.type, 'message');
      const [header, receipt] = answer.body.entry.map(({ resource }: { resource: Resource }) => resource);
      assert.deepEqual(
        { identifier: header.response.identifier, code: header.response.code },
        { identifier: `m-${contact}`, code: 'ok' },
      );
      assert.equal(receipt.resourceType, 'Task');
      assert.deepEqual(await diagnoses(contact), ['I489']);
      assert.equal((await ehr('POST', '', message(contact))).text, answer.text);
    });

    it('is answered by fatal-error with the findings', async () => {
      const answer = await ehr('POST', '', message(number(), 'IO89'));
      assert.equal(answer.status, 422);
      const header = answer.body.entry[0].resource;
      assert.equal(header.response.code, 'fatal-error');
      assert.equal(header.response.details.reference, '#findings');
      assert.ok(issuesTold(header.contained[0].issue).some(({ code }) => code === 'invariant-violated'));
    });
  });

  describe('what belongs to another contact', () => {
    it('is not reported with a contact whose procedure is part of it, or was done because of it', async () => {
      const [first, second] = [number(), number()];
      await accept(
        bundle({
          ...whole(first),
          c1: diagnosis('W199', { id: `w-${first}` }),
          d0: procedure('DT016', { id: `d-${first}` }),
        }),
      );
      const more = {
        partOf: [{ reference: `Procedure/d-${first}` }],
        reasonReference: [{ reference: `Condition/w-${first}` }],
      };
      await accept(bundle({ ...whole(second), d0: procedure('AV034', more) }));
      const { rows } = (await stored(second))!;
      assert.deepEqual(
        rows.AT!.map(({ ATG }) => ATG),
        ['AV034'],
      );
      assert.equal(rows.YO, undefined);
      assert.equal((await stored(first))!.rows.AT!.length, 1);
    });

    it('is not kept for the sake of a contact that only refers to it (R-3)', async () => {
      const [hospital, primary] = [number(), number()];
      const receipt = await accept(
        bundle({
          ...whole(hospital),
          d0: procedure('AV034', { reasonReference: [{ reference: `Condition/r-${primary}` }] }),
          b5: visit(primary, diagnosed(`Condition/r-${primary}`), '1'),
          c1: diagnosis('F329', { id: `r-${primary}`, encounter: { reference: urn('b5') } }),
        }),
      );
      assert.deepEqual([receipt.entries[8]!.outcome, receipt.entries[8]!.rule], ['not-eligible', 'R-3']);
      assert.equal((await ehr('GET', `/Condition/r-${primary}`)).status, 404);
    });
  });

  describe('for whom', () => {
    it('two vårdgivare with the same numbers do not meet (T-4)', async () => {
      const contact = number();
      const sent = (code: string, vardgivare: string) => {
        const resources = {
          ...whole(contact, [code], {
            id: 'same',
            subject: { reference: 'Patient/same' },
            ...diagnosed('Condition/same'),
          }),
          a1: patient(PEOPLE.maja, { id: 'same' }),
          c0: diagnosis(code, {
            id: 'same',
            subject: { reference: 'Patient/same' },
            encounter: { reference: 'Encounter/same' },
          }),
        };
        return bundle(resources, { vardgivare });
      };
      await accept(sent('I489', REGION));
      await accept(sent('I109', OTHER_REGION), other);
      const cases = [...(await casesOf(gateway.gateway.services, PAR)).values()].filter(
        ({ rows }) => rows.AD?.[0]?.IDNR === contact,
      );
      assert.deepEqual(cases.map(({ rows }) => rows.DI![0]!.DIA).sort(), ['I109', 'I489']);
      const persons = await sql('SELECT DISTINCT person_key FROM patientregistret.ad WHERE idnr = $1', [contact]);
      assert.equal(persons.length, 1, 'the person is one');
      assert.equal((await ehr('GET', '/Condition/same')).body.code.coding[0].code, 'I489');
      assert.equal((await other('GET', '/Condition/same')).body.code.coding[0].code, 'I109');
    });

    it('refuses a vårdgivare that the client may not act for, and stores nothing', async () => {
      const before = await counts();
      const answer = await ehr('POST', '', bundle(whole(number()), { vardgivare: OTHER_REGION }));
      assert.equal(answer.status, 403);
      assert.deepEqual(
        issuesTold(answer.body.issue).map(({ code }) => code),
        ['vardgivare-not-allowed'],
      );
      assert.deepEqual(await counts(), before);
    });
  });

  describe('in parts', () => {
    const fact = (contact: string, more: Record<string, unknown>) => ({
      encounter: { reference: `Encounter/e-${contact}` },
      subject: { reference: `Patient/p-${contact}` },
      ...more,
    });
    const contactOf = (contact: string) => ({
      ...around(),
      a1: patient(PEOPLE.maja, { id: `p-${contact}` }),
      a5: visit(contact, {
        id: `e-${contact}`,
        subject: { reference: `Patient/p-${contact}` },
        ...diagnosed(`Condition/c-${contact}`),
      }),
    });
    const factsOf = (contact: string) => ({
      c0: diagnosis('I489', fact(contact, { id: `c-${contact}` })),
      d0: procedure('DT016', fact(contact, {})),
    });

    it('the contact first, then what belongs to it: a draft becomes complete', async () => {
      const contact = number();
      const first = par(await accept(bundle(contactOf(contact))));
      assert.deepEqual([first.outcome, first.missing], ['draft', ['DIA']]);
      const second = par(await accept(bundle(factsOf(contact))));
      assert.equal(second.outcome, 'accepted');
      assert.equal((await stored(contact))!.outcome, 'accepted');
      assert.equal((await stored(contact))!.rows.AT!.length, 1);
    });

    it('what belongs to it first, then the contact', async () => {
      const contact = number();
      const first = await accept(bundle(factsOf(contact)));
      assert.deepEqual([par(first).outcome, par(first).reason], ['draft', 'contact-expected']);
      assert.ok(first.findings.some(({ code }) => code === 'contact-expected'));
      const second = par(await accept(bundle(contactOf(contact))));
      assert.equal(second.outcome, 'accepted');
      assert.deepEqual(await diagnoses(contact), ['I489']);
      const { rows } = (await stored(contact))!;
      assert.equal(rows.AT!.length, 1);
      const waiting = await sql(
        `SELECT 1 FROM vault.person p WHERE NOT EXISTS (SELECT 1 FROM sluss.resource r WHERE r.person_key = p.person_key)`,
      );
      assert.deepEqual(waiting, [], 'nobody is left in the vault of whom nothing is kept');
    });

    it('a procedure of another person than its contact: that is told', async () => {
      const contact = number();
      await accept(bundle({ ...contactOf(contact), ...factsOf(contact) }));
      const told = async (who: Resource) => {
        const subject = { reference: urn('a1') };
        const receipt = await accept(bundle({ a1: who, d0: procedure('NFB19', fact(contact, { subject })) }));
        return receipt.findings
          .filter(({ code }) => code === 'contact-other-person')
          .map(({ expression }) => expression);
      };
      assert.deepEqual(await told(patient(PEOPLE.nils)), ['Bundle.entry[1].resource']);
      assert.deepEqual(await told(patient(PEOPLE.maja)), []);
      assert.deepEqual(await told({ resourceType: 'Patient', gender: 'male' }), []);
    });

    it('the person last', async () => {
      const contact = number();
      const { a1, ...rest } = { ...contactOf(contact), ...factsOf(contact) } as Record<string, Resource>;
      assert.equal(par(await accept(bundle(rest))).outcome, 'draft');
      assert.equal(par(await accept(bundle({ a1: a1! }))).outcome, 'accepted');
      assert.equal((await stored(contact))!.rows.AD![0]!.LK, '0580');
    });

    it('a diagnosis that the contact names by its identifier, whichever comes first', async () => {
      for (const facts of ['first', 'last']) {
        const contact = number();
        const value = `D-${contact}`;
        const naming = {
          diagnosis: [
            {
              condition: { type: 'Condition', identifier: { system: 'https://ehr.example/diagnosis', value } },
              rank: 1,
            },
          ],
        };
        const root = bundle({ ...around(), a5: visit(contact, naming) });
        const encounter = { reference: `Encounter?identifier=https://ehr.example/contact|${contact}` };
        const member = bundle({
          a1: patient(PEOPLE.maja),
          c0: diagnosis('I489', { encounter, identifier: [{ system: 'https://ehr.example/diagnosis', value }] }),
        });
        for (const sent of facts === 'first' ? [member, root] : [root, member]) await accept(sent);
        assert.equal((await stored(contact))!.outcome, 'accepted', facts);
        assert.deepEqual(
          (await stored(contact))!.rows.DI!.map(({ DIA, HDIA }) => [DIA, HDIA]),
          [['I489', '1']],
        );
      }
    });

    it('a diagnosis that only an older version of the contact named is not part of it, in whatever order they come', async () => {
      for (const order of [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
      ]) {
        const contact = number();
        const version = (minute: number, ...names: string[]) =>
          bundle({
            ...contactOf(contact),
            a5: visit(contact, {
              id: `e-${contact}`,
              ...at(minute),
              subject: { reference: `Patient/p-${contact}` },
              ...diagnosed(...names.map((name) => `Condition/${name}-${contact}`)),
            }),
            c0: diagnosis('I489', fact(contact, { id: `c-${contact}` })),
          });
        const cause = diagnosis('W199', fact(contact, { id: `w-${contact}`, encounter: undefined }));
        const sent = [bundle({ c1: cause }), version(1, 'c', 'w'), version(2, 'c')];
        for (const index of order) await accept(sent[index]!);
        const found = (await stored(contact))!;
        assert.deepEqual([found.outcome, found.rows.YO], ['accepted', undefined], String(order));
      }
    });

    it('a contact that was known under two names', async () => {
      const contact = number();
      const named = { identifier: [{ system: 'https://ehr.example/fact', value: `f-${contact}` }] };
      const byIdentifier = { encounter: { reference: `Encounter?identifier=https://ehr.example/contact|${contact}` } };
      const byId = { encounter: { reference: `Encounter/e-${contact}` } };
      const part = (more: Record<string, unknown>, minute: number) =>
        bundle({ a1: patient(PEOPLE.maja), d0: procedure('DT016', { ...named, ...more, ...at(minute) }) });
      await accept(part(byId, 1));
      await accept(
        bundle({ a1: patient(PEOPLE.maja), c0: diagnosis('I489', { id: `c-${contact}`, ...byIdentifier }) }),
      );
      await accept(
        bundle({ ...around(), a5: visit(contact, { id: `e-${contact}`, ...diagnosed(`Condition/c-${contact}`) }) }),
      );
      await accept(part(byIdentifier, 2));
      await accept(part(byId, 3));
      const found = (await stored(contact))!;
      assert.equal(found.rows.AT!.length, 1);
      assert.equal(found.outcome, 'accepted');
    });
  });

  describe('what no register receives (R-3)', () => {
    it('of a primary care contact and its patient nothing is kept anywhere', async () => {
      const contact = number();
      const personnummer = '199007689814';
      const before = await counts();
      const samordningsnummer = {
        identifier: [{ system: 'http://electronichealth.se/identifier/samordningsnummer', value: personnummer }],
      };
      const sent = {
        ...whole(contact, ['F329']),
        a1: patient(personnummer, { ...samordningsnummer, birthDate: '1990-07-08', gender: 'male' }),
        a5: visit(contact, { reasonCode: [{ text: 'nedstämd' }], ...diagnosed(urn('c0')) }, '1'),
        d0: procedure('DU011'),
      };
      const receipt = await accept(bundle(sent));
      assert.deepEqual(
        receipt.registers.map(({ outcome, rule }) => [outcome, rule]),
        [
          ['not-eligible', 'R-6'],
          ['not-eligible', 'R-6'],
        ],
      );
      for (const index of [0, 4, 5, 6])
        assert.deepEqual(
          [receipt.entries[index]!.outcome, receipt.entries[index]!.rule],
          ['not-eligible', 'R-3'],
          String(index),
        );
      const text = await everything();
      for (const secret of [personnummer, contact, 'F329', 'F32.9', 'DU011', 'nedstämd', '1990-07-08'])
        assert.ok(!new RegExp(`(?<![0-9a-zA-Z])${secret}(?![0-9a-zA-Z])`).test(text), secret);
      const after = await counts();
      assert.equal(after['vault.person'], before['vault.person']);
      assert.equal(after['vault.identifier'], before['vault.identifier']);
      const kept = await sql(
        `SELECT type FROM sluss.resource WHERE submission_id = (SELECT id FROM sluss.submission ORDER BY received_at DESC LIMIT 1) AND content IS NOT NULL AND type NOT IN ('Organization', 'PractitionerRole')`,
      );
      assert.deepEqual(kept, []);
    });

    it('keeps a person of whom another contact is kept', async () => {
      const [hospital, primary] = [number(), number()];
      await accept(bundle(whole(hospital)));
      await accept(bundle({ ...whole(primary), a5: visit(primary, diagnosed(urn('c0')), '1') }));
      assert.equal((await stored(hospital))!.rows.AD![0]!.LK, '0580');
      const keys = await sql(
        'SELECT 1 FROM patientregistret.ad a JOIN vault.identifier i USING (person_key) WHERE idnr = $1',
        [hospital],
      );
      assert.equal(keys.length, 1);
    });

    it('takes an older Patient when the newer one was not kept, without the place', async () => {
      const [hospital, primary] = [number(), number()];
      const of = (minute: number) => patient('195804129848', { ...at(minute), id: `late-${hospital}` });
      const subject = { subject: { reference: `Patient/late-${hospital}` } };
      await accept(
        bundle({ ...whole(primary), a1: of(5), a5: visit(primary, subject, '1'), c0: diagnosis('I489', subject) }),
      );
      const receipt = await accept(
        bundle({ ...whole(hospital, ['I489'], subject), a1: of(1), c0: diagnosis('I489', subject) }),
      );
      assert.notEqual(par(receipt).outcome, 'not-eligible');
      const [row] = (await stored(hospital))!.rows.AD!;
      assert.equal(row!.KON, '2');
      assert.equal(row!.LK, undefined);
    });

    it('empties what was kept when a contact turns out to be primary care', async () => {
      const contact = number();
      await accept(bundle(whole(contact, ['I489'], at(1))));
      const receipt = await accept(
        bundle({ ...whole(contact), a5: visit(contact, { ...at(2), ...diagnosed(urn('c0')) }, '1') }),
      );
      assert.equal(par(receipt).outcome, 'not-eligible');
      assert.equal(await stored(contact), undefined);
      assert.equal(
        (await sql(`SELECT 1 FROM sluss.resource WHERE content->'identifier'->0->>'value' = $1`, [contact])).length,
        0,
      );
    });

    it('keeps a diagnosis that another contact uses', async () => {
      const [hospital, primary] = [number(), number()];
      const shared = { identifier: [{ system: 'https://ehr.example/problem', value: hospital }], id: `d-${hospital}` };
      const problem = () => {
        const { encounter: _encounter, ...rest } = diagnosis('I489', shared) as Resource & { encounter: unknown };
        return rest as Resource;
      };
      const naming = diagnosed(`Condition/d-${hospital}`);
      await accept(bundle({ ...around(), a5: visit(primary, naming, '1'), c0: problem() }));
      await accept(bundle({ ...around(), a5: visit(hospital, naming), c0: problem() }));
      assert.deepEqual(await diagnoses(hospital), ['I489']);
      await accept(bundle({ ...around(), a5: visit(primary, { ...naming, status: 'in-progress' }, '1') }));
      assert.deepEqual(await diagnoses(hospital), ['I489']);
    });

    it('never stores where a protected person lives (I-5)', async () => {
      const contact = number();
      const security = [{ system: 'http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel', code: 'sekretessmarkering' }];
      const place = '2482';
      const address = [
        {
          use: 'home',
          district: place,
          city: 'Skellefteå',
          extension: [{ url: EXTENSION, valueCoding: { system: 'urn:oid:1.2.752.129.2.2.1.17', code: place } }],
        },
      ];
      await accept(bundle({ ...whole(contact), a1: patient('193602209946', { meta: { security }, address }) }));
      const found = (await stored(contact))!;
      assert.equal(found.rows.AD![0]!.LK, undefined);
      assert.equal(found.outcome, 'accepted');
      const text = await everything();
      assert.ok(!new RegExp(`(?<![0-9a-f-])${place}(?![0-9a-f-])`).test(text));
      assert.ok(!text.includes('Skellefteå'));
    });

    it('does not show where a person lived before becoming protected (I-5)', async () => {
      const id = `hidden-${number()}`;
      const security = [
        { system: 'http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel', code: 'skyddadFolkbokforing' },
      ];
      const version = async (number: number) => (await ehr('GET', `/Patient/${id}/_history/${number}`)).body;
      await accept(bundle({ a1: patient('193602209946', { id, ...at(1) }) }));
      assert.equal((await version(1)).address.length, 1);
      const { meta } = at(2) as { meta: object };
      await accept(bundle({ a1: patient('193602209946', { id, meta: { ...meta, security } }) }));
      for (const number of [1, 2]) {
        const shown = await version(number);
        assert.deepEqual([shown.resourceType, shown.meta.versionId], ['Patient', String(number)]);
        assert.equal(shown.address, undefined);
      }
    });

    it('lists the paths that were not kept, and marks what is read', async () => {
      const contact = number();
      const more = {
        ...diagnosed(`Condition/c-${contact}`),
        reasonCode: [{ text: 'hjärtklappning' }],
        length: { value: 30, unit: 'min' },
      };
      const receipt = await accept(
        bundle({
          ...whole(contact, ['I489'], more),
          c0: diagnosis('I489', { note: [{ text: 'fri text' }], id: `c-${contact}` }),
        }),
      );
      const { notKept } = receipt.entries[4]!;
      assert.ok(
        notKept.some((path) => path.endsWith('.reasonCode')),
        String(notKept),
      );
      assert.ok(notKept.some((path) => path.endsWith('.length')));
      assert.ok(receipt.entries[5]!.notKept.some((path) => path.endsWith('.note')));
      const read = await ehr('GET', `/Condition/c-${contact}`);
      assert.deepEqual(
        read.body.meta.tag.map(({ code }: { code: string }) => code),
        ['SUBSETTED'],
      );
      assert.equal(read.body.note, undefined);
      assert.ok(!(await everything()).includes('hjärtklappning'));
    });
  });

  describe('counted once', () => {
    it('two diagnoses that say the same (S-11)', async () => {
      const contact = number();
      const receipt = await accept(bundle({ ...whole(contact), c1: diagnosis('I489') }));
      assert.ok(
        receipt.findings.some(({ code, expression }) => code === 'content-twice' && expression === 'Bundle.entry[6]'),
      );
      assert.deepEqual(await diagnoses(contact), ['I489']);
    });

    it('two physicians without a number are one, and nothing to complain about', async () => {
      const contact = number();
      const participant = [{ individual: { reference: urn('a4') } }, { individual: { reference: urn('b4') } }];
      const receipt = await accept(bundle({ ...whole(contact, ['I489'], { participant }), b4: physician() }));
      assert.ok(!receipt.findings.some(({ code }) => code.endsWith('-twice')));
      assert.equal(par(receipt).outcome, 'accepted');
    });

    it('people without any number stay apart', async () => {
      const contacts = [number(), number()];
      for (const contact of contacts)
        await accept(bundle({ ...whole(contact), a1: { resourceType: 'Patient', gender: 'male' } }));
      const keys = await sql('SELECT DISTINCT person_key FROM patientregistret.ad WHERE idnr = ANY ($1)', [contacts]);
      assert.equal(keys.length, 2);
    });
  });

  it('sends social services to no register (R-4)', async () => {
    const contact = number();
    const security = [{ system: 'https://sluss.se/fhir/CodeSystem/legal-domain', code: 'SoL' }];
    const receipt = await accept(
      bundle({ ...whole(contact), a5: visit(contact, { meta: { security }, ...diagnosed(urn('c0')) }) }),
    );
    assert.deepEqual(
      receipt.registers.map(({ outcome, rule }) => [outcome, rule]),
      [
        ['not-eligible', 'R-4'],
        ['not-eligible', 'R-4'],
      ],
    );
    assert.equal(await stored(contact), undefined);
  });

  it('keeps nothing that belongs to social services of a contact in health care (R-4, R-3)', async () => {
    const contact = number();
    const security = [{ system: 'https://sluss.se/fhir/CodeSystem/legal-domain', code: 'SoL' }];
    const receipt = await accept(
      bundle({ ...whole(contact), d0: procedure('AU124', { id: `sol-${contact}`, meta: { security } }) }),
    );
    assert.equal(par(receipt).outcome, 'accepted');
    const { outcome, rule, resource } = receipt.entries[6]!;
    assert.deepEqual([outcome, rule, resource], ['not-eligible', 'R-3', undefined]);
    assert.equal((await ehr('GET', `/Procedure/sol-${contact}`)).status, 404);
    assert.equal((await sql(`SELECT 1 FROM sluss.resource WHERE content::text LIKE '%AU124%'`)).length, 0);
  });

  it('warns of no label that the law asks for, but of one that does not exist', async () => {
    const warnings = async (code: string) => {
      const security = [{ system: 'https://sluss.se/fhir/CodeSystem/legal-domain', code }];
      const { answer } = await send(
        bundle({ ...whole(number()), a5: visit(number(), { meta: { security }, ...diagnosed(urn('c0')) }) }),
      );
      return answer.text.includes('meta.security');
    };
    assert.equal(await warnings('HSL'), false);
    assert.equal(await warnings('XYZ'), true);
  });
});
