import type { Parameters } from '@medplum/fhirtypes';
import type { Answer } from './gateway.ts';

/** The value of the first parameter of a name in an answer; undefined when there is none. */
export function parameterOf({ body }: Answer, name: string): unknown {
  const { name: _name, ...rest } = (body as Parameters).parameter?.find((item) => item.name === name) ?? {};
  return Object.values(rest)[0];
}

/** The code of the first finding in an answer. */
export function codeOf({ body }: Answer): string | undefined {
  return body.issue?.[0]?.details.coding[0].code;
}

/** A Parameters resource. */
export function parameters(...parameter: unknown[]) {
  return { resourceType: 'Parameters', parameter };
}
