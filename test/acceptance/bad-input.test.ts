import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { fetchToken, makeClient, signAssertion, type TestClient, tokenForm } from '../support/client.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type IssueTold, issuesTold } from '../support/receipt.ts';
import { countStored, type StoredCounts } from '../support/stored.ts';

type Json = Record<string, unknown>;
/** A Bundle whose parts may be anything. */
interface Wild {
  type: string;
  timestamp?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: what is sent here is what no type allows
  entry: any[];
}

const example = readFileSync(join(PACKAGE_ROOT, 'docs', 'examples', 'outpatient-visit.json'), 'utf8');
const good = () => JSON.parse(example) as Wild;
/** Positions of the example's resources. */
const PATIENT = 0;
const REGION = 1;
const UNIT = 3;
const CONTACT = 5;
const DIAGNOSIS = 6;
const PROCEDURE = 8;
const PROVENANCE = 9;

const uuid = (number: number) => `urn:uuid:0c2f9d4e-0000-4000-8000-${String(number).padStart(12, '0')}`;
const nested = (depth: number) => {
  let value: Json = { url: 'x', valueString: 'x' };
  for (let level = 0; level < depth; level++) value = { url: 'x', extension: [value] };
  return value;
};

/** Name, what is done to a good bundle, and the status, code and place that its sender is told. */
const WRONG: [string, (bundle: Wild) => void, number, string, string][] = [
  [
    'a day that is not in the calendar',
    ({ entry }) => {
      entry[CONTACT].resource.period.start = '2026-02-30';
    },
    422,
    'primitive-impossible-date',
    'resource.period.start',
  ],
  [
    'hour 24',
    ({ entry }) => {
      entry[CONTACT].resource.period.start = '2026-10-12T24:00:00+02:00';
    },
    422,
    'primitive-format',
    'resource.period.start',
  ],
  [
    'the year 0000',
    ({ entry }) => {
      entry[CONTACT].resource.period.start = '0000-01-01';
    },
    422,
    'primitive-format',
    'resource.period.start',
  ],
  [
    'a date that is a number',
    ({ entry }) => {
      entry[CONTACT].resource.period.start = 20261012;
    },
    422,
    'element-wrong-json-type',
    'resource.period.start',
  ],
  [
    'a reference to an entry that is not there',
    ({ entry }) => {
      entry[PROCEDURE].resource.encounter.reference = uuid(999);
    },
    422,
    'reference-dangling',
    'resource.encounter.reference',
  ],
  [
    'one fullUrl of two entries',
    ({ entry }) => {
      entry[PROCEDURE].fullUrl = entry[DIAGNOSIS].fullUrl;
    },
    422,
    'fullurl-clash',
    'fullUrl',
  ],
  [
    'an unknown resource type',
    ({ entry }) =>
      entry.push({
        fullUrl: uuid(1),
        resource: { resourceType: 'Journal' },
        request: { method: 'POST', url: 'Journal' },
      }),
    422,
    'resource-type-unknown',
    'resource',
  ],
  [
    'an unknown modifierExtension',
    ({ entry }) => {
      entry[PROCEDURE].resource.modifierExtension = [{ url: 'https://vendor.example/not', valueBoolean: true }];
    },
    422,
    'extension-unknown',
    'resource.modifierExtension[0]',
  ],
  [
    'a text of two megabytes',
    ({ entry }) => {
      entry[CONTACT].resource.serviceType.text = 'x'.repeat(2 ** 21);
    },
    422,
    'primitive-too-long',
    'resource.serviceType.text',
  ],
  [
    'extensions nested below the limit of JSON',
    ({ entry }) => {
      entry[PROCEDURE].resource.extension = [nested(20)];
    },
    422,
    'extension-url-relative',
    'resource.extension[0]',
  ],
  ['an entry that is null', ({ entry }) => entry.push(null), 422, 'entry-resource', ''],
  ['an entry that is a text', ({ entry }) => entry.push('Patient'), 422, 'entry-resource', ''],
  ['an entry that is a list', ({ entry }) => entry.push([]), 422, 'entry-resource', ''],
  ['a resource that is a list', ({ entry }) => entry.push({ resource: [] }), 422, 'entry-resource', ''],
  [
    'a method that is an object',
    ({ entry }) => {
      entry[PROCEDURE].request.method = { toString: 1, valueOf: 1 };
    },
    422,
    'entry-method',
    'request.method',
  ],
  [
    'PATCH',
    ({ entry }) => {
      entry[PROCEDURE].request.method = 'PATCH';
    },
    400,
    'entry-method',
    'request.method',
  ],
  [
    'identifier as a text',
    ({ entry }) => {
      entry[PATIENT].resource.identifier = 'x';
    },
    422,
    'element-must-be-list',
    'resource.identifier',
  ],
  [
    'an identifier that is null',
    ({ entry }) => {
      entry[PATIENT].resource.identifier[0] = null;
    },
    422,
    'element-wrong-json-type',
    'resource.identifier[0]',
  ],
  [
    'an identifier whose value is a number',
    ({ entry }) => {
      entry[PATIENT].resource.identifier[0].value = 195804129848;
    },
    422,
    'element-wrong-json-type',
    'resource.identifier[0].value',
  ],
  [
    'a personnummer with another check digit',
    ({ entry }) => {
      entry[PATIENT].resource.identifier[0].value = '195804129849';
    },
    422,
    'identifier-check-digit',
    'resource.identifier[0].value',
  ],
  [
    'meta as a list',
    ({ entry }) => {
      entry[CONTACT].resource.meta = [];
    },
    422,
    'element-not-a-list',
    'resource.meta',
  ],
  [
    'period as a number',
    ({ entry }) => {
      entry[CONTACT].resource.period = 7;
    },
    422,
    'element-wrong-json-type',
    'resource.period',
  ],
  [
    'participant as an object',
    ({ entry }) => {
      entry[CONTACT].resource.participant = {};
    },
    422,
    'element-must-be-list',
    'resource.participant',
  ],
  [
    'subject as a text',
    ({ entry }) => {
      entry[CONTACT].resource.subject = 'Patient/1';
    },
    422,
    'element-wrong-json-type',
    'resource.subject',
  ],
  [
    'extension as null',
    ({ entry }) => {
      entry[PATIENT].resource.extension = null;
    },
    422,
    'element-must-be-list',
    'resource.extension',
  ],
  [
    'diagnosis with null in it',
    ({ entry }) => {
      entry[CONTACT].resource.diagnosis.push(null);
    },
    422,
    'element-wrong-json-type',
    'resource.diagnosis[2]',
  ],
  [
    'agent as an object',
    ({ entry }) => {
      entry[PROVENANCE].resource.agent = {};
    },
    422,
    'element-must-be-list',
    'resource.agent',
  ],
  [
    'a custodian whose coding is a text',
    ({ entry }) => {
      entry[PROVENANCE].resource.agent[0].type.coding = 'custodian';
    },
    422,
    'element-must-be-list',
    'resource.agent[0].type.coding',
  ],
  [
    'an organisationsnummer that is a number',
    ({ entry }) => {
      entry[REGION].resource.identifier[0].value = 2321991016;
    },
    422,
    'element-wrong-json-type',
    'resource.identifier[0].value',
  ],
  [
    'Organizations whose identifier is a text',
    ({ entry }) => {
      entry[REGION].resource.identifier = '2321991016';
    },
    422,
    'element-must-be-list',
    'resource.identifier',
  ],
  [
    'a reference with a broken percent',
    ({ entry }) => {
      entry[PROCEDURE].resource.encounter = { reference: 7 };
    },
    422,
    'element-wrong-json-type',
    'resource.encounter.reference',
  ],
  [
    'a logical reference with a number as its value',
    ({ entry }) => {
      entry[PROCEDURE].resource.subject = {
        type: 'Patient',
        identifier: { system: 'http://electronichealth.se/identifier/personnummer', value: 7 },
      };
    },
    422,
    'element-wrong-json-type',
    'resource.subject.identifier.value',
  ],
  [
    'a contained resource without a type',
    ({ entry }) => {
      entry[CONTACT].resource.contained = [{ id: 'a' }];
    },
    422,
    'resource-type-missing',
    'resource.contained[0]',
  ],
  [
    'an id with characters that an id has not',
    ({ entry }) => {
      entry[CONTACT].resource.id = '../../etc/passwd';
    },
    422,
    'id-invalid',
    'resource.id',
  ],
  [
    'a PUT to an id with odd characters',
    ({ entry }) => {
      entry[CONTACT].request = { method: 'PUT', url: "Encounter/1'; DROP TABLE" };
    },
    422,
    'entry-url',
    'request.url',
  ],
  [
    'a PUT of another type',
    ({ entry }) => {
      entry[CONTACT].request = { method: 'PUT', url: 'Patient/k1' };
    },
    400,
    'entry-url',
    'request.url',
  ],
  [
    'a property that is not defined',
    ({ entry }) => {
      entry[CONTACT].resource.toString = 1;
    },
    422,
    'element-unknown',
    'resource',
  ],
  [
    'a vårdgivare that the client may not act for',
    ({ entry }) => {
      entry[REGION].resource.identifier[0].value = '2321000016';
    },
    403,
    'vardgivare-not-allowed',
    'resource.agent[0].who',
  ],
];

/** The worst that a client can send: an OperationOutcome with a stable code and its place each time, never a 5xx, and nothing half stored. */
describe('bad input over HTTP', function () {
  this.timeout(60_000);
  let client: TestClient;
  let reader: TestClient;
  let gateway: TestGateway;
  let send: ReturnType<TestGateway['as']>;
  let token: string;
  let before_: StoredCounts;

  before(async () => {
    client = await makeClient({ id: 'ehr', vardgivare: ['2321991016'] });
    reader = await makeClient({ id: 'reader', vardgivare: ['2321991016'], scopes: ['system/*.rs'] });
    gateway = await startTestGateway([client, reader]);
    send = gateway.as(client);
    token = await fetchToken(client, gateway.url);
  });
  beforeEach(async () => {
    before_ = await countStored(gateway.database.superPool);
  });
  after(() => gateway?.close());

  const issues = (answer: Answer): IssueTold[] => {
    assert.equal(answer.body?.resourceType, 'OperationOutcome', `${answer.status} ${answer.text.slice(0, 300)}`);
    assert(!/ at .*\.[tj]s:\d|node_modules|TypeError|RangeError/.test(answer.text), 'no stack leaves');
    return issuesTold(answer.body.issue);
  };
  const nothingStored = async () => {
    const { submissions: _now, audits: _audits, ...now } = await countStored(gateway.database.superPool);
    const { submissions: _then, audits: _before, ...then } = before_;
    assert.deepEqual(now, then);
  };
  const failed = ({ log }: TestGateway) => log.some((line) => line.includes('request failed'));
  const post = (bundle: unknown) => send('POST', '', JSON.stringify(bundle, null, 1));

  describe('in the resources of a transaction', () => {
    for (const [name, change, status, code, place] of WRONG) {
      it(`tells ${name} by ${code}`, async () => {
        const bundle = good();
        change(bundle);
        const answer = await post(bundle);
        const told = issues(answer);
        const found = told.find((issue) => issue.code === code);
        assert(found, JSON.stringify(told.slice(0, 10)));
        assert.equal(answer.status, status, JSON.stringify(told.slice(0, 5)));
        assert.match(found.expression, /^Bundle\.entry\[\d+\]/);
        assert(found.expression.includes(place), found.expression);
        for (const issue of told) assert(issue.expression && issue.line, `not located: ${JSON.stringify(issue)}`);
        await nothingStored();
      });
    }

    it('tells two patients in one contact, and the same id twice', async () => {
      const two = good();
      const other = structuredClone(two.entry[PATIENT]);
      other.fullUrl = uuid(1);
      other.resource.identifier[0].value = '195301239280';
      two.entry.push(other);
      two.entry[DIAGNOSIS].resource.subject.reference = uuid(1);
      const told = issues(await post(two));
      assert.deepEqual(
        told.filter(({ severity }) => severity === 'error').map(({ code, expression }) => [code, expression]),
        [['contact-two-patients', `Bundle.entry[${DIAGNOSIS}].resource`]],
      );

      const twice = good();
      for (const index of [DIAGNOSIS, DIAGNOSIS + 1])
        twice.entry[index].request = { method: 'PUT', url: 'Condition/d-1' };
      for (const index of [DIAGNOSIS, DIAGNOSIS + 1]) twice.entry[index].resource.id = 'd-1';
      const answer = await post(twice);
      assert.equal(answer.status, 400);
      assert(
        issues(answer).some(
          ({ code, expression }) => code === 'entry-twice' && expression === `Bundle.entry[${DIAGNOSIS + 1}]`,
        ),
      );
      await nothingStored();
    });

    it('gives every bad entry of thousands its reason, in an answer of bounded size', async () => {
      const bundle = good();
      for (let index = 0; index < 3000; index++)
        bundle.entry.push({
          fullUrl: uuid(index),
          resource: { resourceType: 'Condition', code: { coding: Array.from({ length: 5 }, () => ({ system: 7 })) } },
          request: { method: 'POST', url: 'Condition' },
        });
      const answer = await post(bundle);
      assert.equal(answer.status, 422);
      const told = issues(answer);
      const entries = new Set(told.map(({ expression }) => /^Bundle\.entry\[\d+\]/.exec(expression)?.[0]));
      assert(entries.size >= 3000, String(entries.size));
      assert(told.length < 9000, String(told.length));
      assert.equal(told.at(-1)?.code, 'findings-left-out');
      assert(answer.text.length < 16e6, String(answer.text.length));
      await nothingStored();
    });

    it('finds the one error behind thousands of warnings', async () => {
      const bundle = good();
      const codes = Array.from({ length: 2500 }, (_, index) => ({
        coding: [{ system: 'https://vendor.example/codes', code: `c${index}` }],
      }));
      bundle.entry[CONTACT].resource.reasonCode = codes;
      bundle.entry[CONTACT].resource.partOf = { reference: 7 };
      const told = issues(await post(bundle));
      assert(
        told.some(
          ({ code, expression }) => code === 'element-wrong-json-type' && expression.endsWith('partOf.reference'),
        ),
      );
      await nothingStored();
    });

    it('refuses 100,000 tiny entries by their number', async () => {
      const answer = await post({
        resourceType: 'Bundle',
        type: 'batch',
        entry: Array.from({ length: 100_000 }, () => ({})),
      });
      assert.equal(answer.status, 413);
      assert.deepEqual(
        issues(answer).map(({ code, expression, line }) => [code, expression, line]),
        [['bundle-entries', 'Bundle.entry[20000]', 20005]],
      );
    });
  });

  describe('in the text', () => {
    const texts: [string, string, number, string][] = [
      [
        'the key constructor',
        '{"resourceType":"Bundle","type":"batch","constructor":{"prototype":{"a":1}}}',
        400,
        'json-forbidden-key',
      ],
      [
        '__proto__ within an entry',
        '{"resourceType":"Bundle","type":"batch","entry":[{"__proto__":{"resource":1}}]}',
        400,
        'json-forbidden-key',
      ],
      [
        'the key of a duplicate, escaped',
        '{"resourceType":"Bundle","type":"batch","\\u0074ype":"transaction"}',
        400,
        'json-duplicate-key',
      ],
      [
        'the number 1e400',
        '{"resourceType":"Bundle","type":"batch","total":1e400,"entry":[{}]}',
        400,
        'json-number-out-of-range',
      ],
      [
        'half a surrogate pair in a key',
        '{"resourceType":"Bundle","type":"batch","a\\udc00":1}',
        400,
        'json-lone-surrogate',
      ],
      ['white space alone', '  \n ', 400, 'json-syntax'],
      ['objects 10,000 deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 400, 'json-too-deep'],
      ['a text', '"Bundle"', 400, 'bundle-expected'],
      ['an object without a type', '{}', 400, 'bundle-expected'],
    ];
    for (const [name, text, status, code] of texts)
      it(`tells ${name} by ${code}`, async () => {
        const answer = await send('POST', '', text);
        assert.equal(answer.status, status);
        const [first] = issues(answer);
        assert.equal(first?.code, code);
        assert(first?.line && first.column, JSON.stringify(first));
      });

    it('reads a bundle behind a byte order mark', async () => {
      const answer = await send('POST', '', `\ufeff{"resourceType":"Bundle","type":"batch","entry":[null]}`);
      assert.equal(answer.status, 200);
    });

    it('tells an empty body, other media types and charsets, and broken compression', async () => {
      const raw = async (body: string | Buffer, headers: Record<string, string>) => {
        const response = await fetch(gateway.url, {
          method: 'POST',
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/fhir+json', ...headers },
          body,
        });
        const outcome = (await response.json()) as {
          resourceType: string;
          issue: { details: { coding: { code: string }[] } }[];
        };
        assert.equal(outcome.resourceType, 'OperationOutcome');
        return [response.status, outcome.issue[0]?.details.coding[0]?.code];
      };
      assert.deepEqual(await raw('', {}), [400, 'body-missing']);
      assert.deepEqual(await raw('<Bundle/>', { 'Content-Type': 'text/html' }), [415, 'media-type-unsupported']);
      assert.deepEqual(await raw(example, { 'Content-Type': 'application/fhir+json; charset=utf-16' }), [
        415,
        'media-type-unsupported',
      ]);
      assert.deepEqual(await raw(Buffer.from(example, 'utf16le'), {}), [400, 'body-not-utf8']);
      assert.deepEqual(await raw(Buffer.from([0x7b, 0xff, 0xfe]), {}), [400, 'body-not-utf8']);
      assert.deepEqual(await raw(example, { 'Content-Encoding': 'gzip' }), [400, 'request-malformed']);
      assert.deepEqual(await raw(example, { 'Content-Encoding': 'rot13' }), [415, 'media-type-unsupported']);
      const bomb = Buffer.alloc(200 * 2 ** 20, 0x20);
      for (const [encoding, packed] of [
        ['gzip', gzipSync(bomb)],
        ['br', brotliCompressSync(bomb, { params: { 0: 0, 1: 1 } })],
      ] as const) {
        const memory = process.memoryUsage().rss;
        assert.deepEqual(await raw(packed, { 'Content-Encoding': encoding }), [413, 'body-too-large']);
        assert(process.memoryUsage().rss - memory < 150 * 2 ** 20);
      }
      await nothingStored();
    });
  });

  describe('in tokens', () => {
    const status = async (authorization: string) => {
      const response = await fetch(`${gateway.url}/Patient`, { headers: { Authorization: authorization } });
      const outcome = (await response.json()) as { issue: { details: { coding: { code: string }[] } }[] };
      return [response.status, outcome.issue[0]?.details.coding[0]?.code];
    };
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

    it('refuses none, broken, unsigned, forged and changed ones', async () => {
      const [header, payload, signature] = token.split('.') as [string, string, string];
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Json;
      const stranger = await makeClient({ id: 'ehr' });
      const forged = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES384', typ: 'at+jwt' })
        .sign(stranger.privateJwk);
      assert.deepEqual(await status(''), [401, 'token-missing']);
      for (const bad of [
        'Basic ZWhyOmVocg==',
        'Bearer',
        'Bearer x',
        `Bearer ${encode({ alg: 'none' })}.${payload}.`,
        `Bearer ${encode({ alg: 'HS256' })}.${payload}.${signature}`,
        `Bearer ${forged}`,
        `Bearer ${header}.${encode({ ...claims, scope: 'system/*.cruds', exp: 9e9 })}.${signature}`,
        `Bearer ${token}x`,
      ]) {
        const [code, reason] = await status(bad);
        assert.equal(code, 401, bad.slice(0, 20));
        assert.match(String(reason), /^token-(missing|invalid)$/);
      }
    });

    it('refuses one that has expired', async () => {
      const Real = globalThis.Date;
      globalThis.Date = class extends Real {
        constructor(...parts: [] | [number]) {
          super(...((parts.length > 0 ? parts : [Real.now() + 3_600_000]) as [number]));
        }
        static override now = () => Real.now() + 3_600_000;
      } as DateConstructor;
      try {
        assert.deepEqual(await status(`Bearer ${token}`), [401, 'token-expired']);
      } finally {
        globalThis.Date = Real;
      }
    });

    it('refuses assertions that are replayed, for another audience, of another key, or without a signature', async () => {
      const endpoint = gateway.url.replace(/\/fhir$/, '/auth/token');
      const ask = async (assertion: string) => {
        const response = await fetch(endpoint, { method: 'POST', body: new URLSearchParams(tokenForm(assertion)) });
        return [response.status, ((await response.json()) as { code?: string }).code];
      };
      const once = await signAssertion(client, endpoint);
      assert.equal((await ask(once))[0], 200);
      assert.deepEqual(await ask(once), [401, 'assertion-replayed']);
      assert.deepEqual(await ask(await signAssertion(client, 'https://elsewhere.example/token')), [
        401,
        'assertion-audience-wrong',
      ]);
      const stranger = await makeClient({ id: 'ehr' });
      assert.deepEqual(await ask(await signAssertion(stranger, endpoint)), [401, 'assertion-signature-invalid']);
      assert.deepEqual(await ask(await signAssertion(client, endpoint, { exp: 1 })), [401, 'assertion-expired']);
      assert.deepEqual(await ask('x'), [401, 'assertion-malformed']);
      const [, payload] = (await signAssertion(client, endpoint)).split('.');
      assert.deepEqual(await ask(`${encode({ alg: 'none' })}.${payload}.`), [401, 'assertion-algorithm-unsupported']);
    });

    it('refuses a submission to a client that may only read', async () => {
      const readOnly = await fetchToken(reader, gateway.url, 'system/*.rs');
      const answer = await send('POST', '', example, { Authorization: `Bearer ${readOnly}` });
      assert.equal(answer.status, 403);
      assert.equal(issues(answer)[0]?.code, 'scope-missing');
      await nothingStored();
    });
  });

  describe('in addresses', () => {
    const addresses: [string, string, number, string][] = [
      ['GET', '/Patient?name=x', 400, 'query-parameter-unknown'],
      ['GET', '/Patient?_count=-1', 400, 'query-value-invalid'],
      ['GET', '/Patient?_count=1e9', 400, 'query-value-invalid'],
      ['GET', '/Patient?_count=abc', 400, 'query-value-invalid'],
      ['GET', '/Patient?_count=99999999999999999999', 400, 'query-value-invalid'],
      ['GET', '/Patient?_count=1&_count=2', 400, 'query-parameter-repeated'],
      ['GET', '/Encounter?_page=AAAA', 400, 'page-invalid'],
      ['GET', '/Encounter?date=2026-02-30', 400, 'query-value-invalid'],
      ['GET', `/Encounter?_page=${'A'.repeat(3000)}`, 400, 'page-invalid'],
      ['GET', "/Patient/1'%20OR%201=1", 404, 'not-found'],
      ['GET', `/Patient/${'a'.repeat(2000)}`, 404, 'not-found'],
      ['GET', '/Patient/%00', 404, 'not-found'],
      ['GET', '/Patient/%E0%A4%A', 400, 'request-malformed'],
      ['GET', '/Patient/..%2f..%2fetc%2fpasswd', 404, 'not-found'],
      ['GET', '/__proto__', 404, 'type-unknown'],
      ['GET', '/constructor/1', 404, 'type-unknown'],
      ['GET', '/Task/x', 404, 'not-found'],
      ['GET', '/Patient/1/_history/x', 404, 'not-found'],
      ['GET', '/Patient/1/_history/99999999999999999999', 404, 'not-found'],
      ['GET', '', 405, 'method-not-allowed'],
      ['DELETE', '/Patient/1', 405, 'method-not-allowed'],
      ['PUT', '/Patient/1', 405, 'method-not-allowed'],
      ['PATCH', '/metadata', 405, 'method-not-allowed'],
      ['GET', '/Patient?_format=ttl', 406, 'not-acceptable'],
    ];
    for (const [method, path, status, code] of addresses)
      it(`answers ${method} ${path.slice(0, 40)} by ${status} ${code}`, async () => {
        const answer = await send(method, path);
        assert.deepEqual([answer.status, issues(answer)[0]?.code], [status, code]);
      });
  });

  describe('that FHIR allows', () => {
    it('takes references in circles', async () => {
      const bundle = good();
      bundle.entry[REGION].resource.partOf = { reference: bundle.entry[UNIT].fullUrl };
      bundle.entry[CONTACT].resource.partOf = { reference: bundle.entry[CONTACT].fullUrl };
      const own = {
        fullUrl: uuid(1),
        resource: { resourceType: 'Organization', name: 'I', partOf: { reference: uuid(1) } },
        request: { method: 'POST', url: 'Organization' },
      };
      const ring = [2, 3, 4].map((number) => ({
        fullUrl: uuid(number),
        resource: {
          resourceType: 'Organization',
          name: 'O',
          partOf: { reference: uuid(number === 4 ? 2 : number + 1) },
        },
        request: { method: 'POST', url: 'Organization' },
      }));
      bundle.entry.push(own, ...ring);
      const answer = await post(bundle);
      assert.equal(answer.status, 200, answer.text.slice(0, 500));
      assert.equal(answer.body.type, 'transaction-response');
    });

    it('takes references that name themselves twice at every step, and a chain as long as a bundle', async () => {
      const roles = Array.from({ length: 60 }, (_, index) => {
        const next = { reference: uuid(index + 1) };
        return {
          fullUrl: uuid(index),
          resource: {
            resourceType: 'PractitionerRole',
            ...(index < 59 && { location: [next, next], healthcareService: [next, next] }),
          },
          request: { method: 'POST', url: 'PractitionerRole' },
        };
      });
      const doubled = await post({ resourceType: 'Bundle', type: 'batch', entry: roles });
      assert.equal(doubled.status, 200);
      const chain = Array.from({ length: 3000 }, (_, index) => ({
        fullUrl: uuid(index),
        resource: {
          resourceType: 'Organization',
          name: 'O',
          ...(index < 2999 && { partOf: { reference: uuid(index + 1) } }),
        },
        request: { method: 'POST', url: 'Organization' },
      }));
      const answer = await post({ resourceType: 'Bundle', type: 'transaction', entry: chain });
      assert.equal(answer.status, 200, answer.text.slice(0, 500));
    });

    it('takes any _count, and refuses a page link of another search, or a changed one', async () => {
      assert.equal((await send('POST', '', example)).status, 200);
      assert.equal((await send('GET', '/Condition?_count=0')).status, 200);
      assert.equal((await send('GET', '/Condition?_count=1000000')).status, 200);
      const first = await send('GET', '/Condition?_count=1');
      const links = first.body.link as { relation: string; url: string }[];
      const next = new URL(links.find(({ relation }) => relation === 'next')?.url ?? '');
      assert.equal((await send('GET', next.href)).status, 200);
      const page = next.searchParams.get('_page') as string;
      for (let index = 0; index < page.length; index += 7) {
        const changed = `${page.slice(0, index)}${page[index] === 'A' ? 'B' : 'A'}${page.slice(index + 1)}`;
        const answer = await send('GET', `/Condition?_count=1&_page=${encodeURIComponent(changed)}`);
        assert.deepEqual([answer.status, issues(answer)[0]?.code], [400, 'page-invalid'], String(index));
      }
      assert.equal((await send('GET', `/Procedure?_count=1&_page=${encodeURIComponent(page)}`)).status, 400);
    });

    it('takes contained resources, and does not keep them', async () => {
      const bundle = good();
      bundle.entry[PROCEDURE].resource.contained = [
        { resourceType: 'Practitioner', id: 'p', name: [{ family: 'Hemligsson' }] },
      ];
      bundle.entry[PROCEDURE].resource.performer = [{ actor: { reference: '#p' } }];
      bundle.entry[PROCEDURE].resource.identifier[0].value = 'A-contained';
      const answer = await post(bundle);
      assert.equal(answer.status, 200, answer.text.slice(0, 500));
      assert(!(await send('GET', '/Procedure')).text.includes('Hemligsson'));
    });
  });

  it('answers whatever becomes of a good bundle, and says where it is wrong', async () => {
    const junk = fc.oneof(
      fc.constantFrom(
        null,
        7,
        true,
        '',
        'x',
        '%',
        'Patient/1',
        [],
        [null],
        {},
        [{}],
        { reference: 7 },
        { identifier: 'x' },
        { coding: [null] },
      ),
      fc.constantFrom(
        { toString: 1, valueOf: 1 },
        { reference: 'Patient?identifier=%' },
        { extension: null },
        { system: 7, value: {} },
      ),
    );
    const changes = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constant(undefined), junk)), {
      minLength: 1,
      maxLength: 4,
    });
    // A gateway of its own: what chance stores, or takes back, must not meet the other tests.
    const own = await startTestGateway([client]);
    const sendThere = own.as(client);
    try {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom('transaction', 'batch', 'message'), changes, async (type, list) => {
          const bundle = { ...good(), type };
          for (const [number, value] of list) {
            const places = placesOf(bundle.entry);
            const place = places[number % places.length];
            if (place) place.owner[place.key] = structuredClone(value);
          }
          const answer = await sendThere('POST', '', JSON.stringify(bundle));
          assert(answer.status < 500, answer.text);
          assert.match(answer.body.resourceType, /^(Bundle|OperationOutcome)$/);
          if (answer.body.resourceType === 'OperationOutcome')
            for (const issue of issues(answer)) assert(issue.expression || issue.line, JSON.stringify(issue));
        }),
        { numRuns: 150 },
      );
      assert(!failed(own));
    } finally {
      await own.close();
    }
  });

  it('was never a failure of our own', () => assert(!failed(gateway)));
});

/** Every place inside a value where something stands. */
function placesOf(value: object): { owner: Json; key: string }[] {
  return Object.entries(value).flatMap(([key, child]) => [
    { owner: value as Json, key },
    ...(typeof child === 'object' && child !== null ? placesOf(child) : []),
  ]);
}
