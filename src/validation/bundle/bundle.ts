import type { Run } from '../run.ts';
import { checkDocument, checkMessage } from './document.ts';
import { type BundleEntry, entriesOf } from './entry-index.ts';
import { checkSearchset } from './searchset.ts';

type Json = Record<string, unknown>;

/** What a Bundle means beyond its structure and invariants: http://hl7.org/fhir/R4/bundle.html. The run stands at the Bundle. */
export function checkBundle(bundle: Json, run: Run): void {
  const type = typeof bundle.type === 'string' ? bundle.type : '';
  const { entries } = entriesOf(bundle);
  checkLinks(bundle, run);
  for (const entry of entries) checkFullUrl(entry, run);
  checkUniqueness(entries, run);
  for (const rule of run.services.options.bundleRules) applyBundleRule(rule, entries, run);
  if (type === 'document') checkDocument(bundle, entries, run);
  else if (type === 'message') checkMessage(bundle, entries, run);
  else if (type === 'searchset') checkSearchset(bundle, entries, run);
}

/** Relations of which a Bundle has one at most (https://www.iana.org/assignments/link-relations, RFC 5005 paging). */
const SINGLE = new Set(['self', 'first', 'last', 'next', 'prev', 'previous']);

function checkLinks(bundle: Json, run: Run): void {
  const seen = new Set<string>();
  const links = Array.isArray(bundle.link) ? bundle.link : [];
  links.forEach((link: { relation?: unknown } | null, index) => {
    const relation = link?.relation;
    if (typeof relation !== 'string' || !SINGLE.has(relation)) return;
    if (seen.has(relation)) run.report('bundle-link-duplicate', { relation }, {}, `.link[${index}]`);
    seen.add(relation);
  });
}

const RESTFUL = /^https?:\/\/(?:.*\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/;

/** http://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.fullUrl */
function checkFullUrl({ fullUrl, resource, index }: BundleEntry, run: Run): void {
  if (fullUrl === undefined) return;
  const below = `.entry[${index}]`;
  if (!/^(?:https?:\/\/|urn:|[a-z][a-z0-9+.-]*:)/i.test(fullUrl)) {
    run.report('bundle-fullurl-relative', {}, {}, below);
    return;
  }
  const match = RESTFUL.exec(fullUrl);
  if (!match || !resource || !run.services.types.resource(match[1]!)) return;
  if (match[1] !== resource.resourceType || match[2] !== resource.id)
    run.report('bundle-fullurl-mismatch', {}, {}, below);
}

/** bdl-7: an address is used once for each version of a resource. */
function checkUniqueness(entries: readonly BundleEntry[], run: Run): void {
  const seen = new Set<string>();
  for (const { fullUrl, resource } of entries) {
    if (fullUrl === undefined) continue;
    const version = (resource?.meta as { versionId?: unknown } | undefined)?.versionId;
    const key = `${fullUrl} ${typeof version === 'string' ? version : ''}`;
    if (seen.has(key)) {
      run.report('bundle-fullurl-duplicate');
      return;
    }
    seen.add(key);
  }
}

function applyBundleRule(
  rule: { type: string; index: number; profile: string },
  entries: readonly BundleEntry[],
  run: Run,
): void {
  const entry = entries.filter((item) => item.resource?.resourceType === rule.type)[rule.index];
  if (entry?.resource)
    run.services.profiles.checkAt(entry.resource, rule.profile, `entry[${entry.index}].resource`, run);
}
