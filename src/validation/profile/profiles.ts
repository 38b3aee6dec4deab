import type { StructureDefinition } from '@medplum/fhirtypes';
import { reasonOf, SnapshotError } from '../../fhir/definitions/element-tree.ts';
import { guardedCall } from '../guard.ts';
import type { Resolved } from '../resolve.ts';
import { enterResource } from '../resource.ts';
import type { ResourceFrame } from '../resource-frame.ts';
import type { Run } from '../run.ts';
import type { Services } from '../services.ts';
import { nearest } from '../suggestion.ts';
import { isAbstract, type ProfileCheck, ProfileCompiler } from './compile-profile.ts';
import { applyOverlay } from './overlay.ts';
import { rootInstance } from './root-instance.ts';

/** How many canonicals are remembered; senders may make them up. */
const MAX_CANONICALS = 10_000;
/** Made-up urls must not cost a search each. */
const MAX_SUGGESTIONS = 200;
const NO_PROFILES: readonly string[] = [];

/** The profiles of one layer of definitions, each compiled once, at its first use. */
export class Profiles {
  readonly #services: () => Services;
  readonly #compiler: ProfileCompiler;
  readonly #compiled = new Map<StructureDefinition, ProfileCheck | Error>();
  readonly #byCanonical = new Map<string, ProfileCheck | Error | null>();
  readonly #suggestions = new Map<string, string | undefined>();
  #globals: Map<string, string[]> | undefined;

  constructor(services: () => Services) {
    this.#services = services;
    this.#compiler = new ProfileCompiler(services);
  }

  /** The profile of a canonical; undefined when it is unknown, an error when its definition is broken. Throws what compiling it threw unforeseen. */
  profile(canonical: string): ProfileCheck | Error | undefined {
    let check = this.#byCanonical.get(canonical);
    if (check === undefined) {
      check = this.#find(canonical) ?? null;
      if (this.#byCanonical.size > MAX_CANONICALS) this.#byCanonical.clear();
      this.#byCanonical.set(canonical, check);
    }
    if (check instanceof Error && !(check instanceof SnapshotError)) throw check;
    return check ?? undefined;
  }

  #find(canonical: string): ProfileCheck | Error | undefined {
    const definition = this.#services().definitions.resolve(canonical, 'StructureDefinition');
    if (!definition) return undefined;
    let check = this.#compiled.get(definition);
    if (!check) {
      try {
        check = this.#compiler.compile(definition);
      } catch (error) {
        check = error as Error;
      }
      this.#compiled.set(definition, check);
    }
    return check;
  }

  /** Checks a resource against what it claims in `meta.profile`, what it is asked to conform to, and the global profiles of its type. */
  checkClaimed(resource: Record<string, unknown>, type: string, asked: readonly string[], run: Run): void {
    const claimed = (resource.meta as { profile?: unknown } | undefined)?.profile;
    const done = Array.isArray(claimed) ? this.#checkEach(claimed, resource, type, run) : undefined;
    const checkAsked = (canonical: string) => {
      if (!done?.has(canonical)) guardedCall(run, () => this.#checkAsked(canonical, resource, type, run));
    };
    for (const canonical of asked) checkAsked(canonical);
    for (const canonical of this.#globalsOf(type)) if (!asked.includes(canonical)) checkAsked(canonical);
  }

  /** The profiles that a resource claims; answers which they are. */
  #checkEach(claimed: readonly unknown[], resource: Record<string, unknown>, type: string, run: Run): Set<unknown> {
    const done = new Set<unknown>();
    claimed.forEach((canonical, index) => {
      if (typeof canonical !== 'string' || done.has(canonical)) return;
      done.add(canonical);
      guardedCall(run, () => {
        const check = this.profile(canonical);
        const place = `.meta.profile[${index}]`;
        const stated = check ? undefined : OF_VERSION.exec(canonical);
        if (check) this.#apply(check, canonical, resource, type, run);
        else if (stated) checkTypeOfVersion(stated, canonical, type, place, run);
        else this.#reportUnknown(canonical, place, run);
      });
    });
    return done;
  }

  #checkAsked(canonical: string, resource: Record<string, unknown>, type: string, run: Run): void {
    const check = this.profile(canonical);
    const first = type === 'Bundle' && check && !(check instanceof Error) ? firstOf(resource, check.type) : undefined;
    if (first) this.checkAt(first, canonical, 'entry[0].resource', run);
    else if (check) this.#apply(check, canonical, resource, type, run);
    else run.report('profile-unresolved', { profile: canonical });
  }

  /** Whether a value conforms to a profile; undefined when the profile is unknown. A value that is being checked already counts as conforming. */
  conforms(value: unknown, canonical: string, run: Run): boolean | undefined {
    const check = this.profile(canonical);
    if (!check || check instanceof Error || typeof value !== 'object' || value === null) return undefined;
    const type = (value as { resourceType?: unknown }).resourceType;
    if (typeof type === 'string' && type !== check.type && !isAbstract(check.type)) return false;
    return run.conformance.decide(value, check.url, () =>
      run.passes(() => applyOverlay(check.overlay, rootInstance(value, check.type), run)),
    );
  }

  /** The same for the target of a reference, checked where it stands so that its own references resolve. */
  targetConforms(target: Resolved, canonical: string, run: Run): boolean {
    const check = this.profile(canonical);
    if (!check || check instanceof Error) return true;
    const { resource } = target;
    return run.conformance.decide(resource, check.url, () => {
      const frames = run.frames.slice();
      const frame = frameOfTarget(target, run);
      run.frames.length = 0;
      run.frames.push(...frame);
      try {
        return run.passes(() => {
          if (target.kind === 'external') {
            enterResource(resource, 'root', undefined, [], run);
            run.frames.push({
              resource,
              type: check.type,
              kind: 'root',
              parent: undefined,
              fullUrl: undefined,
              depth: run.depth,
            });
          }
          applyOverlay(check.overlay, rootInstance(resource, check.type), run);
        });
      } finally {
        run.frames.length = 0;
        run.frames.push(...frames);
      }
    });
  }

  /** Checks the current resource against one profile, if it is known and of its type. */
  check(resource: Record<string, unknown>, canonical: string, run: Run): void {
    const check = this.profile(canonical);
    if (check) this.#apply(check, canonical, resource, String(resource.resourceType), run);
  }

  /** Checks a resource inside the current one against a profile, and reports at `below`. */
  checkAt(resource: Record<string, unknown>, canonical: string, below: string, run: Run): void {
    const type = String(resource.resourceType);
    if (!run.enter(below, -1)) return;
    const parent = run.frames.at(-1);
    run.frames.push({ resource, type, kind: 'entry', parent, fullUrl: undefined, depth: run.depth });
    const check = this.profile(canonical);
    if (check) this.#apply(check, canonical, resource, type, run);
    else run.report('profile-unresolved', { profile: canonical });
    run.frames.pop();
    run.leave();
  }

  #apply(
    check: ProfileCheck | Error,
    canonical: string,
    resource: Record<string, unknown>,
    type: string,
    run: Run,
    imposedBy: readonly string[] = [],
  ): void {
    if (check instanceof Error) {
      run.report('profile-broken', { profile: canonical, reason: reasonOf(check) });
    } else if (check.type !== type && !isAbstract(check.type)) {
      run.report('profile-wrong-type', { profile: canonical, expected: check.type, found: type });
    } else {
      run.conformance.begin(resource, check.url);
      guardedCall(run, () => applyOverlay(check.overlay, rootInstance(resource, type), run));
      run.conformance.finished();
      this.#applyImposed(check, resource, type, run, imposedBy);
    }
  }

  /** http://hl7.org/fhir/extensions/StructureDefinition-structuredefinition-imposeProfile.html */
  #applyImposed(
    { url, imposes }: ProfileCheck,
    resource: Record<string, unknown>,
    type: string,
    run: Run,
    imposedBy: readonly string[],
  ): void {
    for (const canonical of imposes) {
      const other = this.profile(canonical);
      if (!other) this.#reportUnknown(canonical, '', run);
      else if (other instanceof Error || ![url, ...imposedBy].includes(other.url))
        this.#apply(other, canonical, resource, type, run, [url, ...imposedBy]);
    }
  }

  /** The known definition whose url an unknown one most likely means; remembered, since looking for it is slow. */
  suggest(url: string): string | undefined {
    if (!this.#suggestions.has(url)) {
      if (this.#suggestions.size >= MAX_SUGGESTIONS) return undefined;
      this.#suggestions.set(url, nearest(url, this.#services().definitions.urls('StructureDefinition')));
    }
    return this.#suggestions.get(url);
  }

  #reportUnknown(canonical: string, below: string, run: Run): void {
    const suggestion = this.suggest(canonical);
    const fix = suggestion && { en: `Did you mean ${suggestion}?`, sv: `Menade du ${suggestion}?` };
    run.report('profile-unknown', { profile: safeUrl(canonical) }, fix ? { fix } : {}, below);
  }

  /** http://hl7.org/fhir/R4/implementationguide-definitions.html#ImplementationGuide.global, of the guides of this layer. */
  #globalsOf(type: string): readonly string[] {
    if (!this.#globals) {
      this.#globals = new Map();
      for (const guide of this.#services().definitions.all('ImplementationGuide')) {
        for (const { type: of, profile } of guide.global ?? []) {
          if (of && profile) this.#globals.set(of, [...(this.#globals.get(of) ?? []), profile]);
        }
      }
    }
    return this.#globals.get(type) ?? NO_PROFILES;
  }
}

/** The address of a type of FHIR in one of its versions: http://hl7.org/fhir/R4/references.html#canonical */
const OF_VERSION = /^http:\/\/hl7\.org\/fhir\/(\d+\.\d+)(?:\.\d+)?\/StructureDefinition\/([A-Za-z]{1,64})$/;

/** Says nothing new of a resource of R4 that is of the type; of another version's type nothing is known. */
function checkTypeOfVersion(
  [, version = '', expected = '']: RegExpExecArray,
  canonical: string,
  found: string,
  place: string,
  run: Run,
): void {
  if (version !== '4.0') run.report('profile-unknown', { profile: canonical }, {}, place);
  else if (expected !== found && !isAbstract(expected))
    run.report('profile-wrong-type', { profile: canonical, expected, found }, {}, place);
}

/** What a Bundle begins with, when that is of a type: a document is asked for by the profile of its Composition. */
function firstOf({ entry }: Record<string, unknown>, type: string): Record<string, unknown> | undefined {
  if (type === 'Bundle' || !Array.isArray(entry)) return undefined;
  const resource = (entry[0] as { resource?: Record<string, unknown> } | null)?.resource;
  return resource?.resourceType === type ? resource : undefined;
}

/** The frames around a reference's target. */
function frameOfTarget(target: Resolved, run: Run): ResourceFrame[] {
  const type = String(target.resource.resourceType);
  if (target.kind === 'external') return [];
  const kept: ResourceFrame[] = [];
  for (const frame of run.frames) {
    kept.push(frame);
    const isParent =
      target.kind === 'contained'
        ? Array.isArray(frame.resource.contained) && frame.resource.contained.includes(target.resource)
        : frame.type === 'Bundle';
    if (isParent) break;
  }
  const parent = kept.at(-1);
  const kind = target.kind === 'contained' ? 'contained' : 'entry';
  kept.push({ resource: target.resource, type, kind, parent, fullUrl: target.fullUrl, depth: run.depth });
  return kept;
}

function safeUrl(url: string): string {
  return url.length <= 256 ? url : `${url.slice(0, 256)}…`;
}
