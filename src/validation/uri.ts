import type { Run } from './run.ts';

const PLAIN_URL = /^https?:\/\/\S+$/;
/** With what may follow in a canonical. */
const OID_URI = /^urn:oid:([0-2](?:\.(?:0|[1-9]\d*))+)(?:[|#].*)?$/;
const UUID_URI = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:[|#].*)?$/;

/** Whether a URI has a scheme. */
export function isAbsoluteUri(value: string): boolean {
  return value.startsWith('http://') || value.startsWith('urn:') || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(value);
}

/** http://hl7.org/fhir/R4/datatypes.html#uri, with the forms of urn:uuid and urn:oid that it names. */
export function checkUri(value: string, run: Run): boolean {
  if (PLAIN_URL.test(value)) return checkResolvable(value, run);
  if (/\s/.test(value)) {
    run.report('uri-whitespace');
    return false;
  }
  if (value.startsWith('oid:') || value.startsWith('uuid:')) {
    run.report('uri-prefix', { prefix: value.slice(0, value.indexOf(':') + 1) });
    return false;
  }
  if (value.startsWith('urn:uuid:')) {
    if (!UUID_URI.test(value)) {
      run.report('uri-uuid-invalid');
      return false;
    }
  } else if (value.startsWith('urn:oid:')) {
    const oid = OID_URI.exec(value)?.[1];
    // Nothing is registered as near to the root as that; 1.3 is another matter.
    if (oid === undefined || (oid.lastIndexOf('.') < 4 && !oid.startsWith('1.3'))) {
      run.report('uri-oid-invalid');
      return false;
    }
  }
  return checkResolvable(value, run);
}

/** No URL is fetched. What can be known to lead nowhere is an error: HL7's own example of it, and examples where they are not allowed. */
function checkResolvable(value: string, run: Run): boolean {
  const isExample = !run.services.options.allowExampleUrls && /^https?:\/\/.*example\.org/.test(value);
  const dead = isExample || value.startsWith('http://hl7.org/fhir/invalid');
  if (dead) run.report('uri-unresolvable');
  return !dead;
}

/** Addresses of the resource itself, and of what it extends: they say what they name and lead nowhere. */
const NAMES = new Set(['Bundle.entry.fullUrl', 'Extension.url']);

/** A uri or url of the form `#id` leads to something in the resource. */
export function checkFragment(value: string, run: Run): boolean {
  if (value.charCodeAt(0) !== 0x23 || value.length < 2 || NAMES.has(run.property(-1)?.path ?? '')) return true;
  if (hasId(run.frames[0]?.resource, value.slice(1), 0)) return true;
  run.report('uri-fragment-missing');
  return false;
}

function hasId(value: unknown, id: string, depth: number): boolean {
  if (typeof value === 'string') return value.charCodeAt(0) === 0x3c && value.includes(id);
  if (typeof value !== 'object' || value === null || depth > 200) return false;
  if ((value as { id?: unknown }).id === id) return true;
  return Object.values(value).some((item) => hasId(item, id, depth + 1));
}
