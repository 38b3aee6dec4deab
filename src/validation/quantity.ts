import type { Run } from './run.ts';

const UCUM = 'http://unitsofmeasure.org';

/**
 * A Quantity's unit, whatever it is bound to: a code of UCUM is one of UCUM (http://hl7.org/fhir/R4/datatypes.html#Quantity). A warning: a receiver that
 * computes cannot use the value, others read `unit`.
 */
export function checkUnit({ system, code }: Record<string, unknown>, run: Run): void {
  if (system !== UCUM || typeof code !== 'string') return;
  const { status } = run.services.terminology.validateCoding({ system, code });
  if (status === 'unknown-code') run.report('quantity-unit-unknown', {}, {}, '.code');
}
