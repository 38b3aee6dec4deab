import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { fetchToken, makeClient, type TestClient } from '../support/client.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';

const MEGABYTE = 1024 * 1024;

/** What a careless or hostile client may send: every answer is an OperationOutcome with a stable code, none is a 5xx. */
describe('limits and bad input over HTTP', () => {
  let client: TestClient;
  let gateway: TestGateway;
  let send: ReturnType<TestGateway['as']>;
  let token: string;

  before(async () => {
    client = await makeClient({ id: 'ehr', vardgivare: ['2321991016'] });
    gateway = await startTestGateway([client], { bodyMegabytes: 50 });
    send = gateway.as(client);
    token = await fetchToken(client, gateway.url);
  });
  after(() => gateway?.close());

  const code = (answer: Answer): string => {
    assert.equal(answer.body?.resourceType, 'OperationOutcome', answer.text.slice(0, 300));
    assert(!/ at .*\.[tj]s:\d/.test(answer.text), 'no stack leaves');
    return answer.body.issue[0].details.coding[0].code;
  };

  /** Sends a body piece by piece until it is through or an answer comes; tells how many bytes went out. */
  async function pour(
    headers: Record<string, string>,
    size: number,
  ): Promise<{ status: number; sent: number; text: string }> {
    const piece = Buffer.alloc(256 * 1024, 0x20);
    return new Promise((resolve, reject) => {
      let sent = 0;
      let answered = false;
      const outgoing = request(`${gateway.url}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/fhir+json', ...headers },
      });
      const expect = headers.Expect !== undefined;
      const pump = () => {
        while (!answered && sent < size) {
          sent += piece.length;
          if (!outgoing.write(piece)) return;
        }
        if (!answered) outgoing.end();
      };
      outgoing.on('drain', pump);
      outgoing.on('continue', pump);
      outgoing.on('response', (response) => {
        answered = true;
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => {
          outgoing.destroy();
          resolve({ status: response.statusCode!, sent, text });
        });
      });
      outgoing.on('error', (error) => !answered && reject(error));
      if (expect) outgoing.flushHeaders();
      else pump();
    });
  }

  it('refuses 200 MB by what is announced, without reading it', async () => {
    const memory = process.memoryUsage().rss;
    const { status, sent, text } = await pour({ 'Content-Length': String(200 * MEGABYTE) }, 200 * MEGABYTE);
    assert.equal(status, 413);
    assert(text.includes('body-too-large'));
    assert(sent < 20 * MEGABYTE, `${sent} bytes were taken`);
    assert(process.memoryUsage().rss - memory < 100 * MEGABYTE);
  });

  it('refuses 200 MB before it is sent, to a client that asks first', async () => {
    const { status, sent } = await pour(
      { 'Content-Length': String(200 * MEGABYTE), Expect: '100-continue' },
      200 * MEGABYTE,
    );
    assert.equal(status, 413);
    assert.equal(sent, 0);
  });

  it('cuts off a body of unknown length where it passes the limit', async () => {
    const { status, sent } = await pour({ 'Transfer-Encoding': 'chunked' }, 200 * MEGABYTE);
    assert.equal(status, 413);
    assert(sent < 80 * MEGABYTE, `${sent} bytes were taken`);
  });

  it('refuses a body before reading it when nobody is authenticated', async () => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      body: 'x'.repeat(MEGABYTE),
      headers: { 'Content-Type': 'application/json' },
    });
    assert.equal(response.status, 401);
  });

  const broken: [string, string, string][] = [
    ['what is not JSON', '<Bundle/>', 'json-syntax'],
    ['JSON cut short', '{"resourceType":"Bundle"', 'json-syntax'],
    ['a depth of 10,000', '['.repeat(10_000) + ']'.repeat(10_000), 'json-too-deep'],
    ['duplicate keys', '{"resourceType":"Bundle","type":"batch","type":"transaction"}', 'json-duplicate-key'],
    ['__proto__', '{"resourceType":"Bundle","type":"batch","__proto__":{"a":1}}', 'json-forbidden-key'],
    ['half a surrogate pair', '{"resourceType":"Bundle","type":"batch","id":"\\ud800"}', 'json-lone-surrogate'],
    ['NUL', '{"resourceType":"Bundle","type":"batch","id":"a\\u0000"}', 'json-control-character'],
    ['a number', '42', 'bundle-expected'],
    ['null', 'null', 'bundle-expected'],
    ['an array', '[]', 'bundle-expected'],
    ['another resource', '{"resourceType":"Patient"}', 'bundle-expected'],
    ['another Bundle', '{"resourceType":"Bundle","type":"collection","entry":[{}]}', 'bundle-type'],
    ['no entries', '{"resourceType":"Bundle","type":"batch","entry":[]}', 'bundle-empty'],
  ];
  for (const [name, text, expected] of broken) {
    it(`tells ${name} by ${expected}`, async () => {
      const answer = await send('POST', '', text);
      assert(answer.status >= 400 && answer.status < 500, String(answer.status));
      assert.equal(code(answer), expected);
    });
  }

  it('answers what is not HTTP, and headers beyond their limit, and lives on', async () => {
    const { hostname, port } = new URL(gateway.url);
    const raw = (text: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), hostname, () => socket.write(text));
        let answer = '';
        socket.on('data', (chunk) => (answer += chunk));
        socket.on('close', () => resolve(answer));
        socket.on('error', reject);
      });
    assert.match(await raw('hello\r\n\r\n'), /^HTTP\/1.1 400 .*request-malformed/s);
    assert.match(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1.1 431/);
    assert.equal((await send('GET', '/Patient')).status, 200);
  });
});
