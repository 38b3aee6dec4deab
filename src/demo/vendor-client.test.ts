import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { VendorClient } from './vendor-client.ts';

/** A server that speaks the token endpoint and answers submissions with the given statuses, one after the other. */
class Scripted {
  readonly answers: { status: number; headers?: Record<string, string>; drop?: true }[] = [];
  readonly seen: { authorization: string | undefined; body: string }[] = [];
  tokens = 0;
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve()));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/fhir`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += part;
    const base = `http://${request.headers.host}/fhir`;
    if (request.url?.endsWith('smart-configuration')) {
      response.end(JSON.stringify({ token_endpoint: `${base}/token` }));
    } else if (request.url === '/fhir/token') {
      response.end(JSON.stringify({ access_token: `token-${++this.tokens}` }));
    } else {
      this.seen.push({ authorization: request.headers.authorization, body });
      const { status, headers, drop } = this.answers.shift() ?? { status: 200 };
      if (drop) {
        request.socket.destroy();
        return;
      }
      response.writeHead(status, { ...headers, link: `<${base}/Task/1>; rel="related"; title="receipt"` });
      response.end('{"resourceType":"Bundle","type":"transaction-response"}');
    }
  }
}

describe('a vendor’s client', () => {
  let privateJwk: JWK;
  let server: Scripted;
  let client: VendorClient;

  before(async () => {
    const { privateKey } = await generateKeyPair('ES384', { extractable: true });
    privateJwk = await exportJWK(privateKey);
  });
  beforeEach(async () => {
    server = new Scripted();
    client = new VendorClient({ baseUrl: await server.listen(), clientId: 'one', privateJwk, attempts: 4 });
  });
  afterEach(() => server.close());

  it('gets one token and keeps it', async () => {
    for (const text of ['{"a":1}', '{"a":2}']) await client.submit(text);
    assert.equal(server.tokens, 1);
    assert.deepEqual(
      server.seen.map(({ authorization, body }) => [authorization, body]),
      [
        ['Bearer token-1', '{"a":1}'],
        ['Bearer token-1', '{"a":2}'],
      ],
    );
  });

  it('gets another token when its own has expired', async () => {
    server.answers.push({ status: 401 }, { status: 200 });
    assert.equal((await client.submit('{}')).attempts, 2);
    assert.equal(server.seen[1]!.authorization, 'Bearer token-2');
  });

  it('comes again when asked to, after the time it is told', async () => {
    server.answers.push({ status: 503, headers: { 'retry-after': '1' } }, { status: 429 }, { status: 200 });
    const began = performance.now();
    const { status, attempts, receiptUrl } = await client.submit('{}');
    assert.deepEqual([status, attempts], [200, 3]);
    assert.match(receiptUrl!, /\/fhir\/Task\/1$/);
    assert.ok(performance.now() - began >= 1000);
  });

  it('sends again what got no answer, and gives up at last', async () => {
    server.answers.push({ status: 0, drop: true }, { status: 200 });
    assert.equal((await client.submit('{}')).attempts, 2);
    server.answers.push({ status: 503 }, { status: 503 }, { status: 503 }, { status: 503 });
    assert.equal((await client.submit('{}')).status, 503);
  });

  it('takes a refusal as the answer', async () => {
    server.answers.push({ status: 422 });
    assert.deepEqual([(await client.submit('{}')).status, server.seen.length], [422, 1]);
  });
});
