/** The closed catalogue of everything that can go wrong. Codes are stable: a code is never reused for another meaning. */
import { accessErrors } from './access.ts';
import { configurationErrors } from './configuration.ts';
import type { ErrorDefinition, Text } from './definition.ts';
import { httpErrors } from './http.ts';
import { identityErrors } from './identity.ts';
import { registersErrors } from './registers.ts';
import { repositoryErrors } from './repository.ts';
import { submissionErrors } from './submission.ts';
import { terminologyErrors } from './terminology.ts';
import { validationErrors } from './validation.ts';

export const CATALOGUE = {
  ...accessErrors,
  ...configurationErrors,
  ...httpErrors,
  ...identityErrors,
  ...registersErrors,
  ...repositoryErrors,
  ...submissionErrors,
  ...terminologyErrors,
  ...validationErrors,
};

export type ErrorCode = keyof typeof CATALOGUE & string;

/** The definition of a code. */
export function errorDefinition(code: ErrorCode): ErrorDefinition {
  return CATALOGUE[code];
}

export type Parameters = Record<string, string | number>;

/** Fills the `{name}` places of a text, in both languages. A place without a parameter stays as it is. */
export function fillText(text: Text, parameters: Parameters): Text {
  const fill = (template: string) =>
    template.replace(/\{(\w+)\}/g, (place, name) => (name in parameters ? String(parameters[name]) : place));
  return { en: fill(text.en), sv: fill(text.sv) };
}
