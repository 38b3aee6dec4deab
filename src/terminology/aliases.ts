import type { NamingSystem } from '@medplum/fhirtypes';
import { codeShape, normaliseCode } from './code-shapes.ts';

export type AliasKind = 'codesystem' | 'identifier';

/**
 * Every live name of a system and the one that Sluss emits, from NamingSystem resources: the unique id marked as preferred is the canonical one. An OID is known as
 * `urn:oid:…` and bare. Two systems may claim one name; then the form of the code decides.
 */
export class Aliases {
  readonly #byKind: Record<AliasKind, Map<string, string[]>> = { codesystem: new Map(), identifier: new Map() };
  readonly #known = new Set<string>();

  constructor(namingSystems: Iterable<NamingSystem>) {
    for (const { kind, uniqueId = [] } of namingSystems) {
      if (kind !== 'codesystem' && kind !== 'identifier') continue;
      const canonical = uniqueId.find(({ preferred }) => preferred) ?? uniqueId[0];
      if (!canonical?.value) continue;
      const target = uriOf(canonical.type, canonical.value);
      if (kind === 'codesystem') this.#known.add(target);
      for (const { type, value } of uniqueId) {
        if (!value) continue;
        for (const alias of type === 'oid' ? [uriOf(type, value), value] : [value]) this.#add(kind, alias, target);
      }
    }
  }

  #add(kind: AliasKind, alias: string, target: string): void {
    const targets = this.#byKind[kind].get(alias);
    if (!targets) this.#byKind[kind].set(alias, [target]);
    else if (!targets.includes(target)) targets.push(target);
  }

  /** The canonical URI of a system; the same URI when it has no other name. `code` decides between two systems of one name. */
  canonical(uri: string, kind: AliasKind, code?: string): string {
    const targets = this.#byKind[kind].get(uri);
    if (!targets) return uri;
    if (targets.length === 1) return targets[0]!;
    if (code === undefined) return uri;
    const fitting = targets.filter((target) => codeShape(target)?.pattern.test(normaliseCode(target, code)));
    return fitting.length === 1 ? fitting[0]! : uri;
  }

  /** Whether a code system is known by name, even when its codes are not at hand. */
  knows(system: string): boolean {
    return this.#known.has(system);
  }

  /** All names of all code systems, for suggestions. */
  names(): Iterable<string> {
    return this.#byKind.codesystem.keys();
  }
}

function uriOf(type: string | undefined, value: string): string {
  return type === 'oid' && !value.startsWith('urn:') ? `urn:oid:${value}` : value;
}
