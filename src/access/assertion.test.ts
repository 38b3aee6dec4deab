import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { makeClient, rememberUses, signAssertion, type TestClient } from '../../test/support/client.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { assertionVerifier, type VerifyAssertion } from './assertion.ts';

const TOKEN = 'https://gw.example/auth/token';

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    assert(error instanceof SlussError, String(error));
    return error.findings[0]!.code;
  }
  return 'ok';
}

describe('private_key_jwt', () => {
  let client: TestClient;
  let other: TestClient;
  let verify: VerifyAssertion;
  const now = () => Math.floor(Date.now() / 1000);

  before(async () => {
    client = await makeClient();
    other = await makeClient({ id: 'other' });
    verify = assertionVerifier([client.registration, other.registration], TOKEN, rememberUses());
  });

  for (const alg of ['RS384', 'ES384', 'RS256', 'ES256']) {
    it(`takes ${alg}`, async () => {
      const sender = await makeClient({ id: alg, alg });
      const check = assertionVerifier([sender.registration], TOKEN, rememberUses());
      assert.equal((await check(await signAssertion(sender, TOKEN))).id, alg);
    });
  }

  it('takes an assertion once', async () => {
    const assertion = await signAssertion(client, TOKEN);
    assert.equal((await verify(assertion)).id, 'test-client');
    assert.equal(await codeOf(verify(assertion)), 'assertion-replayed');
  });

  it('keeps the jti of one client apart from that of another', async () => {
    const claims = { jti: 'same' };
    assert.equal(await codeOf(verify(await signAssertion(client, TOKEN, claims))), 'ok');
    assert.equal(await codeOf(verify(await signAssertion(other, TOKEN, claims))), 'ok');
    assert.equal(await codeOf(verify(await signAssertion(client, TOKEN, claims))), 'assertion-replayed');
  });

  it('tells each fault by its code', async () => {
    const refused = async (claims: Parameters<typeof signAssertion>[2], header = {}) =>
      codeOf(verify(await signAssertion(client, TOKEN, claims, header)));
    assert.equal(await refused({ aud: 'https://gw.example/fhir' }), 'assertion-audience-wrong');
    assert.equal(await refused({ exp: now() - 60 }), 'assertion-expired');
    assert.equal(await refused({ nbf: now() + 120 }), 'assertion-expired');
    assert.equal(await refused({ exp: now() + 600 }), 'assertion-lifetime-too-long');
    assert.equal(await refused({ exp: undefined }), 'assertion-claim-missing');
    assert.equal(await refused({ jti: undefined }), 'assertion-claim-missing');
    assert.equal(await refused({ jti: 5 as unknown as string }), 'assertion-claim-missing');
    assert.equal(await refused({ sub: 'other' }), 'assertion-client-unknown');
    assert.equal(await refused({ iss: 'nobody', sub: 'nobody' }), 'assertion-client-unknown');
    assert.equal(await refused({ iss: undefined }), 'assertion-claim-missing');
    assert.equal(await refused({}, { kid: 'unknown' }), 'assertion-key-unknown');
    assert.equal(await codeOf(verify('no.jwt')), 'assertion-malformed');
  });

  it("refuses another client's key, a shared secret, and no signature", async () => {
    const forged = await signAssertion(
      { ...other, registration: client.registration },
      TOKEN,
      {},
      { kid: 'test-client-1' },
    );
    assert.equal(await codeOf(verify(forged)), 'assertion-signature-invalid');
    const secret = await new SignJWT({ iss: 'test-client', sub: 'test-client', aud: TOKEN, jti: 'a', exp: now() + 60 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from(JSON.stringify(client.registration.jwks)));
    assert.equal(await codeOf(verify(secret)), 'assertion-algorithm-unsupported');
    const [, payload] = (await signAssertion(client, TOKEN)).split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    assert.notEqual(await codeOf(verify(unsigned)), 'ok');
  });

  it('reads keys from jwksUri, and says when it cannot', async () => {
    const sender = await makeClient({ id: 'remote' });
    const { jwks, ...registration } = sender.registration;
    const server = createServer((_request, response) => {
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(jwks));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    const check = assertionVerifier([{ ...registration, jwksUri }], TOKEN, rememberUses());
    assert.equal((await check(await signAssertion(sender, TOKEN))).id, 'remote');
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    const late = assertionVerifier([{ ...registration, jwksUri }], TOKEN, rememberUses());
    assert.equal(await codeOf(late(await signAssertion(sender, TOKEN))), 'client-keys-unavailable');
  });
});
