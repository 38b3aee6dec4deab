import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../src/errors/finding.ts';
import { loadR4Core } from '../../src/fhir/definitions/r4-core.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { createTerminology } from '../../src/terminology/service.ts';
import { createValidator } from '../../src/validation/validator.ts';

function resources(folder: string): unknown[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'SOURCE.json')
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown);
}

const OWN = 'https://sluss.se/fhir/StructureDefinition/';

/**
 * Validates as the gateway does: aliases first, then profiles and terminology of the project. Changes the resource that it is given. A profile without an
 * address is one of the submission profiles.
 */
export function gatewayValidator(): (resource: unknown, profile: string) => Finding[] {
  const guides = ['se-base', 'submission', 'receipt'].flatMap((guide) =>
    resources(join(PACKAGE_ROOT, 'profiles', guide, 'compiled')),
  );
  const definitions = loadR4Core().layer(guides);
  const terminology = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')], definitions });
  const validator = createValidator({ definitions, terminology, options: { trustReferenceTypes: true } });
  return (resource, profile) => {
    terminology.normaliseCodings(resource);
    return validator.validate(resource, { profiles: [profile.includes('://') ? profile : OWN + profile] });
  };
}
