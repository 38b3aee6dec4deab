import assert from 'node:assert/strict';
import { newId } from './new-id.ts';

describe('an internal id', () => {
  it('is a UUID of version 7 with the time in it, never the same twice', () => {
    const before = Date.now();
    const ids = Array.from({ length: 10_000 }, () => newId());
    const after = Date.now();
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) {
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
      assert.ok(time >= before && time <= after);
    }
  });
});
