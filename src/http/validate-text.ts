/** $validate without HTTP: from a text to located findings. */
import { errorDefinition } from '../errors/catalogue.ts';
import { type Finding, finding, isError } from '../errors/finding.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { locateInText, parseFhirText } from '../fhir/fhir-text.ts';
import type { FetchedCodes } from '../terminology/snomed/fetched-concepts.ts';
import { Questions } from '../terminology/snomed/questions.ts';
import type { EditionSet, LiveEditions } from './live-editions.ts';

type Json = Record<string, unknown>;

export interface ValidateTextOptions {
  /** The type in the address. */
  type?: string;
  profiles: readonly string[];
}

/** A text that has been read, and what is to be checked of it; without that, what is wrong. */
interface ReadText {
  text: string;
  findings: Finding[];
  target?: Target;
}

/**
 * Checks the resource of a text: itself, or the one in Parameters (`resource`, `profile`) as the operation has it
 * (https://hl7.org/fhir/R4/resource-operation-validate.html). Aliases of code systems count as what they stand for, as in a submission.
 * Throws what makes the text unreadable; everything else is a finding, also what is wrong with FHIR XML that can be read. `validateFetching` also checks the codes of
 * code systems in the database.
 */
export function textValidation(editions: LiveEditions, maxDepth: number) {
  const read = (text: string, { type }: ValidateTextOptions, { terminology }: EditionSet): ReadText => {
    const { value, findings } = parseFhirText(text, { maxDepth });
    if (value === undefined || findings.some(isUnreadable)) throw new SlussError(findings);
    const target = unwrap(value);
    if (!target) return { text, findings: [finding('validate-resource-missing', 'Parameters')] };
    const found = (target.resource as Json | null)?.resourceType;
    if (type !== undefined && found !== type) {
      return { text, findings: [finding('validate-type-differs', target.path ?? '', { type })] };
    }
    terminology.normaliseCodings(target.resource);
    return { text, findings, target };
  };
  const check = (
    { text, findings, target }: ReadText,
    profiles: readonly string[],
    { validator }: EditionSet,
    fetched?: FetchedCodes,
  ): Finding[] => {
    if (!target) return findings;
    const found = validator.validate(target.resource, {
      profiles: [...profiles, ...target.profiles],
      ...(target.path && { path: target.path }),
      ...(fetched && { fetched }),
    });
    const all = [...findings, ...found];
    const positions = locateInText(
      text,
      all.map((item) => item.expression),
    );
    return all.map((item, index) => (item.line === undefined ? { ...item, ...positions[index] } : item));
  };
  return {
    validate(text: string, options: ValidateTextOptions) {
      const set = editions.current();
      return check(read(text, options, set), options.profiles, set);
    },
    validateFetching: (text: string, options: ValidateTextOptions) =>
      editions.answer(async (set) => {
        const resource = read(text, options, set);
        const { stored } = set.terminology;
        const questions = new Questions(set.terminology);
        if (stored) questions.collect(resource.target?.resource);
        const fetched = questions.isEmpty ? undefined : await stored?.fetch(questions);
        return check(resource, options.profiles, set, fetched);
      }),
  };
}

function isUnreadable(item: Finding): boolean {
  return isError(item) && errorDefinition(item.code).status === 400;
}

interface Target {
  resource: unknown;
  path?: string;
  profiles: string[];
}

function unwrap(value: unknown): Target | undefined {
  const { resourceType, parameter } = (value ?? {}) as { resourceType?: unknown; parameter?: unknown };
  if (resourceType !== 'Parameters' || !Array.isArray(parameter)) return { resource: value, profiles: [] };
  const named = (name: string) => parameter.findIndex((item: Json | null) => item?.name === name);
  const at = named('resource');
  if (at === -1) return undefined;
  const profile = parameter[named('profile')] as Json | undefined;
  const canonical = profile?.valueCanonical ?? profile?.valueUri;
  return {
    resource: (parameter[at] as Json).resource,
    path: `Parameters.parameter[${at}].resource`,
    profiles: typeof canonical === 'string' ? [canonical] : [],
  };
}
