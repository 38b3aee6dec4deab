import assert from 'node:assert/strict';
import type { Resource } from '@medplum/fhirtypes';
import { around, bundle, procedure, REGION, urn, visit } from '../support/care.ts';
import { makeClient } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

/** What a resource says and what a search asks for are read alike: as Swedish days, where no time zone is given. */
describe('search by date over HTTP', () => {
  let gateway: TestGateway;
  let as: ReturnType<TestGateway['as']>;

  before(async () => {
    const client = await makeClient({ vardgivare: [REGION] });
    gateway = await startTestGateway([client]);
    as = gateway.as(client);
    const dates: Record<string, string> = {
      b1: '2026-10-01',
      b2: '2026-09-30T22:30:00Z',
      b3: '2026-10-01T23:59:00+02:00',
      b4: '2026-09-30',
      b5: '2026-10-01T22:00:00Z',
    };
    const procedures = Object.entries(dates).map(([number, performedDateTime], index): [string, Resource] => [
      number,
      procedure(['DA021', 'DU011', 'AA034', 'AF021', 'AF012'][index]!, {
        performedDateTime,
        identifier: [{ system: 'https://ehr.example/procedure', value: number }],
      }),
    ]);
    const sent = bundle({
      ...around(),
      a5: visit('D-1', { period: { start: '2026-09-30', end: '2026-10-02' } }),
      ...Object.fromEntries(procedures),
    });
    assert.ok(sent.entry!.some(({ fullUrl }) => fullUrl === urn('b1')));
    const answer = await as('POST', '', sent);
    assert.equal(answer.status, 200, answer.text.slice(0, 2000));
  });
  after(() => gateway?.close());

  async function found(query: string): Promise<string[]> {
    const answer = await as('GET', `/Procedure?${query}`);
    assert.equal(answer.status, 200, answer.text);
    const entries: { resource: { identifier: { value: string }[] } }[] = answer.body.entry ?? [];
    return entries.map(({ resource }) => resource.identifier[0]!.value).sort();
  }

  it('finds a date, and every moment of the Swedish day', async () => {
    assert.deepEqual(await found('date=2026-10-01'), ['b1', 'b2', 'b3']);
    assert.deepEqual(await found('date=2026-09-30'), ['b4']);
    assert.deepEqual(await found('date=2026-10-02'), ['b5']);
    assert.deepEqual(await found('date=2026-10'), ['b1', 'b2', 'b3', 'b5']);
  });

  it('finds before and after a day', async () => {
    assert.deepEqual(await found('date=lt2026-10-01'), ['b4']);
    assert.deepEqual(await found('date=gt2026-10-01'), ['b5']);
    assert.deepEqual(await found('date=ge2026-10-01'), ['b1', 'b2', 'b3', 'b5']);
    assert.deepEqual(await found('date=le2026-10-01'), ['b1', 'b2', 'b3', 'b4']);
  });
});
