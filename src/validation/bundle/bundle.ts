import type { Run } from '../run.ts';
import { isAbsoluteUri } from '../uri.ts';
import { checkDocument, checkMessage } from './document.ts';
import { type BundleEntry, entriesOf } from './entry-index.ts';
import { checkSearchset } from './searchset.ts';

type Json = Record<string, unknown>;

/** What a Bundle means beyond its structure and invariants: http://hl7.org/fhir/R4/bundle.html. The run stands at the Bundle. */
export function checkBundle(bundle: Json, run: Run): void {
  const type = typeof bundle.type === 'string' ? bundle.type : '';
  const { entries } = entriesOf(bundle);
  checkLinks(bundle, type, run);
  for (const entry of entries) checkFullUrl(entry, type, run);
  checkUniqueness(entries, run);
  for (const rule of run.services.options.bundleRules) applyBundleRule(rule, entries, run);
  if (type === 'document') checkDocument(bundle, entries, run);
  else if (type === 'message') checkMessage(bundle, entries, run);
  else if (type === 'searchset') checkSearchset(bundle, entries, run);
}

/** Pages are those of a search or a history (RFC 5005). */
const PAGES = new Set(['first', 'previous', 'next', 'last']);
const PAGED_TYPES = new Set(['searchset', 'history']);
/** Types whose entries may go without an address: the receiver gives it, or has none to give. */
const WITHOUT_ADDRESS = new Set(['transaction', 'transaction-response', 'batch', 'batch-response']);

/** http://hl7.org/fhir/R4/bundle-definitions.html#Bundle.link: each relation once, and pages only where there are some. */
function checkLinks(bundle: Json, type: string, run: Run): void {
  const seen = new Set<string>();
  const isPaged = PAGED_TYPES.has(type);
  const links = Array.isArray(bundle.link) ? bundle.link : [];
  links.forEach((link: { relation?: unknown } | null, index) => {
    const relation = link?.relation;
    if (typeof relation !== 'string' || (relation !== 'self' && !PAGES.has(relation))) return;
    if (relation !== 'self' && !isPaged && type !== '')
      run.report('bundle-link-page', { relation }, {}, `.link[${index}].relation`);
    else if (seen.has(relation)) run.report('bundle-link-duplicate', { relation }, {}, `.link[${index}]`);
    seen.add(relation);
  });
}

const RESTFUL = /^https?:\/\/(?:.*\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/;

/** http://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.fullUrl */
function checkFullUrl({ fullUrl, resource, index }: BundleEntry, type: string, run: Run): void {
  const below = `.entry[${index}]`;
  if (fullUrl === undefined) {
    if (!WITHOUT_ADDRESS.has(type) && run.services.options.requireFullUrl)
      run.report('bundle-entry-fullurl-missing', {}, {}, below);
    return;
  }
  if (!isAbsoluteUri(fullUrl)) {
    run.report('bundle-fullurl-relative', {}, {}, below);
    return;
  }
  const match = fullUrl.startsWith('http') ? RESTFUL.exec(fullUrl) : null;
  const isRestful = match && run.services.types.resource(match[1]!) !== undefined;
  if (!resource) return;
  if (isRestful ? match[1] !== resource.resourceType || match[2] !== resource.id : resource.url === fullUrl)
    run.report('bundle-fullurl-mismatch', {}, {}, below);
}

/** bdl-7: an address is used once for each version of a resource. */
function checkUniqueness(entries: readonly BundleEntry[], run: Run): void {
  const seen = new Set<string>();
  for (const { fullUrl, resource } of entries) {
    if (fullUrl === undefined) continue;
    const version = (resource?.meta as { versionId?: unknown } | undefined)?.versionId;
    const key = typeof version === 'string' ? `${fullUrl} ${version}` : fullUrl;
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
