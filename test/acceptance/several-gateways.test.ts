import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeClient, signAssertion, tokenForm } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

/** Gateways of one address on one database, as behind a balancer. */
describe('several gateways', () => {
  const data = mkdtempSync(join(tmpdir(), 'sluss-several-'));
  const baseUrl = 'https://gateway.example/fhir';
  let gateways: TestGateway[] = [];
  after(async () => {
    for (const gateway of gateways.toReversed()) await gateway.close();
    rmSync(data, { recursive: true, force: true });
  });

  it('give one token for an assertion, at once and one after another', async () => {
    const client = await makeClient({ id: 'ehr' });
    const first = await startTestGateway([client], { data, baseUrl });
    gateways = [first];
    gateways.push(await startTestGateway([client], { data, baseUrl, databaseUrl: first.database.url }));
    const show = async (assertion: string, { gateway: { port } }: TestGateway) => {
      const address = `http://localhost:${port}/auth/token`;
      const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(tokenForm(assertion)) });
      return [answer.status, ((await answer.json()) as { code?: string }).code];
    };
    const again = [401, 'assertion-replayed'];

    const once = await signAssertion(client, 'https://gateway.example/auth/token');
    assert.deepEqual(await show(once, gateways[0]!), [200, undefined]);
    for (const gateway of gateways) assert.deepEqual(await show(once, gateway), again);

    const another = await signAssertion(client, 'https://gateway.example/auth/token');
    const answers = await Promise.all(gateways.map((gateway) => show(another, gateway)));
    assert.deepEqual(
      answers.toSorted(([a], [b]) => Number(a) - Number(b)),
      [[200, undefined], again],
    );
  });
});
