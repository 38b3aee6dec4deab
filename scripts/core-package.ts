/** Lays out FHIR R4 core as a package of the FHIR package cache, from the definitions that npm has already installed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { PACKAGE_ROOT } from '../src/package-root.ts';

const BUNDLES = [
  'profiles-types',
  'profiles-resources',
  'profiles-others',
  'extension-definitions',
  'valuesets',
  'v3-codesystems',
  'v2-tables',
];

/** Writes `hl7.fhir.r4.core#4.0.1` under `home/.fhir/packages`, where SUSHI looks for it (https://wiki.hl7.org/FHIR_Package_Cache). */
export function layOutCorePackage(home: string): void {
  const folder = join(home, '.fhir', 'packages', 'hl7.fhir.r4.core#4.0.1', 'package');
  mkdirSync(folder, { recursive: true });
  const definitions = join(PACKAGE_ROOT, 'node_modules', '@medplum', 'definitions', 'dist', 'fhir', 'r4');
  for (const name of BUNDLES) {
    const bundle = JSON.parse(readFileSync(join(definitions, `${name}.json`), 'utf8')) as Bundle;
    for (const { resource } of bundle.entry ?? []) {
      if (resource?.id) writeFileSync(join(folder, fileName(resource)), JSON.stringify(resource));
    }
  }
  const manifest = { name: 'hl7.fhir.r4.core', version: '4.0.1', fhirVersions: ['4.0.1'], type: 'Core' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
}

function fileName(resource: Resource): string {
  return `${resource.resourceType}-${resource.id}.json`;
}
