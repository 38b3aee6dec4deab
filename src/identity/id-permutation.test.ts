import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { createIdPermutation } from './id-permutation.ts';

const key = Buffer.alloc(32, 1);

describe('createIdPermutation', () => {
  it('is one block of AES', () => {
    const id = '00112233-4455-6677-8899-aabbccddeeff';
    const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
    const expected = cipher.update(id.replaceAll('-', ''), 'hex', 'hex');
    assert.equal(createIdPermutation(key).outward(id).replaceAll('-', ''), expected);
  });

  it('goes back, in any order of calls, and is a FHIR id', () => {
    const permutation = createIdPermutation(key);
    fc.assert(
      fc.property(fc.array(fc.uuid(), { minLength: 1 }), (ids) => {
        const outward = ids.map((id) => permutation.outward(id));
        assert.deepEqual(permutation.outwardAll(ids), outward);
        assert.deepEqual(outward.map((id) => permutation.inward(id)).reverse(), ids.reverse());
        for (const id of outward) assert.match(id, /^[A-Za-z0-9\-.]{1,64}$/);
      }),
    );
  });

  it('differs from view to view', () => {
    const id = '7f1c2f3a-0000-4000-8000-000000000001';
    const views = [
      createIdPermutation(key),
      createIdPermutation(Buffer.alloc(32, 2)),
      createIdPermutation(Buffer.alloc(16, 1)),
    ];
    assert.equal(new Set(views.map((view) => view.outward(id))).size, 3);
  });

  it('knows nothing of what is not a UUID', () => {
    const permutation = createIdPermutation(key);
    for (const value of ['', 'x', '7F1C2F3A-0000-4000-8000-000000000001', '../etc', `${'0'.repeat(36)}`]) {
      assert.equal(permutation.inward(value), undefined);
    }
    const id = '7f1c2f3a-0000-4000-8000-000000000001';
    assert.equal(permutation.inward(permutation.outward(id)), id);
  });
});
