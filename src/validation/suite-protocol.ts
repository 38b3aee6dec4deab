import type { OperationOutcome } from '@medplum/fhirtypes';
import type { Text } from '../errors/definition.ts';
import { finding } from '../errors/finding.ts';
import { toOperationOutcome } from '../fhir/operation-outcome.ts';
import { readDefinitions } from './definition-files.ts';
import type { ValidationOptions } from './options.ts';
import { validateText } from './validate-text.ts';
import type { Validator } from './validator.ts';

/** One line of the protocol: a resource as text, and what is known for this request only. */
interface Request {
  id: unknown;
  resource: string;
  definitions?: string[];
  profiles?: string[];
  options?: Record<string, unknown>;
  context?: { url: string; path: string }[];
}

const REFERENCES: Record<string, ValidationOptions['references']> = {
  CHECK_EXISTS_AND_TYPE: 'exists-and-type',
  CHECK_VALID: 'valid',
};

/**
 * Answers one request of the line protocol of HL7's validator tests: `{id, resource, definitions, profiles, options, context}` gives
 * `{id, outcome}`. Definitions are files, known to this request only. Anything that fails is an outcome too.
 */
export function answerRequest(line: string, base: Validator): { id: unknown; outcome: OperationOutcome } {
  let request: Request | null;
  try {
    request = JSON.parse(line) as Request | null;
  } catch {
    return refuse(null, { en: 'the request is no JSON line', sv: 'begäran är ingen JSON-rad' });
  }
  if (typeof request?.resource !== 'string')
    return refuse(request?.id ?? null, {
      en: 'the request has no "resource" that is the text of one',
      sv: 'begäran har ingen "resource" som är texten till en',
    });
  try {
    const definitions = (request.definitions ?? []).flatMap((file) => readDefinitions(file));
    const context = new Map((request.context ?? []).map(({ url, path }) => [url, path]));
    const validator = definitions.length > 0 ? base.withDefinitions(definitions) : base;
    const findings = validateText(request.resource, validator, {
      profiles: request.profiles ?? [],
      options: {
        ...optionsOf(request.options ?? {}),
        resolve: (reference) => {
          const path = context.get(reference);
          if (path) return readDefinitions(path)[0];
          return reference === 'Patient/test' ? { resourceType: 'Patient', id: 'test' } : undefined;
        },
      },
    });
    return { id: request.id, outcome: toOperationOutcome(findings) };
  } catch (error) {
    const outcome: OperationOutcome = {
      resourceType: 'OperationOutcome',
      issue: [
        { severity: 'fatal', code: 'exception', details: { text: String((error as Error).stack).slice(0, 500) } },
      ],
    };
    return { id: request.id, outcome };
  }
}

function refuse(id: unknown, reason: Text): { id: unknown; outcome: OperationOutcome } {
  return { id, outcome: toOperationOutcome([finding('json-syntax', '', { reason })]) };
}

function optionsOf(given: Record<string, unknown>): Partial<ValidationOptions> {
  const rule = given['bundle-param'] as { rule?: string; profile?: string } | undefined;
  const [type, index] = rule?.rule?.split(':') ?? [];
  const practice = String(given['best-practice'] ?? 'Ignore').toLowerCase();
  return {
    references: REFERENCES[String(given.validateReference)] ?? 'ignore',
    trustReferenceTypes: given.assumeValidRestReferences === true,
    contained: given.validateContains === 'IGNORE' ? 'ignore' : 'validate',
    allowExampleUrls: given.examples !== false,
    bestPractice:
      practice === 'warning' || practice === 'error' ? practice : practice === 'hint' ? 'information' : 'ignore',
    rejectHtmlInStrings: given['security-checks'] === true,
    rejectHtmlInMarkdown: given.noHtmlInMarkdown === true,
    rejectExperimental: given['no-experimental-content'] === true,
    forPublication: given['for-publication'] === true,
    ...(type && rule?.profile && { bundleRules: [{ type, index: Number(index ?? 0), profile: rule.profile }] }),
  };
}
