import assert from 'node:assert/strict';
import type { Resource } from '@medplum/fhirtypes';
import type { Entry, Envelope } from './entry.ts';
import type { Graph, Node } from './node.ts';
import { timesOf } from './times.ts';

const NOW = '2026-11-22T12:00:00.000Z';

/** A contact and one member that is stated with it, changed at the given moments. */
function statement(contactTime?: string, memberTime?: string, timestamp?: string) {
  const entryOf = (resourceType: string, lastUpdated?: string) =>
    ({ resource: { resourceType, ...(lastUpdated && { meta: { lastUpdated } }) } as Resource }) as Entry;
  const contact: Node = { type: 'Encounter', role: 'contact', keys: [], entry: entryOf('Encounter', contactTime) };
  const entry = entryOf('Condition', memberTime);
  const member: Node = { type: 'Condition', role: 'member', keys: [], entry, contact, statedWithContact: true };
  const entries = new Map([contact, member].map((node) => [node.entry as Entry, node]));
  const { times } = timesOf({ timestamp } as Envelope, { entries } as Graph, NOW);
  return { contact: times.get(contact), member: times.get(member) };
}

describe('the time of a statement', () => {
  const [early, late] = ['2026-10-06T10:00:00.000Z', '2026-10-06T11:00:00.000Z'];

  it('is the later one of the contact and its members', () => {
    assert.deepEqual(statement(early, late), { contact: early, member: late });
    assert.deepEqual(statement(late, early), { contact: late, member: late });
  });

  it('is that of the contact where the members have none: a late bundle does not become the newest by arriving', () => {
    assert.deepEqual(statement(early), { contact: early, member: early });
  });

  it('is that of the bundle, or of arrival, where nothing else tells', () => {
    assert.deepEqual(statement(early, undefined, late), { contact: early, member: late });
    assert.deepEqual(statement(undefined, undefined, late), { contact: late, member: late });
    assert.deepEqual(statement(), { contact: NOW, member: NOW });
  });
});
