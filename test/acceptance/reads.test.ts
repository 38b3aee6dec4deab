import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '@medplum/fhirtypes';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { bundle, clinic, PEOPLE, patient, physician, REGION, region, urn, visit } from '../support/care.ts';
import { fetchToken, makeClient, type TestClient } from '../support/client.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';

const ELSEWHERE = '2120991019';
const PERSONNUMMER = 'http://electronichealth.se/identifier/personnummer';
const example = (name: string): Bundle =>
  JSON.parse(readFileSync(join(PACKAGE_ROOT, 'docs', 'examples', `${name}.json`), 'utf8'));

describe('reads and searches over HTTP', () => {
  let gateway: TestGateway;
  let clients: TestClient[];
  let owner: ReturnType<TestGateway['as']>;
  let colleague: ReturnType<TestGateway['as']>;
  let stranger: ReturnType<TestGateway['as']>;

  before(async () => {
    clients = [
      await makeClient({ id: 'owner', vardgivare: [REGION] }),
      await makeClient({ id: 'colleague', vardgivare: [REGION, ELSEWHERE] }),
      await makeClient({ id: 'stranger', vardgivare: [ELSEWHERE] }),
    ];
    gateway = await startTestGateway(clients);
    [owner, colleague, stranger] = clients.map((client) => gateway.as(client)) as [
      typeof owner,
      typeof owner,
      typeof owner,
    ];
    for (const name of ['inpatient-stay', 'outpatient-visit']) {
      const answer = await owner('POST', '', example(name));
      assert.equal(answer.status, 200, answer.text.slice(0, 2000));
    }
    const answer = await stranger('POST', '', example('municipal-procedure'));
    assert.equal(answer.status, 200, answer.text.slice(0, 2000));
  });
  after(() => gateway?.close());

  const code = (answer: Answer) => answer.body.issue[0].details.coding[0].code;
  const ids = (answer: Answer): string[] => {
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.type, 'searchset');
    return (answer.body.entry ?? []).map((entry: { resource: { id: string } }) => entry.resource.id).sort();
  };

  describe('read', () => {
    it("gives what the owner sent, by the owner's own id, reduced, without identifiers of the person", async () => {
      const answer = await owner('GET', '/Patient/p-2291');
      assert.equal(answer.status, 200);
      assert.equal(answer.body.id, 'p-2291');
      assert.equal(answer.body.meta.tag[0].code, 'SUBSETTED');
      assert.equal(answer.headers.get('etag'), 'W/"1"');
      assert(answer.headers.get('last-modified'));
      assert.equal(answer.body.identifier, undefined);
      assert(!answer.text.includes('194111039899'));
      assert(!answer.text.includes('"family"'));
    });

    it("refers by the owner's ids, and gives ids of the gateway to what has none", async () => {
      const stay = await owner('GET', '/Encounter/v-7001');
      assert.equal(stay.body.subject.reference, 'Patient/p-2291');
      const [visit] = ids(
        await owner('GET', '/Encounter?identifier=https://journal.example.se/vardkontakt|K-2026-118204'),
      );
      assert.match(visit!, /^[0-9a-f-]{36}$/);
      const read = await owner('GET', `/Encounter/${visit}`);
      assert.equal(read.status, 200);
      const patient = await owner('GET', `/${read.body.subject.reference}`);
      assert.equal(patient.status, 200);
    });

    it('shows no internal id', async () => {
      const { rows } = await gateway.database.pool.query('SELECT id, person_key FROM sluss.resource');
      const internal = rows.flatMap((row) => [row.id, row.person_key]).filter((id) => !/^0{8}-/.test(id));
      assert(internal.length > 10);
      for (const path of ['/Patient', '/Encounter', '/Condition', '/Procedure', '/Organization', '/PractitionerRole']) {
        const { text } = await owner('GET', path);
        for (const id of internal) assert(!text.includes(id), path);
      }
    });

    it('gives versions, and 304 for what has not changed', async () => {
      const first = await owner('GET', '/Encounter/v-7001/_history/1');
      assert.equal(first.status, 200);
      assert.equal(first.body.meta.versionId, '1');
      assert.equal((await owner('GET', '/Encounter/v-7001/_history/9')).status, 404);
      assert.equal((await owner('GET', '/Encounter/v-7001/_history/x')).status, 404);
      const again = await owner('GET', '/Encounter/v-7001', undefined, { 'If-None-Match': 'W/"1"' });
      assert.equal(again.status, 304);
    });

    it("answers another's resource exactly as one that does not exist (A-2)", async () => {
      const theirs = await stranger('GET', '/Patient/p-2291');
      const nobodys = await stranger('GET', '/Patient/p-0000');
      assert.equal(theirs.status, 404);
      assert.equal(theirs.text, nobodys.text);
      assert.equal(code(theirs), 'not-found');
      assert.match(theirs.body.issue[0].diagnostics, /A-2.*patientdatalagen/);
      const [outward] = ids(
        await owner('GET', '/Encounter?identifier=https://journal.example.se/vardkontakt|K-2026-118204'),
      );
      assert.equal((await stranger('GET', `/Encounter/${outward}`)).text, nobodys.text);
      assert.equal((await stranger('GET', `/Encounter/${outward}/_history/1`)).text, nobodys.text);
    });

    it('gives every client of the vårdgivare the same view', async () => {
      const mine = await owner('GET', '/Encounter/v-7001');
      const theirs = await colleague('GET', '/Encounter/v-7001');
      assert.deepEqual(theirs.body, mine.body);
    });
  });

  describe('search', () => {
    it('finds by every parameter', async () => {
      const found = async (query: string) => ids(await owner('GET', query));
      assert.deepEqual(await found('/Encounter?_id=v-7000,v-7001'), ['v-7000', 'v-7001']);
      assert.deepEqual(await found('/Encounter?identifier=K-2026-117901'), ['v-7001']);
      assert.deepEqual(await found('/Encounter?patient=p-2291&status=finished'), ['v-7000', 'v-7001']);
      assert.deepEqual(await found('/Encounter?subject=Patient/p-2291&_id=v-7001'), ['v-7001']);
      assert.deepEqual(await found(`/Encounter?patient=${gateway.url}/Patient/p-2291&_id=v-7001`), ['v-7001']);
      assert.deepEqual(await found('/Encounter?status=planned'), []);
      assert.equal((await found('/Condition?encounter=v-7001')).length > 0, true);
      assert.equal((await found('/Condition?encounter=Encounter/nothing')).length, 0);
      assert.equal((await found('/Encounter?_lastUpdated=gt2020-01-01')).length, 3);
      assert.equal((await found('/Encounter?_lastUpdated=lt2020-01-01')).length, 0);
      assert.deepEqual(await found('/MedicationAdministration?context=v-7001'), ['l-1']);
      assert.deepEqual(
        await found('/Organization?identifier=urn:oid:2.5.4.97|2321991016').then((list) => list.length),
        1,
      );
    });

    it('finds codes with and without their system, dot and alias', async () => {
      const { body } = await owner('GET', '/Condition');
      const coding = body.entry[0].resource.code.coding[0];
      const id = body.entry[0].resource.id;
      const dotted = `${coding.code.slice(0, 3)}.${coding.code.slice(3)}`;
      for (const value of [coding.code, dotted, `${coding.system}|${coding.code}`, `${coding.system}|${dotted}`]) {
        assert(ids(await owner('GET', `/Condition?code=${encodeURIComponent(value)}`)).includes(id), value);
      }
      assert.deepEqual(ids(await owner('GET', `/Condition?code=urn:other|${coding.code}`)), []);
    });

    it('finds by date, to the Swedish day', async () => {
      const stay = await owner('GET', '/Encounter/v-7001');
      const day = new Date(stay.body.period.start).toLocaleDateString('sv-SE', { timeZone: 'Europe/Stockholm' });
      assert(ids(await owner('GET', `/Encounter?date=ge${day}`)).includes('v-7001'));
      assert(!ids(await owner('GET', `/Encounter?date=lt${day}`)).includes('v-7001'));
      assert(!ids(await owner('GET', `/Encounter?date=eb${day}`)).includes('v-7001'));
      const procedure = await owner('GET', '/Procedure/a-1');
      const performed = procedure.body.performedDateTime ?? procedure.body.performedPeriod.start;
      const local = new Date(performed).toLocaleDateString('sv-SE', { timeZone: 'Europe/Stockholm' });
      assert(ids(await owner('GET', `/Procedure?date=${local}`)).includes('a-1'), local);
    });

    it('finds persons by their number, and tells it to no link', async () => {
      for (const value of [
        `${PERSONNUMMER}|194111039899`,
        '194111039899',
        'urn:oid:1.2.752.129.2.1.3.1|19411103-9899',
      ]) {
        const form = new URLSearchParams({ identifier: value });
        const answer = await owner('POST', '/Patient/_search', form);
        assert.deepEqual(ids(answer), ['p-2291'], value);
        assert(!answer.text.includes('9899'));
        const self = answer.body.link[0].url;
        assert.deepEqual(ids(await owner('GET', self)), ['p-2291']);
      }
      const encounters = await owner(
        'POST',
        '/Encounter/_search',
        new URLSearchParams({ 'patient:identifier': `${PERSONNUMMER}|194111039899` }),
      );
      assert.deepEqual(ids(encounters), ['v-7000', 'v-7001']);
    });

    it("finds nothing of another's, by whatever way (A-2)", async () => {
      assert.deepEqual(ids(await stranger('GET', '/Encounter?_id=v-7001')), []);
      assert.deepEqual(ids(await stranger('GET', '/Encounter?patient=p-2291')), []);
      assert.deepEqual(
        ids(await stranger('POST', '/Patient/_search', new URLSearchParams({ identifier: '194111039899' }))),
        [],
      );
      assert.deepEqual(
        ids(
          await stranger(
            'POST',
            '/Encounter/_search',
            new URLSearchParams({ 'patient:identifier': `${PERSONNUMMER}|194111039899` }),
          ),
        ),
        [],
      );
      const mine = ids(await owner('GET', '/Encounter'));
      const theirs = ids(await stranger('GET', '/Encounter'));
      assert.equal(theirs.length, 1);
      assert(!mine.includes(theirs[0]!));
      assert.equal(ids(await colleague('GET', '/Encounter')).length, mine.length + 1);
    });

    it('pages without missing or repeating, by links that are opaque and of one client', async () => {
      const all = ids(await owner('GET', '/Condition'));
      assert(all.length > 4);
      const seen: string[] = [];
      let next: string | undefined = '/Condition?_count=2';
      let pages = 0;
      while (next) {
        const answer: Answer = await owner('GET', next);
        seen.push(...ids(answer));
        const link: string | undefined = answer.body.link.find(
          (item: { relation: string }) => item.relation === 'next',
        )?.url;
        if (link) {
          assert.match(link, /\/Condition\?_page=[\w-]+$/);
          assert.equal((await stranger('GET', link)).status, 400);
          assert.equal((await owner('GET', link.replace('/Condition?', '/Procedure?'))).status, 400);
          assert.equal((await owner('GET', `${link}&status=x`)).status, 400);
        }
        next = link;
        pages++;
      }
      assert.deepEqual(seen.sort(), all);
      assert.equal(pages, Math.ceil(all.length / 2));
      assert.equal((await owner('GET', '/Condition?_page=abc')).status, 400);
    });

    it('refuses unknown parameters, types and values (A-9)', async () => {
      assert.equal(code(await owner('GET', '/Encounter?name=x')), 'query-parameter-unknown');
      assert.equal(code(await owner('GET', '/Patient?_include=x')), 'query-parameter-unknown');
      assert.equal((await owner('GET', '/Encounter?_sort=date')).status, 400);
      assert.equal(code(await owner('GET', '/Encounter?date=2026-02-30')), 'query-value-invalid');
      assert.equal(code(await owner('GET', '/Immunization')), 'type-unknown');
      const body = await owner('POST', '/Encounter/_search', new URLSearchParams({ nonsense: '1' }));
      assert.equal(code(body), 'query-parameter-unknown');
    });
  });

  it('says 410 of what was retracted, to its owner only', async () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [{ request: { method: 'DELETE', url: 'Procedure/a-2' } }],
    };
    const answer = await owner('POST', '', bundle);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(code(await owner('GET', '/Procedure/a-2')), 'deleted');
    assert.equal((await stranger('GET', '/Procedure/a-2')).status, 404);
    assert.equal((await owner('GET', '/Procedure/a-2/_history/1')).status, 200);
    assert(!ids(await owner('GET', '/Procedure')).includes('a-2'));
  });

  it('lets a token write what its scopes cover, entry by entry', async () => {
    const token = await fetchToken(clients[0]!, gateway.url, 'system/Encounter.cu system/Organization.cu');
    const send = (type: string) =>
      owner(
        'POST',
        '',
        { ...example('inpatient-stay'), type, timestamp: '2026-11-01T08:00:00Z' },
        { Authorization: `Bearer ${token}` },
      );
    const transaction = await send('transaction');
    assert.equal(transaction.status, 403);
    const refused = transaction.body.issue.filter(
      (issue: { details: { coding: { code: string }[] } }) => issue.details.coding[0]!.code === 'entry-scope',
    );
    assert(refused.length > 5);
    assert(refused.every((issue: { expression: string[] }) => /^Bundle\.entry\[\d+\]$/.test(issue.expression[0]!)));
  });

  it('tells a refused submission in the language that is asked for', async () => {
    const refused = { ...example('inpatient-stay'), timestamp: 'yesterday' };
    const answer = await owner('POST', '', refused, { 'Accept-Language': 'sv' });
    assert.equal(answer.status, 422);
    const [{ details, diagnostics }] = answer.body.issue;
    assert.equal(details._text.extension[0].extension[0].valueCode, 'en');
    assert.match(diagnostics, /Regel: /);
  });

  it('reads a receipt as the one who got it, and as nobody else', async () => {
    const sent = await owner('POST', '', example('outpatient-visit'));
    const location = sent.headers.get('location')!;
    const receipt = await owner('GET', location);
    assert.equal(receipt.body.resourceType, 'Task');
    assert.equal(receipt.status, 200);
    const theirs = await stranger('GET', location);
    const nobodys = await stranger('GET', '/Task/7f1c2a50-0000-4000-8000-000000000001');
    assert.equal(theirs.status, 404);
    assert.equal(theirs.text, nobodys.text);
    assert.equal((await owner('GET', '/Task/x')).status, 404);
  });

  it('answers in valid FHIR, by its own validator', async () => {
    for (const path of [
      '/metadata',
      '/Encounter?_count=1',
      '/Condition',
      '/Observation',
      '/Observation/x',
      '/Organization',
    ]) {
      const answer = await owner('GET', path);
      const checked = await owner('POST', '/$validate', answer.body);
      const errors = checked.body.issue.filter((issue: { severity: string }) => issue.severity === 'error');
      assert.deepEqual(errors, [], path);
    }
  });

  it('writes every access to the audit log', async () => {
    const count = async () =>
      Number((await gateway.database.pool.query('SELECT count(*) AS n FROM audit.entry')).rows[0].n);
    const before = await count();
    await owner('GET', '/Encounter/v-7001');
    await owner('GET', '/Encounter');
    await stranger('GET', '/Encounter/v-7001');
    assert.equal(await count(), before + 3);
  });

  it('checks without storing', async () => {
    const wrong = { resourceType: 'Patient', gender: 'mann', birthDate: '2026-02-30' };
    const answer = await owner('POST', '/Patient/$validate', wrong);
    assert.equal(answer.status, 200);
    const expressions = answer.body.issue.map((issue: { expression?: string[] }) => issue.expression?.[0]);
    assert(expressions.includes('Patient.gender'));
    assert(expressions.includes('Patient.birthDate'));
    assert(answer.body.issue[0].extension.some((item: { url: string }) => item.url.endsWith('issue-line')));
    const wrapped = { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: wrong }] };
    const inside = await owner('POST', '/$validate', wrapped);
    assert(inside.text.includes('Parameters.parameter[0].resource.gender'));
    assert.equal(
      (await owner('POST', '/Encounter/$validate', wrong)).body.issue[0].details.coding[0].code,
      'validate-type-differs',
    );
    assert.equal((await owner('POST', '/$validate', '{')).status, 400);
  });

  describe('two vårdgivare that give the same ids', () => {
    const people = { [REGION]: '1950', [ELSEWHERE]: '1987' };
    const birthYear = (answer: Answer): string => answer.body.birthDate;

    before(async () => {
      for (const [vardgivare, person] of [
        [REGION, PEOPLE.maja],
        [ELSEWHERE, PEOPLE.nils],
      ] as const) {
        const subject = { reference: 'Patient/shared' };
        const contact = visit(`shared ${vardgivare}`, { id: 'shared', subject });
        const sent = bundle({ a1: patient(person, { id: 'shared' }), ...context(), a5: contact }, { vardgivare });
        const answer = await colleague('POST', '', sent);
        assert.equal(answer.status, 200, answer.text);
      }
    });
    const context = () => ({ a2: region(), a3: clinic(urn('a2')), a4: physician() });

    it('are two resources to the one who acts for both, each at an address of its own', async () => {
      for (const query of ['/Encounter?_id=shared', '/Encounter?patient=shared']) {
        const { body } = await colleague('GET', query);
        assert.equal(new Set(body.entry.map(({ fullUrl }: { fullUrl: string }) => fullUrl)).size, 2, query);
        const found = [];
        for (const { fullUrl, resource } of body.entry) {
          assert.deepEqual((await colleague('GET', fullUrl)).body, resource);
          found.push(birthYear(await colleague('GET', `/${resource.subject.reference}`)));
        }
        assert.deepEqual(found.sort(), Object.values(people).sort(), query);
      }
      assert.equal(birthYear(await owner('GET', '/Patient/shared')), people[REGION]);
      assert.equal(birthYear(await stranger('GET', '/Patient/shared')), people[ELSEWHERE]);
    });

    it('leave the one when the other is retracted', async () => {
      await owner('POST', '', bundle({}, { deletes: ['Encounter/shared'] }));
      assert.equal((await owner('GET', '/Encounter/shared')).status, 410);
      const left = await colleague('GET', '/Encounter/shared');
      assert.deepEqual([left.status, left.body.id], [200, 'shared']);
    });
  });

  describe('every address that an answer gives', () => {
    it('can be read, those of a time under compulsory care too', async () => {
      const coding = [{ system: 'https://sluss.se/fhir/CodeSystem/psykiatrisk-vardform', code: 'LPT' }];
      const episode = { status: 'active' as const, type: [{ coding }], patient: { reference: urn('a1') } };
      const sent = bundle({
        a1: patient(PEOPLE.nils),
        a2: region(),
        a3: clinic(urn('a2')),
        a4: physician(),
        a7: { resourceType: 'EpisodeOfCare', period: { start: '2026-10-01' }, ...episode },
        a5: visit('compulsory', { episodeOfCare: [{ reference: urn('a7') }] }),
      });
      const { body } = await owner('POST', '', sent);
      const given: string[] = body.entry.flatMap(({ response }: { response: { location?: string } }) =>
        response.location ? [response.location] : [],
      );
      assert.equal(given.length, 6);
      for (const address of given) {
        const read = await owner('GET', address);
        assert.equal(read.status, 200, address);
        for (const [, reference] of read.text.matchAll(/"reference":"([^"]+)"/g))
          assert.equal((await owner('GET', `/${reference}`)).status, 200, reference);
      }
      const [id] = ids(await owner('GET', '/EpisodeOfCare?date=ge2026-10-01&status=active'));
      assert(given.some((address) => address.includes(`/EpisodeOfCare/${id}/`)));
    });
  });

  describe('a person who becomes protected', () => {
    it('shows in no version where they lived, for as long as they are (I-5)', async () => {
      const places: boolean[] = [];
      const versions = [undefined, 'sekretessmarkering', undefined].entries();
      for (const [index, label] of versions) {
        const security = label && [{ system: 'http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel', code: label }];
        const meta = { lastUpdated: `2027-01-0${index + 1}T08:00:00Z`, ...(security && { security }) };
        const subject = { reference: 'Patient/hidden' };
        const sent = bundle({
          a1: patient(PEOPLE.girl, { id: 'hidden', meta }),
          a5: visit('hidden', { subject, participant: undefined, serviceProvider: undefined, meta }),
        });
        assert.equal((await owner('POST', '', sent)).status, 200);
        places.push((await owner('GET', '/Patient/hidden/_history/1')).body.address !== undefined);
      }
      assert.deepEqual(places, [true, false, true]);
    });
  });

  describe('a batch of which the token covers a part', () => {
    it('is taken whole when it comes again with a token that covers it', async () => {
      const token = await fetchToken(clients[0]!, gateway.url, 'system/Patient.cu');
      const batch = { ...example('inpatient-stay'), type: 'batch', timestamp: '2026-11-02T08:00:00Z' };
      const statuses = async (headers?: Record<string, string>) =>
        (await owner('POST', '', batch, headers)).body.entry.map(({ response }: { response: { status: string } }) =>
          response.status.slice(0, 3),
        );
      const few = { Authorization: `Bearer ${token}` };
      const first: string[] = await statuses(few);
      assert(first.includes('403'));
      assert.deepEqual(await statuses(few), first);
      assert(!(await statuses()).includes('403'));
    });
  });
});
