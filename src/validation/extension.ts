import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { splitCanonical } from '../fhir/definitions/canonical.ts';
import { reasonOf } from '../fhir/definitions/element-tree.ts';
import { checkContext, describeContext, type ExtensionContext } from './extension-context.ts';
import type { PropertyCheck } from './object-check.ts';
import { applyOverlay } from './profile/overlay.ts';
import { rootInstance } from './profile/root-instance.ts';
import type { Run } from './run.ts';
import type { Services } from './services.ts';
import { isAbsoluteUri } from './uri.ts';

type Json = Record<string, unknown>;

/** What is known of an extension, compiled at its first use. */
interface KnownExtension extends ExtensionContext {
  canonical: string;
  isModifier: boolean;
  /** The urls of its parts, when it has any. */
  parts: ReadonlySet<string>;
}

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
    ...describeContext(definition),
    canonical: definition.version ? `${definition.url}|${definition.version}` : definition.url!,
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

/** Domains of examples, and of tools, whose extensions no one is expected to define. */
const TOLERATED = /example\.org|acme\.com|nema\.org|^http:\/\/hl7\.org\/fhir\/(?:tools|build)\//;

/** What an application is obliged to do with an element (https://hl7.org/fhir/extensions/StructureDefinition-obligation.html): no resource can show that it does. */
const OBLIGATION =
  /^http:\/\/hl7\.org\/fhir\/(?:tools\/)?StructureDefinition\/(?:obligation|obligation-profile-flag|inherit-obligations)$/;

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
  const known = run.services.extensions.find(url) ?? run.services.extensions.find(bare);
  if (!known) {
    reportUnknown(bare, run);
    return;
  }
  if (version !== undefined) run.report('extension-url-versioned');
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
  if (OBLIGATION.test(url)) {
    run.report('obligation-not-checked');
    return;
  }
  if (tolerated) {
    run.report('extension-unknown-allowed', { url: name });
    return;
  }
  const suggestion = profiles.suggest(url);
  const fix = suggestion && { en: `Did you mean ${suggestion}?`, sv: `Menade du ${suggestion}?` };
  run.report('extension-unknown', { url: name }, fix ? { fix } : {});
}
