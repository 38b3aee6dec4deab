import type { Run } from '../run.ts';
import { objects } from './each.ts';

/** `hl7.fhir.r4.core`, and with a version: https://confluence.hl7.org/display/FHIR/NPM+Package+Specification */
const PACKAGE = /^[A-Za-z][\w-]*(?:\.[\w-]+)+$/;
const VERSION = /^[\w$-]+(?:\.[\w$-]+)*$/;

const REASONS = {
  url: {
    en: 'The address of a guide has /ImplementationGuide/ in it; this is that of something else.',
    sv: 'En guides adress har /ImplementationGuide/ i sig; detta är adressen till något annat.',
  },
  package: { en: 'This is no name of a package.', sv: 'Detta är inte ett pakets namn.' },
  version: { en: 'This is no version of a package.', sv: 'Detta är inte en version av ett paket.' },
};

/** What a guide depends on is named so that it can be found (http://hl7.org/fhir/R4/implementationguide-definitions.html#ImplementationGuide.dependsOn). The run stands at it. */
export function checkImplementationGuide({ dependsOn }: Record<string, unknown>, run: Run): void {
  for (const [{ uri, packageId, version }, index] of objects(dependsOn)) {
    const report = (reason: keyof typeof REASONS) =>
      run.report('guide-dependency', { reason: REASONS[reason] }, {}, `.dependsOn[${index}]`);
    if (typeof uri === 'string' && !uri.includes('/ImplementationGuide/')) report('url');
    if (typeof packageId === 'string' && !PACKAGE.test(packageId)) report('package');
    if (typeof version === 'string' && !VERSION.test(version)) report('version');
  }
}
