import assert from 'node:assert/strict';
import { allows, formatScope, intersectScopes, parseScope, type Scope } from './scope.ts';

const scopes = (text: string): Scope[] => text.split(' ').map((item) => parseScope(item)!);
const granted = (asked: string, registered: string) =>
  intersectScopes(scopes(asked), scopes(registered)).map(formatScope).join(' ');

describe('SMART system scopes', () => {
  it('reads version 2, and version 1 as what it means', () => {
    assert.deepEqual(parseScope('system/Encounter.rs'), { type: 'Encounter', permissions: ['r', 's'] });
    assert.equal(formatScope(parseScope('system/*.read')!), 'system/*.rs');
    assert.equal(formatScope(parseScope('system/*.*')!), 'system/*.cruds');
  });

  it('refuses other contexts, letters out of order, and granular scopes', () => {
    for (const text of [
      'patient/*.rs',
      'system/*.sr',
      'system/*.',
      'system/.rs',
      'system/Observation.rs?category=x',
      'openid',
      '',
    ]) {
      assert.equal(parseScope(text), undefined, text);
    }
  });

  it('grants what is asked for as far as it is registered, never more', () => {
    assert.equal(granted('system/*.cruds', 'system/Encounter.rs'), 'system/Encounter.rs');
    assert.equal(granted('system/Encounter.cruds', 'system/*.rs'), 'system/Encounter.rs');
    assert.equal(granted('system/Encounter.c', 'system/Encounter.rs'), '');
    assert.equal(granted('system/Patient.rs', 'system/Encounter.rs'), '');
    assert.equal(
      granted('system/Encounter.r system/Encounter.s', 'system/*.c system/Encounter.rs'),
      'system/Encounter.rs',
    );
  });

  it('allows by type and letter', () => {
    const mine = scopes('system/Encounter.rs system/Patient.r');
    assert(allows(mine, 'Encounter', 's'));
    assert(!allows(mine, 'Patient', 's'));
    assert(!allows(mine, 'Condition', 'r'));
    assert(allows(mine, '*', 'r'));
    assert(!allows(mine, '*', 'c'));
  });
});
