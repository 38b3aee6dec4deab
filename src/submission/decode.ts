import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import type { Text } from '../errors/definition.ts';
import { type Finding, finding } from '../errors/finding.ts';
import type { Entry, Envelope, Method } from './entry.ts';
import { toUtc } from './instant.ts';

const BUNDLE_TYPES = new Set(['transaction', 'batch', 'message']);
/** More would take the database's locks for longer than others should wait. */
const MAX_ENTRIES = 20_000;
/** What a body is that is no object. */
const SIMPLE: Record<string, Text> = {
  string: { en: 'a JSON string', sv: 'en JSON-sträng' },
  number: { en: 'a JSON number', sv: 'ett JSON-tal' },
  boolean: { en: 'true or false', sv: 'true eller false' },
};
const METHODS = new Set(['POST', 'PUT', 'DELETE']);
const BY_ID = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/;
const BY_IDENTIFIER = /^([A-Z][A-Za-z]+)\?identifier=([^&]+)$/;

/**
 * Turns a parsed body into the entries of a submission.
 *
 * In: what strict JSON parsing gave. Out: the envelope, or the findings that refuse the submission as a whole (not a Bundle, another Bundle
 * type, no entries, too many). What is wrong with one entry stands among that entry's findings, so that a batch can go on without it (S-4).
 */
export function decodeBundle(body: unknown): { envelope?: Envelope; findings: Finding[] } {
  if (!isObject(body) || body.resourceType !== 'Bundle')
    return { findings: [{ ...finding('bundle-expected', '', { found: describe(body) }), line: 1, column: 1 }] };
  const bundle = body as unknown as Bundle;
  if (typeof bundle.type !== 'string' || !BUNDLE_TYPES.has(bundle.type)) {
    const found = typeof bundle.type === 'string' && /^[a-z-]{1,30}$/.test(bundle.type) ? bundle.type : '?';
    return { findings: [finding('bundle-type', 'Bundle.type', { found })] };
  }
  if (!Array.isArray(bundle.entry) || bundle.entry.length === 0)
    return { findings: [finding('bundle-empty', 'Bundle')] };
  if (bundle.entry.length > MAX_ENTRIES) {
    const parameters = { count: bundle.entry.length, limit: MAX_ENTRIES };
    return { findings: [finding('bundle-entries', `Bundle.entry[${MAX_ENTRIES}]`, parameters)] };
  }
  const type = bundle.type as Envelope['type'];
  const entries = bundle.entry.map((entry, index) => decodeEntry(entry, index, type));
  markFullUrlClashes(entries);
  return { envelope: { type, bundle, timestamp: toUtc(bundle.timestamp), entries }, findings: [] };
}

function decodeEntry(raw: BundleEntry, index: number, bundleType: Envelope['type']): Entry {
  const path = `Bundle.entry[${index}]`;
  const findings: Finding[] = [];
  const source: Partial<BundleEntry> = isObject(raw) ? raw : {};
  const resource = isObject(source.resource) ? (source.resource as Resource) : undefined;
  const method = bundleType === 'message' ? 'POST' : methodOf(source.request);
  const entry: Entry = {
    index,
    path,
    ...(typeof source.fullUrl === 'string' && { fullUrl: source.fullUrl }),
    method: (METHODS.has(method) ? method : 'POST') as Method,
    type: typeof resource?.resourceType === 'string' ? resource.resourceType : '',
    ...(resource && { resource }),
    findings,
  };
  if (!METHODS.has(method)) {
    const shown = /^[A-Z]{1,10}$/.test(method) ? method : '?';
    findings.push(finding('entry-method', `${path}.request.method`, { method: shown }));
    return entry;
  }
  if (method !== 'DELETE' && !entry.type) findings.push(finding('entry-resource', path));
  if (method !== 'POST') readRequestUrl(entry, source.request?.url);
  return entry;
}

function methodOf(request: BundleEntry['request']): string {
  const method: unknown = request?.method ?? 'POST';
  return typeof method === 'string' ? method : '?';
}

/** PUT and DELETE name what they are about: by the client's id or by business identifier. */
function readRequestUrl(entry: Entry, url: unknown): void {
  const at = `${entry.path}.request.url`;
  const text = typeof url === 'string' ? url.replace(/^\//, '') : '';
  const byId = BY_ID.exec(text);
  const byIdentifier = BY_IDENTIFIER.exec(text);
  const type = byId?.[1] ?? byIdentifier?.[1];
  if (!type || (entry.type && type !== entry.type)) {
    entry.findings.push(finding('entry-url', at, { type: entry.type || 'resource' }));
    return;
  }
  entry.type = type;
  if (byId) {
    entry.clientId = byId[2];
    if (entry.resource?.id !== undefined && entry.resource.id !== byId[2])
      entry.findings.push(finding('entry-id', `${entry.path}.resource.id`));
  } else if (byIdentifier) {
    entry.condition = decodeSafely(byIdentifier[2]);
  }
}

/** A fullUrl names one entry only (bdl-7); versions of one resource are not told apart, since a submission carries one of each. */
function markFullUrlClashes(entries: Entry[]): void {
  const seen = new Map<string, Entry>();
  for (const entry of entries) {
    if (!entry.fullUrl) continue;
    const other = seen.get(entry.fullUrl);
    if (other) entry.findings.push(finding('fullurl-clash', `${entry.path}.fullUrl`, { other: other.path }));
    else seen.set(entry.fullUrl, entry);
  }
}

/** Percent-decoded, or as it is when that is not possible. */
export function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): Text | string {
  if (Array.isArray(value)) return { en: 'a JSON array', sv: 'en JSON-lista' };
  if (value === null) return 'null';
  if (!isObject(value)) return SIMPLE[typeof value] ?? typeof value;
  const type = value.resourceType;
  return typeof type === 'string' && /^[A-Za-z]{1,40}$/.test(type)
    ? type
    : { en: 'a JSON object without resourceType', sv: 'ett JSON-objekt utan resourceType' };
}
