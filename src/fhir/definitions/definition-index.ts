import type {
  CodeSystem,
  ConceptMap,
  ImplementationGuide,
  Library,
  Measure,
  NamingSystem,
  OperationDefinition,
  Questionnaire,
  SearchParameter,
  StructureDefinition,
  StructureMap,
  ValueSet,
} from '@medplum/fhirtypes';
import { compareVersions, splitCanonical, versionMatches } from './canonical.ts';

export interface DefinitionTypes {
  CodeSystem: CodeSystem;
  ConceptMap: ConceptMap;
  ImplementationGuide: ImplementationGuide;
  Library: Library;
  Measure: Measure;
  NamingSystem: NamingSystem;
  OperationDefinition: OperationDefinition;
  Questionnaire: Questionnaire;
  SearchParameter: SearchParameter;
  StructureDefinition: StructureDefinition;
  StructureMap: StructureMap;
  ValueSet: ValueSet;
}

export type DefinitionType = keyof DefinitionTypes;
export type Definition = DefinitionTypes[DefinitionType];

/** One definition, parsed at its first use. */
export interface DefinitionEntry {
  resourceType: string;
  url: string;
  version?: string;
  load(): Definition;
}

const NONE: DefinitionEntry[] = [];

/**
 * Definitions by canonical url and version, in layers: a layer sees what is below it, and what it adds is unseen by everyone else. Several versions
 * of one url live side by side. A layer's own definitions win over those below it, so a request may bring another version of a known url.
 */
export class DefinitionIndex {
  readonly parent: DefinitionIndex | undefined;
  readonly #entries = new Map<string, DefinitionEntry[]>();
  readonly #byType = new Map<string, DefinitionEntry[]>();

  constructor(parent?: DefinitionIndex) {
    this.parent = parent;
  }

  /** A new layer on top of this one, holding these resources. What has no url, and does not define anything, is passed over. */
  layer(resources: Iterable<unknown>): DefinitionIndex {
    const layer = new DefinitionIndex(this);
    for (const resource of resources) layer.add(resource);
    return layer;
  }

  /** Adds a definition, or every definition of a Bundle. The same url and version again replaces the former one. */
  add(resource: unknown): void {
    const { resourceType, url, version, entry } = resource as {
      resourceType?: unknown;
      url?: unknown;
      version?: unknown;
      entry?: { resource?: unknown }[];
    };
    if (resourceType === 'Bundle') {
      for (const item of entry ?? []) if (item.resource) this.add(item.resource);
    } else if (typeof resourceType === 'string' && typeof url === 'string') {
      this.addEntry({
        resourceType,
        url,
        ...(typeof version === 'string' && { version }),
        load: () => resource as Definition,
      });
    }
  }

  addEntry(entry: DefinitionEntry): void {
    for (const [map, key] of [
      [this.#entries, entry.url],
      [this.#byType, entry.resourceType],
    ] as const) {
      const list = map.get(key);
      if (!list) {
        map.set(key, [entry]);
        continue;
      }
      const same = list.findIndex(
        (item) => item.url === entry.url && item.resourceType === entry.resourceType && item.version === entry.version,
      );
      if (same >= 0) list[same] = entry;
      else list.push(entry);
    }
  }

  /**
   * The definition of a canonical (`url` or `url|version`). With a version it must have that version, or one that begins with it (`4.0` finds
   * `4.0.1`); without, the newest of the nearest layer.
   */
  resolve<T extends DefinitionType>(canonical: string, resourceType: T): DefinitionTypes[T] | undefined {
    const { url, version } = splitCanonical(canonical);
    for (let layer: DefinitionIndex | undefined = this; layer; layer = layer.parent) {
      let best: DefinitionEntry | undefined;
      for (const entry of layer.#entries.get(url) ?? NONE) {
        if (entry.resourceType !== resourceType) continue;
        if (version !== undefined && !versionMatches(version, entry.version)) continue;
        if (!best || compareVersions(entry.version, best.version) > 0) best = entry;
      }
      if (best) return best.load() as DefinitionTypes[T];
    }
    return undefined;
  }

  /** Whether anything is known under a canonical, whatever its type. */
  has(canonical: string): boolean {
    const { url, version } = splitCanonical(canonical);
    for (let layer: DefinitionIndex | undefined = this; layer; layer = layer.parent) {
      const entries = layer.#entries.get(url);
      if (entries?.some((entry) => version === undefined || versionMatches(version, entry.version))) return true;
    }
    return false;
  }

  /** The versions that are known of a url, nearest layer first. */
  versions(url: string): (string | undefined)[] {
    const found: (string | undefined)[] = [];
    for (let layer: DefinitionIndex | undefined = this; layer; layer = layer.parent) {
      for (const entry of layer.#entries.get(url) ?? NONE) found.push(entry.version);
    }
    return found;
  }

  /** Every definition of a type that this layer itself holds, and with `deep` also those below. */
  *all<T extends DefinitionType>(resourceType: T, deep = false): Generator<DefinitionTypes[T]> {
    for (const entry of this.#byType.get(resourceType) ?? NONE) yield entry.load() as DefinitionTypes[T];
    if (deep && this.parent) yield* this.parent.all(resourceType, true);
  }

  /** The urls of a type in this layer and below it, for suggestions. */
  *urls(resourceType: DefinitionType): Generator<string> {
    for (const entry of this.#byType.get(resourceType) ?? NONE) yield entry.url;
    if (this.parent) yield* this.parent.urls(resourceType);
  }
}
