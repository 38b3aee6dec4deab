import { isAbsoluteUri } from '../uri.ts';

type Json = Record<string, unknown>;

export interface BundleEntry {
  index: number;
  fullUrl: string | undefined;
  resource: Json | undefined;
}

/** The entries of one Bundle by what a reference may call them. */
export class EntryIndex {
  readonly entries: BundleEntry[] = [];
  readonly #byUrl = new Map<string, BundleEntry[]>();
  /** Made when first asked for: most bundles refer by address. */
  #byTypeAndId: Map<string, BundleEntry[]> | undefined;
  #byResource: Map<unknown, BundleEntry> | undefined;
  /** References of one resource are asked for one after the other. */
  #lastFrom: string | undefined;
  #lastBase: string | undefined;

  constructor(bundle: Json) {
    const list = Array.isArray(bundle.entry) ? (bundle.entry as unknown[]) : [];
    list.forEach((item, index) => {
      if (typeof item !== 'object' || item === null) return;
      const { fullUrl, resource } = item as { fullUrl?: unknown; resource?: unknown };
      const entry: BundleEntry = {
        index,
        fullUrl: typeof fullUrl === 'string' ? fullUrl : undefined,
        resource: typeof resource === 'object' && resource !== null ? (resource as Json) : undefined,
      };
      this.entries.push(entry);
      if (entry.fullUrl) put(this.#byUrl, entry.fullUrl, entry);
    });
  }

  /**
   * The entries that a reference means, seen from the entry with this fullUrl (http://hl7.org/fhir/R4/bundle.html#references): an absolute one is a
   * fullUrl; a relative one is put behind the base of the own fullUrl if that is RESTful. `/_history/v` chooses by version.
   */
  find(reference: string, from: string | undefined): BundleEntry[] {
    const [bare, version] = splitVersion(reference);
    let url = bare;
    if (!isAbsoluteUri(bare)) {
      const base = from && this.#baseOf(from);
      if (base) url = base + bare;
      else if (from) return [];
      else return this.#versioned(this.byTypeAndId(bare), version);
    }
    return this.#versioned(this.#byUrl.get(url) ?? [], version);
  }

  /** The same from an entry; one whose address is not that of its resource has no base. */
  findFrom(reference: string, { fullUrl, resource }: BundleEntry): BundleEntry[] {
    const isRelative = !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(reference);
    if (isRelative && fullUrl && !(resource && this.#namedAs(fullUrl, resource))) return [];
    return this.find(reference, fullUrl);
  }

  #namedAs(fullUrl: string, { resourceType, id }: Json): boolean {
    return typeof resourceType === 'string' && typeof id === 'string' && fullUrl.endsWith(`/${resourceType}/${id}`);
  }

  #baseOf(from: string): string | undefined {
    if (from !== this.#lastFrom) {
      this.#lastFrom = from;
      this.#lastBase = restBase(from);
    }
    return this.#lastBase;
  }

  /** The entry of a resource. */
  entryOf(resource: unknown): BundleEntry | undefined {
    this.#byResource ??= new Map(this.entries.map((entry) => [entry.resource, entry]));
    return resource === undefined ? undefined : this.#byResource.get(resource);
  }

  /** The entries whose resource has that type and id, whatever their fullUrl. */
  byTypeAndId(typeAndId: string): BundleEntry[] {
    if (!this.#byTypeAndId) {
      this.#byTypeAndId = new Map();
      for (const entry of this.entries) {
        const { resourceType, id } = entry.resource ?? {};
        if (typeof resourceType === 'string' && typeof id === 'string')
          put(this.#byTypeAndId, `${resourceType}/${id}`, entry);
      }
    }
    return this.#byTypeAndId.get(typeAndId) ?? [];
  }

  #versioned(entries: BundleEntry[], version: string | undefined): BundleEntry[] {
    if (version === undefined) return entries;
    return entries.filter(
      (entry) => (entry.resource?.meta as { versionId?: unknown } | undefined)?.versionId === version,
    );
  }
}

function put(map: Map<string, BundleEntry[]>, key: string, entry: BundleEntry): void {
  const list = map.get(key);
  if (list) list.push(entry);
  else map.set(key, [entry]);
}

function splitVersion(reference: string): [string, string | undefined] {
  const at = reference.indexOf('/_history/');
  return at < 0 ? [reference, undefined] : [reference.slice(0, at), reference.slice(at + '/_history/'.length)];
}

/** `http://server/fhir/` of `http://server/fhir/Patient/1`. */
export function restBase(url: string): string | undefined {
  const match = /^(https?:\/\/.+\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/.exec(url);
  return match?.[1];
}

const indexes = new WeakMap<Json, EntryIndex>();

/** The index of a Bundle, made at the first question and kept as long as the Bundle lives. */
export function entriesOf(bundle: Json): EntryIndex {
  let index = indexes.get(bundle);
  if (!index) {
    index = new EntryIndex(bundle);
    indexes.set(bundle, index);
  }
  return index;
}
