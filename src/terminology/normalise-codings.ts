import { ORGANISATIONSNUMMER_SYSTEM } from '../identity/organisationsnummer.ts';
import type { Aliases } from './aliases.ts';
import { normaliseCode } from './code-shapes.ts';

export interface NormalisationChange {
  /** FHIRPath from the resource, such as `Condition.code.coding[0].system`. */
  expression: string;
  kind: 'system' | 'code';
  /** The URIs, for systems. Codes are health data and are left out. */
  from?: string;
  to?: string;
}

/** Elements that may name a resource by its identifier: Reference.reference, and of a Bundle's entry request.url and request.ifNoneExist. */
const ADDRESSES = new Set(['reference', 'url', 'ifNoneExist']);
const BY_IDENTIFIER = /((?:^|[?&])identifier=)([^|&]+?)(\||%7C)/i;

/** An organisationsnummer as people write it, with a hyphen or the prefix 16 of twelve-digit systems. */
const WRITTEN_OUT = /^(?:16)?(\d{6})-?(\d{4})$/;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type Json = { [key: string]: unknown };

/**
 * Puts canonical systems and the registers' code forms into a resource or Bundle, everywhere, in place (S-13).
 *
 * What has `system` and `code` is a Coding or Quantity: aliases of code systems, then the form of the code. What has `system` and `value` is an Identifier:
 * aliases of identifier systems, an organisationsnummer by its ten digits. A reference, address or condition that names a resource by `identifier=system|value` is put right as well. Gives what was
 * changed.
 */
export function normaliseCodings(resource: unknown, aliases: Aliases): NormalisationChange[] {
  const changes: NormalisationChange[] = [];
  const root = (resource as { resourceType?: unknown } | undefined)?.resourceType;
  walk(resource, typeof root === 'string' ? root : '');
  return changes;

  function walk(node: unknown, path: string): void {
    if (Array.isArray(node)) {
      for (let n = 0; n < node.length; n++) if (typeof node[n] === 'object') walk(node[n], `${path}[${n}]`);
    } else if (node !== null && typeof node === 'object') {
      const object = node as Json;
      if (typeof object.system === 'string') normalise(object, object.system, path);
      for (const key in object) {
        const value = object[key];
        if (value !== null && typeof value === 'object') walk(value, path === '' ? key : `${path}.${key}`);
        else if (ADDRESSES.has(key) && typeof value === 'string') normaliseAddress(object, key, value, path);
      }
    }
  }

  function normaliseAddress(object: Json, key: string, address: string, path: string): void {
    const canonical = address.replace(BY_IDENTIFIER, (whole, before: string, system: string, bar: string) => {
      const plain = decoded(system);
      const target = aliases.canonical(plain, 'identifier');
      if (target === plain) return whole;
      changes.push({ expression: `${path}.${key}`, kind: 'system', from: plain, to: target });
      return before + (plain === system ? target : encodeURIComponent(target)) + bar;
    });
    if (canonical !== address) object[key] = canonical;
  }

  function normalise(object: Json, system: string, path: string): void {
    const code = typeof object.code === 'string' ? object.code : undefined;
    const kind = code === undefined && object.value !== undefined ? 'identifier' : 'codesystem';
    const canonical = aliases.canonical(system, kind, code);
    if (canonical !== system) {
      object.system = canonical;
      changes.push({ expression: `${path}.system`, kind: 'system', from: system, to: canonical });
    }
    if (kind === 'identifier' && canonical === ORGANISATIONSNUMMER_SYSTEM && typeof object.value === 'string')
      object.value = object.value.replace(WRITTEN_OUT, '$1$2');
    if (code === undefined) return;
    const normalised = normaliseCode(canonical, code);
    if (normalised !== code) {
      object.code = normalised;
      changes.push({ expression: `${path}.code`, kind: 'code' });
    }
  }
}
