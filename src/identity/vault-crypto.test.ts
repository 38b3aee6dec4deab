import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { SlussError } from '../errors/sluss-error.ts';
import { createVaultCrypto } from './vault-crypto.ts';

const master = Buffer.alloc(32, 7);
const vault = createVaultCrypto(master);
const refused = (error: unknown) => error instanceof SlussError && error.findings[0].code === 'vault-sealed';

describe('createVaultCrypto', () => {
  it('opens what it sealed, in the same place only', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (text, place, other) => {
        const sealed = vault.encrypt(text, place);
        assert.equal(vault.decrypt(sealed, place).toString(), Buffer.from(text).toString());
        if (Buffer.from(other).compare(Buffer.from(place)) !== 0)
          assert.throws(() => vault.decrypt(sealed, other), refused);
      }),
    );
  });

  it('never seals the same value in the same way', () => {
    assert.notDeepEqual(vault.encrypt('a', ''), vault.encrypt('a', ''));
  });

  it('refuses any changed byte, and what is cut short', () => {
    const sealed = vault.encrypt('191212121212', 'identifier');
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] ^= 1;
      assert.throws(() => vault.decrypt(changed, 'identifier'), refused, `byte ${at}`);
      assert.throws(() => vault.decrypt(sealed.subarray(0, at), 'identifier'), refused);
    }
  });

  it('opens under a previous master key and seals under the current one', () => {
    const next = createVaultCrypto(randomBytes(32), [master]);
    assert.equal(next.decrypt(vault.encrypt('x', 'c'), 'c').toString(), 'x');
    assert.throws(() => vault.decrypt(next.encrypt('x', 'c'), 'c'), refused);
    assert.notEqual(next.keyId, vault.keyId);
  });

  it('looks up the same value alike, and apart for each purpose and division', () => {
    const hashes = [
      vault.lookup('person', 'system', 'value'),
      vault.lookup('alias', 'system', 'value'),
      vault.lookup('person', 'systemvalue'),
      vault.lookup('person', 'systemv', 'alue'),
      vault.lookup('person', 'system', 'value', ''),
      createVaultCrypto(randomBytes(32)).lookup('person', 'system', 'value'),
    ].map((hash) => hash.toString('hex'));
    assert.equal(new Set(hashes).size, hashes.length);
    assert.equal(createVaultCrypto(master).lookup('person', 'system', 'value').toString('hex'), hashes[0]);
    assert.equal(vault.lookup('person', Buffer.from('system'), 'value').toString('hex'), hashes[0]);
  });

  it('wraps the keys of views, each for its own view, apart from other values', () => {
    const key = vault.newKey();
    const wrapped = vault.wrapKey(key, 'register/par');
    assert.deepEqual(vault.unwrapKey(wrapped, 'register/par'), key);
    assert.throws(() => vault.unwrapKey(wrapped, 'register/khsl'), refused);
    assert.throws(() => vault.decrypt(wrapped, 'register/par'), refused);
  });

  it('refuses a short master key', () => {
    assert.throws(() => createVaultCrypto(Buffer.alloc(31)), { name: 'SlussError' });
  });
});
