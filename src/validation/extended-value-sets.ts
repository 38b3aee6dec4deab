/**
 * Extensible value sets of R4 that Swedish law, or HL7 Sweden, adds labels to. R4 asks for another code where none of the set's own applies
 * (https://hl7.org/fhir/R4/terminologies.html#extensible): a code of these systems is one, and no sender is warned of it.
 */
const ADDED_SYSTEMS = new Map([
  [
    'http://hl7.org/fhir/ValueSet/security-labels',
    ['https://sluss.se/fhir/CodeSystem/legal-domain', 'http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel'],
  ],
]);

/** Whether the codes of a system are known to stand where the extensible value set has none that applies. */
export function isAddedTo(valueSet: string, system: string | undefined): boolean {
  return system !== undefined && ADDED_SYSTEMS.get(valueSet.replace(/\|.*/s, ''))?.includes(system) === true;
}
