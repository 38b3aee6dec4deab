import type { Run } from '../run.ts';
import type { BundleEntry } from './entry-index.ts';

type Json = Record<string, unknown>;

/** Results of a search (http://hl7.org/fhir/R4/http.html#search): ids, and types that were asked for, as the link `self` tells. */
export function checkSearchset(bundle: Json, entries: readonly BundleEntry[], run: Run): void {
  const types = searchedTypes(bundle, run);
  for (const { index, resource } of entries) {
    if (!resource) continue;
    const below = `.entry[${index}].resource`;
    const mode = modeOf(bundle, index);
    const found = String(resource.resourceType);
    if (mode === undefined) run.report('bundle-search-mode', {}, {}, `.entry[${index}]`);
    else if (mode === 'outcome') {
      if (found !== 'OperationOutcome') run.report('bundle-search-outcome', {}, {}, below);
    } else {
      if (typeof resource.id !== 'string') run.report('bundle-search-id', {}, {}, below);
      if (mode === 'match' && types.length > 0 && !types.includes(found)) {
        run.report(
          'bundle-search-type',
          { found: /^\w+$/.test(found) ? found : '(…)', allowed: types.join(', ') },
          {},
          below,
        );
      }
    }
  }
}

function modeOf(bundle: Json, index: number): unknown {
  const entry = (bundle.entry as ({ search?: { mode?: unknown } } | null)[])[index];
  return entry?.search?.mode;
}

/** `_type` of the link, else the resource type before the question mark. */
function searchedTypes(bundle: Json, run: Run): string[] {
  const links = Array.isArray(bundle.link) ? (bundle.link as Json[]) : [];
  const self = links.find((link) => link?.relation === 'self')?.url;
  if (typeof self !== 'string') return [];
  const [path = '', query = ''] = self.split('?');
  const stated = new URLSearchParams(query).get('_type');
  if (stated) return stated.split(',');
  const last = path.split('/').at(-1) ?? '';
  return run.services.types.resource(last) ? [last] : [];
}
