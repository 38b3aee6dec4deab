/** Reading and writing R4 Parameters. Values are taken whatever their type, so that a query string and a Parameters resource mean the same. */

import type { CodeableConcept, Coding, Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';

export class OperationInput {
  readonly #operation: string;
  readonly #parameters: readonly ParametersParameter[];

  constructor(operation: string, parameters: Parameters) {
    this.#operation = operation;
    this.#parameters = parameters.parameter ?? [];
  }

  #first(name: string): ParametersParameter | undefined {
    return this.#parameters.find((parameter) => parameter.name === name);
  }

  /** The value of a parameter of a primitive type, as text; the empty text counts as none. */
  text(name: string): string | undefined {
    return textOf(this.#first(name));
  }

  texts(name: string): string[] {
    return this.#parameters
      .filter((parameter) => parameter.name === name)
      .map(textOf)
      .filter((text) => text !== undefined);
  }

  /** A whole number, not negative. Throws `terminology-parameter` for anything else. */
  count(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text)) throw this.needs({ en: `${name}: a whole number`, sv: `${name}: ett heltal` });
    return Number(text);
  }

  flag(name: string): boolean | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (text !== 'true' && text !== 'false')
      throw this.needs({ en: `${name}: true or false`, sv: `${name}: true eller false` });
    return text === 'true';
  }

  /** A date or the date part of a dateTime, ÅÅÅÅ-MM-DD. */
  date(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^\d{4}(-\d\d(-\d\d(T.*)?)?)?$/.test(text)) throw this.needs(`${name}: a date`);
    return text.slice(0, 10);
  }

  coding(name: string): Coding | undefined {
    return this.#first(name)?.valueCoding;
  }

  codeableConcept(name: string): CodeableConcept | undefined {
    return this.#first(name)?.valueCodeableConcept;
  }

  resource<T extends Resource['resourceType']>(
    name: string,
    type: T,
  ): Extract<Resource, { resourceType: T }> | undefined {
    const resource = this.#first(name)?.resource;
    return resource?.resourceType === type ? (resource as Extract<Resource, { resourceType: T }>) : undefined;
  }

  /** The error for a parameter that is missing or not of its type. */
  needs(parameter: Text | string): SlussError {
    return SlussError.of('terminology-parameter', { operation: this.#operation, parameter });
  }
}

function textOf(parameter: ParametersParameter | undefined): string | undefined {
  for (const key in parameter) {
    const value = (parameter as unknown as Record<string, unknown>)[key];
    if (
      key.startsWith('value') &&
      (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    ) {
      return String(value) || undefined;
    }
  }
  return undefined;
}

/** The Parameters of a query string: every value as text. */
export function parametersOfQuery(query: Readonly<Record<string, unknown>>): Parameters {
  const parameter: ParametersParameter[] = [];
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item === 'string') parameter.push({ name, valueString: item });
    }
  }
  return { resourceType: 'Parameters', parameter };
}

/** A Parameters resource of the parameters that have something. */
export function answer(...parameter: (ParametersParameter | undefined | false | '')[]): Parameters {
  return { resourceType: 'Parameters', parameter: parameter.filter((item) => !!item) };
}
