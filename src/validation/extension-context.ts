import type { StructureDefinition, StructureDefinitionContext } from '@medplum/fhirtypes';
import { compareVersions } from '../fhir/definitions/canonical.ts';
import { compileFhirPath, type FhirPathExpression } from '../fhir/fhirpath/fhirpath.ts';
import { fhirType } from '../fhir/fhirpath/type-model.ts';
import { environmentOf } from './invariant.ts';
import type { Run } from './run.ts';

type Json = Record<string, unknown>;

/** Where an extension may stand, as its definition says. */
export interface ExtensionContext {
  url: string;
  contexts: readonly StructureDefinitionContext[];
  invariants: readonly { expression: string; holds(extended: unknown, extension: unknown, run: Run): boolean }[];
  /** Where it was met, and whether it may stand there. */
  places: Map<string, boolean>;
}

const MAX_PLACES = 1000;
const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const VERSION_SPECIFIC = `${CORE}version-specific-use`;

/** R4 publishes some of its own extensions with a context that its own publication does not keep. */
const WIDER: Readonly<Record<string, string>> = {
  'structuredefinition-fhir-type': 'ElementDefinition.type',
  regex: 'ElementDefinition.type',
  'structuredefinition-normative-version': 'Element',
  'capabilitystatement-expectation': 'Element',
  'capabilitystatement-prohibited': 'Element',
};

export function describeContext(definition: StructureDefinition): ExtensionContext {
  const url = definition.url!;
  const wider = url.startsWith(CORE) ? WIDER[url.slice(CORE.length)] : undefined;
  const contexts = (definition.context ?? []).filter(isForR4);
  return {
    url,
    contexts: wider ? [...contexts, { type: 'element', expression: wider }] : contexts,
    invariants: (definition.contextInvariant ?? []).map((expression) => ({
      expression,
      holds: lazily(() => compileContextInvariant(expression)),
    })),
    places: new Map(),
  };
}

/**
 * A condition on the extended element, in which `%extension` is the extension (http://hl7.org/fhir/R4/defining-extensions.html#context). R4's own write
 * its value as `%extension.valueInteger`, later ones `%extension.value`: it is found by both.
 */
function compileContextInvariant(expression: string): (extended: unknown, extension: unknown, run: Run) => boolean {
  const compiled = compileFhirPath(expression);
  return (extended, extension, run) => {
    const entries = Object.entries((extension ?? {}) as Record<string, unknown>);
    const value = entries.find(([key]) => /^value[A-Z]/.test(key))?.[1];
    const variables = { extension: { ...Object.fromEntries(entries), ...(value !== undefined && { value }) } };
    return compiled.test(extended, { ...environmentOf(run.frame, run), variables }) === true;
  };
}

/** A context may hold for some versions of FHIR only. */
function isForR4(context: StructureDefinitionContext): boolean {
  const limits = context.extension?.find((item) => item.url === VERSION_SPECIFIC)?.extension ?? [];
  return limits.every(({ url, valueCode, valueString }) => {
    const version = valueCode ?? valueString;
    if (version === undefined) return true;
    if (url === 'startFhirVersion') return compareVersions('4.0', version) >= 0;
    return url !== 'endFhirVersion' || compareVersions('4.0', version) <= 0;
  });
}

function lazily<A extends unknown[], R>(make: () => (...args: A) => R): (...args: A) => R {
  let made: ((...args: A) => R) | undefined;
  return (...args) => {
    made ??= make();
    return made(...args);
  };
}

/** Any extension may stand in what a definition shows as a value (http://hl7.org/fhir/R4/elementdefinition.html). */
const SHOWN_VALUES = /^ElementDefinition\.(?:example\.value|pattern|fixed)\[x\]$/;

/**
 * http://hl7.org/fhir/R4/defining-extensions.html#context: what the definition says of where the extension may stand. The run stands at the extension;
 * what is wrong is reported at the element that it extends.
 */
export function checkContext(known: ExtensionContext, run: Run): void {
  if (known.contexts.length > 0 && !fitsSomewhere(known, run)) {
    const allowed = known.contexts.map((context) => context.expression).join(', ');
    run.reportAtParent('extension-context', { url: known.url, element: placesOf(run).names[0] ?? '', allowed });
    return;
  }
  for (const invariant of known.invariants) {
    try {
      if (invariant.holds(extendedElement(run), run.elementAt(run.depth), run)) continue;
    } catch {
      run.reportAtParent('invariant-not-evaluated', { key: invariant.expression }, { severity: 'warning' });
      continue;
    }
    run.reportAtParent('extension-context-invariant', { url: known.url, rule: invariant.expression });
  }
}

/** The answer depends on the kind of place only, unless a context looks at the content; it is remembered for each kind. */
function fitsSomewhere(known: ExtensionContext, run: Run): boolean {
  if (known.contexts.some((context) => context.type !== 'element' || context.expression?.includes('#'))) {
    const places = placesOf(run);
    return known.contexts.some((context) => fitsContext(context, places, run));
  }
  let kind = run.frame.type;
  for (let depth = run.frame.depth; depth < run.depth - 1; depth++) kind += `.${run.property(depth)?.key}`;
  let fits = known.places.get(kind);
  if (fits === undefined) {
    const places = placesOf(run);
    fits = known.contexts.some((context) => fitsContext(context, places, run));
    if (known.places.size < MAX_PLACES) known.places.set(kind, fits);
  }
  return fits;
}

function extendedElement(run: Run): unknown {
  return run.elementAt(run.depth - 1);
}

interface Places {
  /** Everything that the extended element may be called: its path, its type, the types that it is one of. */
  names: string[];
  extensionUrl: string | undefined;
}

function placesOf(run: Run): Places {
  const { frame } = run;
  const names = new Set<string>();
  const inside = run.propertiesFrom(frame.depth).slice(0, -1);
  const last = inside.at(-1);
  if (!last) {
    names.add(frame.type);
    addTypes(frame.type, run, names);
    return { names: [...names], extensionUrl: undefined };
  }
  if (inside.some((item) => SHOWN_VALUES.test(item.path))) names.add('*');
  names.add(last.path);
  names.add(last.path.replace('[x]', ''));
  // The path from the resource, through the types on the way: Patient.name.family.
  const steps = inside.map((item) => item.name);
  const types = new Set<string>();
  addTypes(frame.type, run, types);
  for (const type of types) names.add([type, ...steps].join('.'));
  // The content of a referenced element (OperationDefinition.parameter.part) is that element's.
  if (last.type === 'BackboneElement') names.add(last.object().type);
  for (let i = 0; i < inside.length - 1; i++) {
    const type = inside[i]?.type;
    if (type && !type.includes('.')) names.add([type, ...steps.slice(i + 1)].join('.'));
  }
  if (!last.type.includes('.')) names.add(last.type);
  addTypes(last.type, run, names);
  return { names: [...names], extensionUrl: urlAround(run) };
}

/** The url of the extension that is extended, or whose value is. */
function urlAround(run: Run): string | undefined {
  const isPart = run.property(-2)?.kind === 'extension';
  const isValue = run.property(-2)?.name === 'value' && run.property(-3)?.kind === 'extension';
  if (!isPart && !isValue) return undefined;
  const around = run.elementAt(run.depth - (isPart ? 1 : 2)) as Json | undefined;
  return typeof around?.url === 'string' ? around.url : undefined;
}

/** The types that a type specializes. */
function addTypes(type: string, run: Run, into: Set<string>): void {
  const { definitions } = run.services;
  let name: string | undefined = type;
  if (type.includes('.')) {
    into.add('BackboneElement');
    into.add('Element');
    return;
  }
  for (let i = 0; name && i < 10; i++) {
    into.add(name);
    const definition: StructureDefinition | undefined = definitions.resolve(`${CORE}${name}`, 'StructureDefinition');
    name = definition?.baseDefinition?.split('/').at(-1);
  }
}

function fitsContext(context: StructureDefinitionContext, places: Places, run: Run): boolean {
  const expression = context.expression ?? '';
  if (places.names.includes('*')) return true;
  if (context.type === 'extension') {
    return places.extensionUrl !== undefined && expression.split('#')[0] === places.extensionUrl;
  }
  if (context.type === 'fhirpath') return isSelected(expression, run);
  if (expression === '*' || expression === 'Element' || expression === 'Any') return true;
  // An element of a profile may be named by the profile's url: `http://…/StructureDefinition/Patient#Patient.name`.
  const hash = expression.indexOf('#');
  const core = expression.slice(hash + 1).replace(CORE, '');
  if (hash > 0 && !isOfProfile(expression.slice(0, hash), run)) return false;
  if (core === 'CanonicalResource' || core === 'MetadataResource') return CANONICAL.has(places.names[0] ?? '');
  return places.names.includes(core) || places.names.includes(core.replace('[x]', ''));
}

/** Whether the resource is what a profile says. */
function isOfProfile(profile: string, run: Run): boolean {
  const { resource, type } = run.frame;
  return profile === `${CORE}${type}` || run.services.profiles.conforms(resource, profile, run) === true;
}

const selections = new Map<string, FhirPathExpression>();

/** Whether a FHIRPath on the resource selects the extended element. */
function isSelected(expression: string, run: Run): boolean {
  const { resource, type } = run.frame;
  const key = `${type} ${expression}`;
  try {
    let compiled = selections.get(key);
    if (!compiled) {
      compiled = compileFhirPath(expression, fhirType(type) ? { type } : {});
      if (selections.size < MAX_PLACES) selections.set(key, compiled);
    }
    const extended = extendedElement(run);
    const items = compiled.items(resource, environmentOf(run.frame, run));
    // A primitive's own object stands beside it, where FHIRPath does not show it.
    const isPrimitive = run.property(-2)?.kind === 'primitive';
    return items.some((item) => item.value === extended || (isPrimitive && item.slot?.name === run.property(-2)?.name));
  } catch {
    return false;
  }
}

/** Resource types that R5 calls canonical: those with a url. */
const CANONICAL = new Set(
  'ActivityDefinition CapabilityStatement ChargeItemDefinition CodeSystem CompartmentDefinition ConceptMap EffectEvidenceSynthesis EventDefinition Evidence EvidenceVariable ExampleScenario GraphDefinition ImplementationGuide Library Measure MessageDefinition NamingSystem OperationDefinition PlanDefinition Questionnaire ResearchDefinition ResearchElementDefinition RiskEvidenceSynthesis SearchParameter StructureDefinition StructureMap SubstanceSpecification TerminologyCapabilities TestScript ValueSet'.split(
    ' ',
  ),
);
