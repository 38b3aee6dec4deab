import type { ElementDefinition, StructureDefinition, StructureDefinitionContext } from '@medplum/fhirtypes';
import { splitCanonical } from '../fhir/definitions/canonical.ts';
import { reasonOf } from '../fhir/definitions/element-tree.ts';
import { compileCondition } from './invariant.ts';
import type { PropertyCheck } from './object-check.ts';
import { isAbsoluteUri } from './primitives.ts';
import { applyOverlay } from './profile/overlay.ts';
import { rootInstance } from './profile/root-instance.ts';
import type { Run } from './run.ts';
import type { Services } from './services.ts';

type Json = Record<string, unknown>;

/** What is known of an extension, compiled at its first use. */
interface KnownExtension {
  url: string;
  canonical: string;
  contexts: readonly StructureDefinitionContext[];
  invariants: readonly { expression: string; holds(value: unknown, run: Run): boolean }[];
  isModifier: boolean;
  /** The urls of its parts, when it has any. */
  parts: ReadonlySet<string>;
  /** Where it was met, and whether it may stand there. */
  places: Map<string, boolean>;
}

const MAX_PLACES = 1000;

/** The extensions of one layer of definitions. */
export class ExtensionCatalogue {
  readonly #services: () => Services;
  readonly #known = new Map<string, KnownExtension | undefined>();

  constructor(services: () => Services) {
    this.#services = services;
  }

  find(url: string): KnownExtension | undefined {
    if (!this.#known.has(url)) {
      const definition = this.#services().definitions.resolve(url, 'StructureDefinition');
      this.#known.set(url, definition?.type === 'Extension' ? describe(definition) : undefined);
    }
    return this.#known.get(url);
  }
}

function describe(definition: StructureDefinition): KnownExtension {
  const elements = definition.snapshot?.element ?? definition.differential?.element ?? [];
  return {
    url: definition.url!,
    canonical: definition.version ? `${definition.url}|${definition.version}` : definition.url!,
    contexts: definition.context ?? [],
    invariants: (definition.contextInvariant ?? []).map((expression) => ({
      expression,
      holds: lazily(() => compileCondition(expression, 'Extension')),
    })),
    places: new Map(),
    parts: partsOf(elements),
    isModifier: elements.some((item) => item.path === 'Extension' && item.isModifier === true),
  };
}

function partsOf(elements: readonly ElementDefinition[]): Set<string> {
  const parts = new Set<string>();
  for (const { path, fixedUri } of elements) {
    if (path === 'Extension.extension.url' && fixedUri) parts.add(fixedUri);
  }
  return parts;
}

function lazily<A extends unknown[], R>(make: () => (...args: A) => R): (...args: A) => R {
  let made: ((...args: A) => R) | undefined;
  return (...args) => {
    made ??= make();
    return made(...args);
  };
}

/** Domains of examples, and of tools, whose extensions no one is expected to define. */
const TOLERATED = /example\.org|acme\.com|nema\.org|^http:\/\/hl7\.org\/fhir\/(?:tools|build)\//;

/**
 * An extension, its structure checked: known or tolerated, in a place that its definition allows, modifier or not as defined, and conforming to its
 * definition (http://hl7.org/fhir/R4/extensibility.html). The run stands at the extension.
 */
export function checkExtension(value: Json, property: PropertyCheck, run: Run): void {
  const hasValue = Object.keys(value).some((key) => /^_?value[A-Z]/.test(key));
  const parts = Array.isArray(value.extension) && value.extension.length > 0;
  if (hasValue === parts) run.report('extension-value-and-parts');
  const { url } = value;
  if (typeof url !== 'string' || url === '') {
    run.report('extension-url-missing');
    return;
  }
  if (!isAbsoluteUri(url)) {
    // Parts of a complex extension have relative urls; whether they exist is said by the extension around them.
    if (!isInsideExtension(run)) run.report('extension-url-relative');
    return;
  }
  const { url: bare, version } = splitCanonical(url);
  if (version !== undefined) run.report('extension-url-versioned');
  const known = run.services.extensions.find(url) ?? run.services.extensions.find(bare);
  if (!known) {
    reportUnknown(bare, run);
    return;
  }
  const isModifier = property.name === 'modifierExtension';
  if (known.isModifier && !isModifier) run.report('extension-must-be-modifier', { url: bare });
  if (!known.isModifier && isModifier) run.report('extension-must-not-be-modifier', { url: bare });
  checkContext(known, run);
  checkParts(value, known, run);
  const profile = run.services.profiles.profile(known.canonical);
  if (profile instanceof Error) run.report('profile-broken', { profile: bare, reason: reasonOf(profile) });
  else if (profile) applyOverlay(profile.overlay, rootInstance(value, 'Extension'), run);
}

/** The parts of a complex extension are those that its definition names: http://hl7.org/fhir/R4/extensibility.html#complex */
function checkParts(value: Json, known: KnownExtension, run: Run): void {
  if (!Array.isArray(value.extension) || known.parts.size === 0) return;
  value.extension.forEach((part: Json | null, index) => {
    const url = part?.url;
    if (typeof url !== 'string' || isAbsoluteUri(url) || known.parts.has(url)) return;
    const name = /^[\w.-]{1,64}$/.test(url) ? url : '(…)';
    run.report('extension-part-unknown', { url: known.url, part: name }, {}, `.extension[${index}]`);
  });
}

function isInsideExtension(run: Run): boolean {
  return run.property(-2)?.kind === 'extension';
}

function reportUnknown(url: string, run: Run): void {
  const { options, profiles } = run.services;
  const isExample = /example\.org/.test(url);
  const tolerated =
    (TOLERATED.test(url) && (options.allowExampleUrls || !isExample)) ||
    options.unknownExtensions === 'allow' ||
    options.allowedExtensions.some((prefix) => url.startsWith(prefix));
  const name = url.length <= 200 ? url : `${url.slice(0, 200)}…`;
  if (tolerated) {
    run.report('extension-unknown-allowed', { url: name });
    return;
  }
  const suggestion = profiles.suggest(url);
  const fix = suggestion && { en: `Did you mean ${suggestion}?`, sv: `Menade du ${suggestion}?` };
  run.report('extension-unknown', { url: name }, fix ? { fix } : {});
}

/** http://hl7.org/fhir/R4/defining-extensions.html#context: what the definition says of where the extension may stand. */
function checkContext(known: KnownExtension, run: Run): void {
  if (known.contexts.length > 0 && !fitsSomewhere(known, run)) {
    const allowed = known.contexts.map((context) => context.expression).join(', ');
    run.report('extension-context', { url: known.url, element: placesOf(run).names[0] ?? '', allowed });
  }
  for (const invariant of known.invariants) {
    if (!invariant.holds(extendedElement(run), run)) {
      run.report('extension-context-invariant', { url: known.url, rule: invariant.expression });
    }
  }
}

/** The answer depends on the kind of place only, unless a context looks at the content; it is remembered for each kind. */
function fitsSomewhere(known: KnownExtension, run: Run): boolean {
  if (known.contexts.some((context) => context.type !== 'element')) {
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
  const isPart = last.kind === 'extension';
  const around = isPart ? (run.elementAt(run.depth - 1) as Json | undefined) : undefined;
  return { names: [...names], extensionUrl: typeof around?.url === 'string' ? around.url : undefined };
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
    const definition: StructureDefinition | undefined = definitions.resolve(
      `http://hl7.org/fhir/StructureDefinition/${name}`,
      'StructureDefinition',
    );
    name = definition?.baseDefinition?.split('/').at(-1);
  }
}

function fitsContext(context: StructureDefinitionContext, places: Places, run: Run): boolean {
  const expression = context.expression ?? '';
  if (context.type === 'extension') {
    return places.extensionUrl !== undefined && expression.split('#')[0] === places.extensionUrl;
  }
  if (context.type === 'fhirpath') {
    const result = compileCondition(expression, run.frame.type);
    return result(run.frame.resource, run);
  }
  if (expression === '*' || expression === 'Element' || expression === 'Any') return true;
  // An element of a profile may be named by the profile's url: `http://…/StructureDefinition/Patient#Patient.name`.
  const bare = expression.includes('#') ? expression.slice(expression.indexOf('#') + 1) : expression;
  const core = bare.replace('http://hl7.org/fhir/StructureDefinition/', '');
  if (core === 'CanonicalResource' || core === 'MetadataResource') return CANONICAL.has(places.names[0] ?? '');
  return places.names.includes(core) || places.names.includes(core.replace('[x]', ''));
}

/** Resource types that R5 calls canonical: those with a url. */
const CANONICAL = new Set(
  'ActivityDefinition CapabilityStatement ChargeItemDefinition CodeSystem CompartmentDefinition ConceptMap EffectEvidenceSynthesis EventDefinition Evidence EvidenceVariable ExampleScenario GraphDefinition ImplementationGuide Library Measure MessageDefinition NamingSystem OperationDefinition PlanDefinition Questionnaire ResearchDefinition ResearchElementDefinition RiskEvidenceSynthesis SearchParameter StructureDefinition StructureMap SubstanceSpecification TerminologyCapabilities TestScript ValueSet'.split(
    ' ',
  ),
);
