import type { Parameters } from '../errors/catalogue.ts';
import type { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import type { Run } from './run.ts';
import { didYouMean, editionName } from './terminology-text.ts';
import { isAbsoluteUri } from './uri.ts';

/**
 * A Coding, whatever it is bound to: its system is a code system, the code exists there, and the display is one of the code's
 * (http://hl7.org/fhir/R4/datatypes.html#Coding). Unknown systems are a warning.
 */
export function checkCodingItself(value: Record<string, unknown>, run: Run): void {
  const { system, version, code, display } = value;
  if (typeof system !== 'string') return;
  if (!isAbsoluteUri(system)) {
    run.report('code-system-relative', {}, {}, '.system');
    return;
  }
  if (run.property(-1)?.path !== 'CodeableConcept.coding') checkSystem(system, run);
  if (typeof code !== 'string') return;
  const outcome = run.services.terminology.validateCoding({
    system,
    code,
    version: typeof version === 'string' ? version : undefined,
    display: typeof display === 'string' ? display : undefined,
  });
  if (outcome.status === 'valid') {
    if (outcome.coverage) run.noteOtherDay(system, outcome);
    if (!outcome.expectedDisplays) return;
  }
  const suggestion: Parameters = outcome.suggestion ? { suggestion: didYouMean(outcome.suggestion) } : {};
  const edition = editionName(system, outcome);
  switch (outcome.status) {
    case 'unknown-code':
      run.report('code-unknown', { system: edition, ...suggestion }, {}, '.code');
      break;
    case 'fragment-unknown':
      run.report('code-unknown-in-fragment', { system: edition }, {}, '.code');
      break;
    case 'unknown-system':
      run.report('code-system-unknown', { system, ...suggestion }, {}, '.system');
      break;
    case 'system-is-value-set':
      run.report('code-system-is-value-set', { system }, {}, '.system');
      break;
    case 'system-is-supplement':
      run.report('code-system-is-supplement', { system }, {}, '.system');
      break;
    case 'not-checked':
      run.report('code-not-checked', { reason: outcome.reason ?? system }, {}, '.code');
      break;
  }
  if (outcome.expectedDisplays) {
    const expected = outcome.expectedDisplays.map((item) => `"${item}"`).join(', ');
    run.report('display-wrong', { system: edition, expected }, {}, '.display');
  }
}

/** Systems whose addresses are often written almost right. */
const OFTEN_WRONG = [
  'http://snomed.info/sct',
  'http://loinc.org',
  'http://unitsofmeasure.org',
  'http://www.nlm.nih.gov/research/umls/rxnorm',
];

const MAX_SYSTEMS = 1000;
const judged = new WeakMap<DefinitionIndex, Map<string, boolean>>();

/** The system of a Coding that stands alone cannot be what is surely no code system: there is no other coding to go by. */
function checkSystem(system: string, run: Run): void {
  const { definitions } = run.services;
  let known = judged.get(definitions);
  if (!known) {
    known = new Map();
    judged.set(definitions, known);
  }
  let isWrong = known.get(system);
  if (isWrong === undefined) {
    isWrong = isNoCodeSystem(system, definitions);
    if (known.size >= MAX_SYSTEMS) known.clear();
    known.set(system, isWrong);
  }
  if (isWrong) run.report('code-system-wrong', { system }, {}, '.system');
}

function isNoCodeSystem(system: string, definitions: DefinitionIndex): boolean {
  if (OFTEN_WRONG.includes(system)) return false;
  const isKnown = definitions.resolve(system, 'CodeSystem') !== undefined;
  const plain = system.replace(/^https:/, 'http:');
  const meant = OFTEN_WRONG.find((known) => plain.startsWith(known));
  const ofHl7 =
    /^https?:\/\/(?:www\.)?hl7\.org\/fhir\/(?!sid\/|test)/.test(system) || /^https?:\/\/build\.fhir\.org/.test(system);
  const isPage = /^https?:.*\.html?$/.test(system);
  const isOtherScheme = !/^(?:https?|urn):/.test(system);
  const isHttps = plain !== system && definitions.resolve(plain, 'CodeSystem') !== undefined;
  if (isKnown || !(meant || ofHl7 || isPage || isOtherScheme || isHttps)) return false;
  return definitions.resolve(system, 'ValueSet') === undefined;
}
