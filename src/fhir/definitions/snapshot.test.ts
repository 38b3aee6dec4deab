import assert from 'node:assert/strict';
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { SnapshotError } from './element-tree.ts';
import { loadR4Core } from './r4-core.ts';
import { withSnapshot } from './snapshot.ts';

/** What R4 was published with differs here: choices of a slice are named by their type, and elements of the base are missing. */
const OTHERWISE = new Set(['familymemberhistory-genetic', 'bp', 'catalog', 'elementdefinition-de']);
/** Its differential names an element that its base does not have. */
const IMPOSSIBLE = 'picoelement';

describe('withSnapshot', () => {
  const core = loadR4Core({ whole: true });
  const published = [...core.all('StructureDefinition')].filter(
    ({ derivation, differential, snapshot }) =>
      derivation === 'constraint' && differential?.element?.length && snapshot?.element?.length,
  );
  const idsOf = (elements: readonly ElementDefinition[] = []) => elements.map(({ id }) => id);
  const named = (id: string) => published.find((definition) => definition.id === id)!;

  it('has the elements of the snapshots that R4 was published with, in their order', () => {
    assert.ok(published.length > 430);
    for (const definition of published) {
      const { id = '', snapshot } = definition;
      if (OTHERWISE.has(id) || id === IMPOSSIBLE) continue;
      const made = withSnapshot(definition, core).snapshot?.element;
      assert.deepEqual(idsOf(made), idsOf(snapshot?.element), id);
      // A choice that a differential names by one of its types stays a choice, with that type as a slice.
      const limits = (elements: readonly ElementDefinition[] = []) =>
        elements
          .filter(({ path }) => !path?.endsWith('[x]'))
          .map((element) => `${element.id} ${element.min}..${element.max} ${element.type?.map(({ code }) => code)}`);
      assert.deepEqual(limits(made), limits(snapshot?.element), id);
    }
  });

  it('slices extensions by their url, and keeps the prose and the base of every element', () => {
    const { snapshot, differential } = withSnapshot(named('servicerequest-genetics'), core);
    const head = snapshot!.element!.find(({ id }) => id === 'ServiceRequest.extension');
    assert.deepEqual(head?.slicing?.discriminator, [{ type: 'value', path: 'url' }]);
    assert.ok(snapshot!.element!.every(({ base, definition }) => base?.path && definition));
    assert.ok(differential?.element?.length);
  });

  it('says why there is none', () => {
    assert.throws(() => withSnapshot(named(IMPOSSIBLE), core), SnapshotError);
    const orphan = { ...named('bodyheight'), baseDefinition: 'urn:none' } as StructureDefinition;
    assert.throws(() => withSnapshot(orphan, core), SnapshotError);
  });
});
