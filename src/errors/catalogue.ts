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

/** What fills the places of a text; words are given in both languages, names and numbers once. */
export type Parameters = Record<string, string | number | Text>;

/** Fills the `{name}` places of a text, in both languages. A place without a parameter stays as it is. */
export function fillText(text: Text, parameters: Parameters): Text {
  const fill = (language: keyof Text) =>
    text[language].replace(/\{(\w+)\}/g, (place, name) => {
      const value = parameters[name];
      if (value === undefined) return place;
      return typeof value === 'object' ? value[language] : String(value);
    });
  return { en: fill('en'), sv: fill('sv') };
}
