import assert from 'node:assert/strict';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Application } from 'express';
import pino from 'pino';
import request from 'supertest';
import { makeClient, rememberUses, signAssertion, type TestClient, tokenForm } from '../../test/support/client.ts';
import { accessTokens } from '../access/access-token.ts';
import { assertionVerifier } from '../access/assertion.ts';
import { endpointsOf } from '../access/endpoints.ts';
import { deriveTokenKey } from '../config/keys.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import { createIdPermutation } from '../identity/id-permutation.ts';
import { createVaultCrypto } from '../identity/vault-crypto.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import type { AuditEntry } from '../repository/types.ts';
import type { SubmittingClient } from '../submission/submit.ts';
import { createTerminology } from '../terminology/service.ts';
import { createValidator } from '../validation/validator.ts';
import { createApp } from './app.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { createMetrics } from './metrics.ts';
import { SEARCH_PARAMETERS } from './search-parameters.ts';

const BASE = 'https://gw.example/fhir';
const JSON_BODY = { 'Content-Type': 'application/fhir+json' };

/** The protocol alone: the rooms below are given as functions that record what reaches them. */
describe('HTTP application', () => {
  let app: Application;
  let client: TestClient;
  let bearer: Record<string, string>;
  let readOnly: Record<string, string>;
  const logged: string[] = [];
  const audited: AuditEntry[] = [];
  const submitted: { text: string; caller: SubmittingClient }[] = [];
  let auditFails = false;

  before(async () => {
    client = await makeClient();
    const clients = [client.registration];
    const key = deriveTokenKey(Buffer.alloc(32, 1));
    const tokens = await accessTokens({ key, base: BASE, seconds: 60, clients });
    const definitions = new DefinitionIndex();
    const terminology = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')] });
    const editions = { terminology, validator: createValidator({ definitions, terminology }), since: new Date() };
    const parts: GatewayParts = {
      config: {
        limits: { bodyBytes: 1024 * 1024, depth: 64 },
        metricsToken: 'sesame-sesame-sesame',
        production: true,
        terminologyAccess: 'authenticated',
      },
      version: '1.2.3',
      endpoints: endpointsOf(BASE),
      tokens,
      verifyAssertion: assertionVerifier(clients, endpointsOf(BASE).token, rememberUses()),
      async submit(text, caller) {
        submitted.push({ text, caller });
        if (text.includes('burst')) throw new Error('secret 191212121212 in a message');
        if (text.includes('refuse')) throw SlussError.of('bundle-empty');
        return { status: 200, body: { resourceType: 'Bundle', type: 'transaction-response' }, receiptId: 'r-1' };
      },
      validate: () => [],
      validateFetching: async () => [],
      reads: {
        readResource: async () => undefined,
        readVersion: async () => undefined,
        search: async () => ({ resources: [], total: 0 }),
        resolveAlias: async () => [],
        clientIds: async () => new Map(),
        readReceipt: async () => undefined,
      },
      normalise: () => {},
      identifierHash: (text) => text,
      seal: createVaultCrypto(Buffer.alloc(32, 3)),
      async audit(entries) {
        if (auditFails) throw SlussError.of('not-ready');
        audited.push(...entries);
      },
      viewIds: async () => createIdPermutation(Buffer.alloc(32, 2)),
      profiles: {},
      editions: { current: () => editions, answer: async (work) => work(editions) },
      structures: () => new DefinitionIndex(),
      checks: async () => [{ name: 'database', ok: false }],
      metrics: createMetrics(),
      log: pino({}, { write: (line: string) => void logged.push(line) }),
    };
    app = createApp(parts);
    const token = await tokens.issue(client.registration, [{ type: '*', permissions: ['c', 'r', 'u', 'd', 's'] }]);
    bearer = { Authorization: `Bearer ${token}` };
    const limited = await tokens.issue(client.registration, [{ type: 'Patient', permissions: ['r'] }]);
    readOnly = { Authorization: `Bearer ${limited}` };
  });

  const code = (response: request.Response): string => {
    assert.equal(response.body.resourceType, 'OperationOutcome');
    assert.match(response.headers['content-type'] ?? '', /^application\/fhir\+json/);
    assert(response.headers['x-request-id']);
    return response.body.issue[0].details.coding[0].code;
  };
  const post = (body: string, headers: Record<string, string> = {}) =>
    request(app)
      .post('/fhir')
      .set({ ...JSON_BODY, ...bearer, ...headers })
      .send(body);

  describe('access', () => {
    it('lets nobody in without a token, whatever they ask for', async () => {
      for (const path of ['/fhir/Task/x', '/fhir/$validate']) {
        const response = await (path.includes('$') ? request(app).post(path) : request(app).get(path));
        assert.equal(response.status, 401, path);
        assert.equal(code(response), 'token-missing');
        assert.equal(response.headers['www-authenticate'], 'Bearer realm="sluss"');
      }
    });

    it('answers a false token with 401 and invalid_token', async () => {
      const response = await request(app).get('/fhir/Task/x').set({ Authorization: 'Bearer a.b.c' });
      assert.equal(code(response), 'token-invalid');
      assert.match(response.headers['www-authenticate']!, /error="invalid_token"/);
    });

    it('refuses what the scopes do not cover, before the body is read', async () => {
      const response = await request(app)
        .post('/fhir')
        .set({ ...JSON_BODY, ...readOnly })
        .send('{}');
      assert.equal(response.status, 403);
      assert.equal(code(response), 'scope-missing');
      assert.match(response.headers['www-authenticate']!, /insufficient_scope/);
      assert.deepEqual(audited.at(-1), {
        action: 'deny',
        client: 'test-client',
        rule: 'A-1',
        outcome: 'denied',
        detail: { route: '/fhir', code: 'scope-missing' },
      });
    });

    it('gives a token for an assertion, and names the fault by RFC 6749 for a bad one', async () => {
      const ask = (form: Record<string, string>) => request(app).post('/auth/token').type('form').send(form);
      const good = await ask(tokenForm(await signAssertion(client, 'https://gw.example/auth/token')));
      assert.equal(good.status, 200);
      assert.equal(good.body.token_type, 'bearer');
      assert.equal(good.body.scope, 'system/*.cruds');
      assert.equal(good.headers['cache-control'], 'no-store');
      assert.equal(audited.at(-1)?.action, 'token');
      const used = await request(app)
        .get('/fhir/Task/x')
        .set({ Authorization: `Bearer ${good.body.access_token}` });
      assert.equal(used.status, 404);

      const bad = await ask(tokenForm(await signAssertion(client, 'https://elsewhere.example/token')));
      assert.deepEqual(
        [bad.status, bad.body.error, bad.body.code],
        [401, 'invalid_client', 'assertion-audience-wrong'],
      );
      const narrow = await ask(tokenForm(await signAssertion(client, 'https://gw.example/auth/token'), 'patient/*.rs'));
      assert.deepEqual([narrow.status, narrow.body.error], [400, 'invalid_scope']);
      const grant = await ask({ grant_type: 'password' });
      assert.deepEqual([grant.status, grant.body.error], [400, 'unsupported_grant_type']);
      const empty = await ask({});
      assert.deepEqual([empty.status, empty.body.error], [400, 'invalid_request']);
      const json = await request(app).post('/auth/token').send({ grant_type: 'client_credentials' });
      assert.deepEqual([json.status, json.body.error], [415, 'invalid_request']);
    });

    it('gives no token when the audit log cannot be written (L-4)', async () => {
      auditFails = true;
      const form = tokenForm(await signAssertion(client, 'https://gw.example/auth/token'));
      const response = await request(app).post('/auth/token').type('form').send(form);
      auditFails = false;
      assert.equal(response.status, 503);
      assert.equal(response.body.access_token, undefined);
      assert.equal(response.body.error, 'server_error');
    });
  });

  describe('bodies', () => {
    it('passes the text as it was sent, and links the receipt', async () => {
      const text = '{ "resourceType":"Bundle",\n "x": "å" }';
      const response = await post(text);
      assert.equal(response.status, 200);
      assert.equal(response.headers.location, `${BASE}/Task/r-1`);
      assert.equal(submitted.at(-1)?.text, text);
      assert.deepEqual(submitted.at(-1)?.caller.vardgivare, ['2321000016']);
    });

    it('takes gzip', async () => {
      const sent = request(app)
        .post('/fhir')
        .set({ ...JSON_BODY, ...bearer, 'Content-Encoding': 'gzip' });
      sent.serialize((value: unknown) => value as string);
      const response = await sent.send(gzipSync('{"packed":true}') as unknown as string);
      assert.equal(response.status, 200);
      assert.equal(submitted.at(-1)?.text, '{"packed":true}');
    });

    it('refuses what is too large, plain or unpacked, with 413', async () => {
      assert.equal(code(await post('x'.repeat(1024 * 1024 + 1)).expect(413)), 'body-too-large');
      const bomb = request(app)
        .post('/fhir')
        .set({ ...JSON_BODY, ...bearer, 'Content-Encoding': 'gzip' });
      bomb.serialize((value: unknown) => value as string);
      assert.equal(
        code(await bomb.send(gzipSync('x'.repeat(2_000_000)) as unknown as string).expect(413)),
        'body-too-large',
      );
    });

    it('refuses other media types, charsets and compressions with 415', async () => {
      const wrong: Record<string, string>[] = [
        { 'Content-Type': 'application/fhir+turtle' },
        { 'Content-Type': 'text/plain' },
        { 'Content-Type': 'application/json; charset=latin1' },
        { 'Content-Encoding': 'compress' },
      ];
      for (const headers of wrong) {
        assert.equal(code(await post('{}', headers).expect(415)), 'media-type-unsupported');
      }
    });

    it('refuses an empty body, bytes that are not UTF-8, and broken compression with 400', async () => {
      assert.equal(code(await post('').expect(400)), 'body-missing');
      const latin = request(app)
        .post('/fhir')
        .set({ ...JSON_BODY, ...bearer });
      latin.serialize((value: unknown) => value as string);
      assert.equal(code(await latin.send(Buffer.from([0x7b, 0xe5, 0x7d]) as unknown as string)), 'body-not-utf8');
      assert.equal(code(await post('{}', { 'Content-Encoding': 'gzip' }).expect(400)), 'request-malformed');
    });
  });

  describe('addresses', () => {
    it('answers 404 and 405 with an OperationOutcome', async () => {
      assert.equal(code(await request(app).get('/nowhere').expect(404)), 'address-unknown');
      const put = await request(app).put('/fhir/Task/1').set(bearer).expect(405);
      assert.equal(code(put), 'method-not-allowed');
      assert.equal(put.headers.allow, 'GET, HEAD');
      assert.equal(code(await request(app).get('/fhir').expect(405)), 'method-not-allowed');
    });

    it('answers 406 to another format, and speaks JSON or XML to what takes it', async () => {
      for (const accept of [
        'application/fhir+turtle',
        'text/html',
        'application/fhir+json; fhirVersion=5.0',
        'application/json;q=0',
      ]) {
        assert.equal(
          code(await request(app).get('/fhir/metadata').set('Accept', accept).expect(406)),
          'not-acceptable',
        );
      }
      await request(app).get('/fhir/metadata?_format=ttl').expect(406);
      for (const accept of [
        '*/*',
        'application/fhir+json; fhirVersion=4.0',
        'text/html, application/xml;q=0.8, */*;q=0.9',
        'application/fhir+xml;q=0.5, application/fhir+json',
      ]) {
        await request(app)
          .get('/fhir/metadata')
          .set('Accept', accept)
          .expect(200)
          .expect('Content-Type', /fhir\+json/);
      }
      for (const accept of ['application/fhir+xml', '*/*, text/xml', 'application/fhir+json;q=0.1, application/xml']) {
        await request(app)
          .get('/fhir/metadata')
          .set('Accept', accept)
          .expect(200)
          .expect('Content-Type', /fhir\+xml/);
      }
      await request(app)
        .get('/fhir/metadata?_format=xml')
        .expect(200)
        .expect('Content-Type', /fhir\+xml/);
      await request(app).get('/fhir/metadata?_format=application/fhir+json').set('Accept', 'text/html').expect(200);
    });

    it('answers a search in the format that its form asks for', async () => {
      for (const type of ['Patient', 'ValueSet']) {
        const search = (form: string) => request(app).post(`/fhir/${type}/_search`).set(bearer).send(form);
        await search('_format=xml')
          .expect(200)
          .expect('Content-Type', /fhir\+xml/);
        await search('_format=ttl').expect(406);
      }
    });

    it('refuses unknown parameters (A-9) and broken escapes', async () => {
      assert.equal(code(await request(app).get('/fhir/metadata?_summary=true').expect(400)), 'query-parameter-unknown');
      assert.equal(code(await request(app).get('/fhir/Task/%E0%A4%A').set(bearer).expect(400)), 'request-malformed');
    });

    it('speaks Swedish to who prefers it', async () => {
      const response = await request(app).get('/nowhere').set('Accept-Language', 'sv, en;q=0.5');
      assert.equal(response.body.issue[0].details.text, 'Adressen finns inte här.');
    });
  });

  describe('failures', () => {
    it('tells a refusal by its findings', async () => {
      assert.equal(code(await post('"refuse"').expect(400)), 'bundle-empty');
    });

    it('tells an unforeseen error by a reference, and logs neither its message nor the address', async () => {
      logged.length = 0;
      const response = await request(app)
        .post('/fhir?_format=json')
        .set({ ...JSON_BODY, ...bearer })
        .send('"burst"')
        .expect(500);
      assert.equal(code(response), 'internal');
      assert(response.body.issue[0].details.text.includes(response.headers['x-request-id']));
      await new Promise((resolve) => setTimeout(resolve, 20));
      const text = logged.join('');
      assert(text.includes(response.headers['x-request-id']!));
      assert(text.includes('"frames"'));
      assert(!text.includes('191212121212'));
      assert(!text.includes('_format'));
      assert(!JSON.stringify(response.body).includes('app.test'));
    });
  });

  describe('what is public', () => {
    it('states in the CapabilityStatement what search takes', async () => {
      const { body } = await request(app).get('/fhir/metadata').expect(200);
      assert.equal(body.fhirVersion, '4.0.1');
      const others = ['Task', 'CodeSystem', 'ValueSet', 'ConceptMap', 'NamingSystem', 'StructureDefinition'];
      const served = body.rest[0].resource.filter((item: { type: string }) => !others.includes(item.type));
      assert.deepEqual(
        served.map((item: { type: string }) => item.type),
        Object.keys(SEARCH_PARAMETERS),
      );
      for (const { type, searchParam } of served) {
        assert.deepEqual(
          searchParam.map((item: { name: string }) => item.name),
          SEARCH_PARAMETERS[type]!.map((item) => item.name),
        );
      }
      assert(body.rest[0].security.description.includes('https://gw.example/auth/token'));
    });

    it('publishes the SMART configuration and the signing key, without its private part', async () => {
      const { body } = await request(app).get('/fhir/.well-known/smart-configuration').expect(200);
      assert.equal(body.token_endpoint, 'https://gw.example/auth/token');
      const jwks = await request(app).get('/auth/jwks').expect(200);
      assert.equal(jwks.body.keys[0].kty, 'EC');
      assert.equal(jwks.body.keys[0].d, undefined);
    });

    it('documents every route in OpenAPI, and shows it with its own files only', async () => {
      const { body } = await request(app).get('/openapi.json').expect(200);
      assert.equal(body.openapi, '3.1.0');
      assert(body.paths['/fhir'].post);
      assert(body.paths['/fhir/{type}/$validate'].post);
      const page = await request(app).get('/docs').expect(200);
      assert(!/https?:\/\//.test(page.text));
      await request(app).get('/docs/assets/swagger-ui-bundle.js').expect(200);
    });

    it('tells health and readiness, and shows metrics to who has the token', async () => {
      await request(app).get('/healthz').expect(200, { status: 'ok' });
      await request(app)
        .get('/readyz')
        .expect(503, { status: 'not-ready', checks: { database: false } });
      await request(app).get('/metrics').expect(401);
      const { text } = await request(app)
        .get('/metrics')
        .set('Authorization', 'Bearer sesame-sesame-sesame')
        .expect(200);
      assert.match(text, /sluss_http_requests_total\{method="POST",route="\/fhir",status="200"\} \d/);
      assert(!text.includes('/nowhere'));
    });

    it('sends the headers of a careful server', async () => {
      const { headers } = await request(app)
        .get('/fhir/metadata')
        .set('X-Request-Id', 'mine-1')
        .set('Origin', 'https://evil.example');
      assert.equal(headers['x-powered-by'], undefined);
      assert.equal(headers['access-control-allow-origin'], undefined);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.match(headers['content-security-policy']!, /default-src 'none'/);
      assert.match(headers['strict-transport-security']!, /max-age/);
      assert.equal(headers['x-correlation-id'], 'mine-1');
      assert.notEqual(headers['x-request-id'], 'mine-1');
    });
  });
});
