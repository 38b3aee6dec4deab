import type { Run } from './run.ts';
import { isJsonObject } from './walk.ts';

type Json = Record<string, unknown>;

/**
 * The rules for contained resources (http://hl7.org/fhir/R4/domainresource.html): no nesting (dom-2), referred to from the container or referring to
 * it (dom-3), no version (dom-4), no security labels (dom-5), and an id to be referred to by. The run stands at the container.
 */
export function checkContainer(resource: Json, run: Run): void {
  const contained = resource.contained;
  if (!Array.isArray(contained) || contained.length === 0 || run.frame.kind === 'contained') return;
  const ignore = run.services.options.contained === 'ignore';
  const references = new Set<string>();
  for (const key in resource) if (key !== 'contained') collectReferences(resource[key], references, 0);
  const inside = contained.map((item: unknown) => {
    const own = new Set<string>();
    collectReferences(item, own, 0);
    return own;
  });
  const reached = reachedFrom(references, contained, inside);
  const ids = new Set<unknown>();
  contained.forEach((item: unknown, index) => {
    if (!isJsonObject(item) || ignore) return;
    const below = `.contained[${index}]`;
    const rule = (key: string, human: string) =>
      run.report(
        'invariant-violated',
        { key, human },
        { rule: `http://hl7.org/fhir/StructureDefinition/DomainResource#${key}` },
      );
    if (Array.isArray(item.contained) && item.contained.length > 0) {
      rule('dom-2', 'If the resource is contained in another resource, it SHALL NOT contain nested Resources');
    }
    const meta = isJsonObject(item.meta) ? item.meta : {};
    if (meta.versionId !== undefined || meta.lastUpdated !== undefined) {
      rule(
        'dom-4',
        'If a resource is contained in another resource, it SHALL NOT have a meta.versionId or a meta.lastUpdated',
      );
    }
    if (Array.isArray(meta.security) && meta.security.length > 0) {
      rule('dom-5', 'If a resource is contained in another resource, it SHALL NOT have a security label');
    }
    if (typeof item.id !== 'string') {
      run.report('contained-without-id', {}, {}, below);
      return;
    }
    if (ids.has(item.id)) run.report('id-duplicate', {}, {}, below);
    ids.add(item.id);
    if (!reached.has(item.id) && !inside[index]!.has('#')) run.report('contained-not-referenced', {}, {}, below);
  });
}

/** Ids of the contained resources that the container refers to, itself or through others that it refers to or that refer to it. */
function reachedFrom(
  references: ReadonlySet<string>,
  contained: readonly unknown[],
  inside: readonly ReadonlySet<string>[],
): Set<string> {
  const reached = new Set<string>();
  const open = [...references];
  inside.forEach((own) => {
    if (own.has('#')) open.push(...own);
  });
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    const id = reference.slice(1);
    if (reached.has(id)) continue;
    reached.add(id);
    contained.forEach((item, index) => {
      if ((item as Json | null)?.id === id) open.push(...inside[index]!);
    });
  }
  return reached;
}

/** Every `#id` that stands in a value, whether in a Reference, a canonical, a uri or a url. */
function collectReferences(value: unknown, into: Set<string>, depth: number): void {
  if (typeof value === 'string') {
    if (value.charCodeAt(0) === 0x23) into.add(value);
    else if (value.charCodeAt(0) === 0x3c) {
      // A narrative refers by its links and images.
      for (const match of value.matchAll(/\s(?:src|href)\s*=\s*["'](#[^"']*)["']/g)) into.add(match[1]!);
    }
  } else if (typeof value === 'object' && value !== null && depth < 200) {
    for (const key in value) collectReferences((value as Json)[key], into, depth + 1);
  }
}
