import type { Run } from './run.ts';

type Json = Record<string, unknown>;

const COMMITTEE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-wg';

/** Policies of publication that a caller may switch on; they hold for every resource with a url. The run stands at the resource. */
export function checkPublication(resource: Json, run: Run): void {
  const { rejectExperimental, forPublication } = run.services.options;
  if (rejectExperimental && resource.experimental === true) run.report('experimental-not-allowed');
  if (!forPublication || typeof resource.url !== 'string') return;
  const extensions = Array.isArray(resource.extension) ? (resource.extension as Json[]) : [];
  if (/^https?:\/\/hl7\.org\/fhir\//.test(resource.url) && !extensions.some((item) => item?.url === COMMITTEE)) {
    run.report('publication-rule', { rule: `the owning committee must be stated (${COMMITTEE})` });
  }
}
