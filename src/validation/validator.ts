import type { Finding } from '../errors/finding.ts';
import { finding } from '../errors/finding.ts';
import type { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import { ElementTrees } from '../fhir/definitions/element-tree.ts';
import type { FetchedCodes } from '../terminology/snomed/fetched-concepts.ts';
import { Terminology } from '../terminology/terminology.ts';
import { TypeCompiler } from './compile-type.ts';
import { ExtensionCatalogue } from './extension.ts';
import { guardedCall, type OnCheckFailed } from './guard.ts';
import { DEFAULT_OPTIONS, type ValidationOptions } from './options.ts';
import { Profiles } from './profile/profiles.ts';
import { enterResource } from './resource.ts';
import { type OtherDays, Run } from './run.ts';
import type { Services } from './services.ts';
import { type RememberingPort, remembering, type TerminologyPort } from './terminology-port.ts';
import { keepWellFormed } from './well-formed.ts';
import { wellShaped } from './well-shaped.ts';

export interface ValidatorSettings {
  definitions: DefinitionIndex;
  /** Default: the CodeSystems and ValueSets of the definitions. The gateway's own also has the imported editions and the aliases. */
  terminology?: TerminologyPort;
  options?: Partial<ValidationOptions>;
  /** Told of exceptions of checks, each of which is also a finding (`check-failed`). */
  onCheckFailed?: OnCheckFailed;
}

export interface ValidateCall {
  /** Canonicals to conform to, besides the base type and what `meta.profile` claims. */
  profiles?: readonly string[];
  /** What expressions begin with when the resource is part of something larger: `Bundle.entry[3].resource`. */
  path?: string;
  /** The Bundle that the resource is an entry of, so that references resolve. */
  bundle?: { resource: Record<string, unknown>; fullUrl?: string };
  options?: Partial<ValidationOptions>;
  /** The event's day, ÅÅÅÅ-MM-DD: codes are checked against the editions of that day; without it against the newest. */
  date?: string;
  /** Gathers, over several calls, which code systems were asked in an edition that is not of the event's day: no finding of one resource. */
  otherDays?: OtherDays;
  /** Codes of the resource that were fetched from the database; those of a system in the database that were not are not checked. */
  fetched?: FetchedCodes;
}

export interface Validator {
  /**
   * Everything that is wrong with a resource (parsed JSON of any shape), as findings in the order of the resource. Never throws: a check that does is a
   * finding.
   */
  validate(resource: unknown, call?: ValidateCall): Finding[];
  /**
   * Removes from a resource, in place, what does not have the shape of its type, so that it can be read as one although it has errors. Of a resource
   * whose type does not exist only the name of the type remains.
   */
  keepWellFormed(resource: Record<string, unknown>): void;
  /** The same validator with further definitions, which this one does not see. */
  withDefinitions(resources: Iterable<unknown>): Validator;
  /** The same validator with other terminology: what is compiled is shared, what was remembered of codes is not. */
  withTerminology(terminology: TerminologyPort): Validator;
  readonly definitions: DefinitionIndex;
}

/** A validator for FHIR R4 over a set of definitions. Types and profiles are compiled at their first use and kept. */
export function createValidator(settings: ValidatorSettings): Validator {
  const { definitions } = settings;
  const types = new TypeCompiler(new ElementTrees(definitions));
  const terminology = remembering(settings.terminology ?? new Terminology({ definitions }), definitions);
  return makeValidator({ ...settings, terminology }, types);
}

function makeValidator(
  settings: Omit<ValidatorSettings, 'terminology'> & { terminology: RememberingPort },
  types: TypeCompiler,
  compiled?: Pick<Services, 'trees' | 'profiles' | 'extensions'>,
): Validator {
  const { definitions, terminology } = settings;
  // Nothing of terminology is asked when something is compiled, so that it serves whatever terminology is at hand.
  const base = {
    definitions,
    terminology,
    types,
    trees: compiled?.trees ?? new ElementTrees(definitions),
    profiles: compiled?.profiles ?? new Profiles(() => services),
    extensions: compiled?.extensions ?? new ExtensionCatalogue(() => services),
  };
  const services: Services = {
    ...base,
    options: { ...DEFAULT_OPTIONS, ...settings.options },
    onCheckFailed: settings.onCheckFailed,
  };
  const byTerminology = new WeakMap<TerminologyPort, Services>();
  const servicesWith = (port: TerminologyPort): Services => {
    if (port === terminology) return services;
    let own = byTerminology.get(port);
    if (!own) {
      own = { ...services, terminology: port };
      byTerminology.set(port, own);
    }
    return own;
  };
  return {
    definitions,
    validate: (resource, call = {}) => {
      const { options, date, fetched } = call;
      const port = date ? terminology.at(date) : terminology;
      const ofDay = servicesWith(fetched ? port.with(fetched) : port);
      const own = options ? { ...ofDay, options: { ...services.options, ...options } } : ofDay;
      return validateOne(resource, call, own);
    },
    keepWellFormed: (resource) => {
      const type = (name: unknown) => (typeof name === 'string' ? types.resource(name) : undefined);
      const check = type(resource.resourceType);
      if (check) keepWellFormed(resource, check, type);
      else for (const key of Object.keys(resource)) if (key !== 'resourceType') delete resource[key];
    },
    withDefinitions: (resources) => {
      const shaped = Array.from(resources, (resource) => wellShaped(resource, types)).filter(
        (one) => one !== undefined,
      );
      const layer = definitions.layer(shaped);
      return makeValidator({ ...settings, definitions: layer, terminology: terminology.over(layer) }, types);
    },
    withTerminology: (port) => makeValidator({ ...settings, terminology: remembering(port, definitions) }, types, base),
  };
}

/** What expressions begin with; nothing where that is no name of a type. */
function typeNameOf(type: unknown, { types }: Services): string {
  return typeof type === 'string' && (types.resource(type) || /^[A-Za-z]{1,64}$/.test(type)) ? type : '';
}

function validateOne(resource: unknown, call: ValidateCall, services: Services): Finding[] {
  const run = new Run(services, call.otherDays);
  const type = (resource as { resourceType?: unknown } | null | undefined)?.resourceType;
  const { bundle } = call;
  if (bundle) {
    run.frames.push({
      resource: bundle.resource,
      type: 'Bundle',
      kind: 'root',
      parent: undefined,
      fullUrl: undefined,
      depth: 0,
    });
  }
  run.enter(call.path ?? typeNameOf(type, services), -1);
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource)) {
    return [finding('resource-type-missing', '')];
  }
  guardedCall(run, () => enterResource(resource, bundle ? 'entry' : 'root', bundle?.fullUrl, call.profiles ?? [], run));
  return run.findings;
}
