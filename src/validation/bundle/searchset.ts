import type { Run } from '../run.ts';
import type { BundleEntry } from './entry-index.ts';

type Json = Record<string, unknown>;

/** Results of a search (http://hl7.org/fhir/R4/http.html#search): ids, and types that were asked for, as the link `self` tells. */
export function checkSearchset(bundle: Json, entries: readonly BundleEntry[], run: Run): void {
  const types = searchedTypes(bundle, run);
  for (const { index, resource } of entries) {
    const mode = modeOf(bundle, index);
    if (mode === undefined) run.report('bundle-search-mode', {}, {}, `.entry[${index}]`);
    if (!resource) run.report('bundle-search-resource', {}, {}, `.entry[${index}]`);
    else if (mode !== undefined) checkResult(resource, mode, types, `.entry[${index}].resource`, run);
  }
}

function checkResult(resource: Json, mode: unknown, types: readonly string[], below: string, run: Run): void {
  const found = typeof resource.resourceType === 'string' ? resource.resourceType : '';
  if (mode !== 'match' && mode !== 'include') {
    if (found !== 'OperationOutcome') run.report('bundle-search-outcome', {}, {}, below);
    return;
  }
  if (typeof resource.id !== 'string') run.report('bundle-search-id', {}, {}, below);
  if (mode === 'match' && types.length > 0 && !types.includes(found)) {
    const name = /^\w+$/.test(found) ? found : '(…)';
    run.report('bundle-search-type', { found: name, allowed: types.join(', ') }, {}, below);
  }
}

function modeOf(bundle: Json, index: number): unknown {
  const entry = (bundle.entry as ({ search?: { mode?: unknown } } | null)[])[index];
  return entry?.search?.mode;
}

/** The resource type that the link's path ends in, else its `_type`. */
function searchedTypes(bundle: Json, run: Run): string[] {
  const links = Array.isArray(bundle.link) ? (bundle.link as Json[]) : [];
  const self = links.find((link) => link?.relation === 'self')?.url;
  if (typeof self !== 'string') return [];
  const [path = '', query = ''] = self.split('?');
  const last = path.split('/').at(-1) ?? '';
  if (run.services.types.resource(last)) return [last];
  return new URLSearchParams(query).get('_type')?.split(',') ?? [];
}
