import type { Run } from './run.ts';

type Json = Record<string, unknown>;

const COMMITTEE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-wg';

/** What HL7 demands of its own shareable definitions (http://hl7.org/fhir/R4/shareablecodesystem.html and the like). */
const SHAREABLE = ['url', 'version', 'title', 'status', 'experimental', 'description'];
const DEMANDED: Readonly<Record<string, readonly string[]>> = {
  CodeSystem: [...SHAREABLE, 'content', 'caseSensitive'],
  ConceptMap: SHAREABLE,
  Measure: SHAREABLE,
  ValueSet: SHAREABLE,
};

/** Policies of publication that a caller may switch on; they hold for every resource with a url. The run stands at the resource. */
export function checkPublication(resource: Json, run: Run): void {
  const { rejectExperimental, forPublication } = run.services.options;
  if (rejectExperimental && resource.experimental === true) run.report('experimental-not-allowed');
  if (!forPublication || typeof resource.url !== 'string') return;
  const type = run.frame.type;
  if (!/^https?:\/\/(?:[a-z]+\.)*hl7\.org\//.test(resource.url)) return;
  for (const name of DEMANDED[type] ?? []) {
    // A supplement leaves case to what it supplements.
    if (resource[name] !== undefined || (name === 'caseSensitive' && resource.content === 'supplement')) continue;
    const path = `${type}.${name}`;
    run.report('publication-rule', { rule: { en: `${path} must be stated`, sv: `${path} ska anges` } });
  }
  const extensions = Array.isArray(resource.extension) ? (resource.extension as Json[]) : [];
  if (/^https?:\/\/hl7\.org\/fhir\//.test(resource.url) && !extensions.some((item) => item?.url === COMMITTEE)) {
    const rule = {
      en: `the owning committee must be stated (${COMMITTEE})`,
      sv: `den ansvariga kommittén ska anges (${COMMITTEE})`,
    };
    run.report('publication-rule', { rule });
  }
}
