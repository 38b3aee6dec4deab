import type { Text } from '../../errors/definition.ts';
import type { Finding } from '../../errors/finding.ts';
import { finding } from '../../errors/finding.ts';
import { inspectText } from './inspect-text.ts';
import { positionAt } from './position.ts';

export interface JsonLimits {
  /** How deep objects and arrays may nest. */
  maxDepth: number;
  /** Size of the text as UTF-8. */
  maxBytes?: number;
}

export interface StrictJson {
  /** The parsed value; undefined when a finding is fatal. */
  value: unknown;
  findings: Finding[];
}

/**
 * Parses JSON as FHIR wants it (http://hl7.org/fhir/R4/json.html), which is stricter than JSON.parse: duplicate keys, prototype keys, lone
 * surrogates, control characters and numbers that JavaScript cannot hold are findings with line and column.
 *
 * Good input costs JSON.parse, one look at the structural characters, and one walk over the value; only input that gives reason for
 * suspicion is read again token by token. Numbers become JavaScript numbers: `1.00` is read as 1 without a word, since its value is the same;
 * one with more than 17 significant digits is read as the nearest number (a note), one out of range (1e400) is an error. Never throws.
 */
export function parseStrictJson(text: string, limits: JsonLimits): StrictJson {
  const findings: Finding[] = [];
  const { maxDepth, maxBytes } = limits;
  if (maxBytes !== undefined && (text.length > maxBytes || Buffer.byteLength(text) > maxBytes)) {
    return { value: undefined, findings: [finding('json-too-large', '', { limit: maxBytes })] };
  }
  let source = text;
  if (source.charCodeAt(0) === 0xfeff) {
    findings.push({ ...finding('json-byte-order-mark', ''), line: 1, column: 1 });
    source = source.slice(1);
  }
  const structure = lookAtStructure(source, maxDepth);
  if (structure.tooDeepAt !== undefined) {
    findings.push({ ...finding('json-too-deep', '', { limit: maxDepth }), ...positionAt(source, structure.tooDeepAt) });
    return { value: undefined, findings };
  }
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    const { reason, offset } = explainSyntaxError(error as SyntaxError, source);
    findings.push({ ...finding('json-syntax', '', { reason }), ...positionAt(source, offset) });
    return { value: undefined, findings };
  }
  const suspicious =
    structure.longNumber ||
    !source.isWellFormed() ||
    /\\(?:u(?:00|d[89a-f])|[bf])/i.test(source) ||
    /"(?:__proto__|constructor|prototype)"/.test(source) ||
    structure.keys !== countKeys(value);
  if (suspicious) findings.push(...inspectText(source, rootName(value)));
  return { value, findings };
}

/** What an expression into the value begins with. */
function rootName(value: unknown): string {
  const type = (value as { resourceType?: unknown } | null)?.resourceType;
  return typeof type === 'string' && /^[A-Za-z]{1,64}$/.test(type) ? type : '';
}

interface Structure {
  keys: number;
  longNumber: boolean;
  tooDeepAt?: number;
}

/** One pass over the structural characters: how many keys, how deep, and whether a number is longer than a double can hold. */
function lookAtStructure(text: string, maxDepth: number): Structure {
  const length = text.length;
  let depth = 0;
  let keys = 0;
  let longNumber = false;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) {
      i = endOfString(text, i);
      if (i < 0) break;
    } else if (c === 0x3a) keys++;
    else if (c === 0x7b || c === 0x5b) {
      if (++depth > maxDepth) return { keys, longNumber, tooDeepAt: i };
    } else if (c === 0x7d || c === 0x5d) depth--;
    else if (c === 0x2d || (c >= 0x30 && c <= 0x39)) {
      const start = i;
      while (i + 1 < length && isNumberCharacter(text.charCodeAt(i + 1))) {
        i++;
        if ((text.charCodeAt(i) | 0x20) === 0x65) longNumber = true;
      }
      if (i - start > 15) longNumber = true;
    }
  }
  return { keys, longNumber };
}

/** Offset of the quote that ends the string starting at `start`, or -1. */
export function endOfString(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end < 0) return -1;
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
}

function isNumberCharacter(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || c === 0x2e || c === 0x2b || c === 0x2d || c === 0x65 || c === 0x45;
}

/** JSON.parse keeps the last of several equal keys, so fewer keys in the value than colons in the text means that some were equal. */
function countKeys(root: unknown): number {
  let keys = 0;
  const count = (value: object) => {
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === 'object' && item !== null) count(item);
      return;
    }
    for (const key in value) {
      keys++;
      const item = (value as Record<string, unknown>)[key];
      if (typeof item === 'object' && item !== null) count(item);
    }
  };
  if (typeof root === 'object' && root !== null) count(root);
  return keys;
}

function explainSyntaxError(error: SyntaxError, text: string): { reason: Text; offset: number } {
  const position = / at position (\d+)/.exec(error.message);
  if (/control character/i.test(error.message) && position) {
    return {
      reason: {
        en: 'a control character in a string is not escaped',
        sv: 'ett styrtecken i en sträng är inte skyddat med \\',
      },
      offset: Number(position[1]),
    };
  }
  if (!position)
    return { reason: { en: 'it ends too early', sv: 'det slutar för tidigt' }, offset: Math.max(0, text.length - 1) };
  return {
    reason: { en: 'a character is not allowed where it stands', sv: 'ett tecken får inte stå där det står' },
    offset: Number(position[1]),
  };
}
