/**
 * Whether a primitive is surely well-formed, whatever the options: most values are, and are told so without regular expressions. False says nothing;
 * primitives.ts then decides. A test compares both.
 */
export type QuickCheck = (value: unknown) => boolean;

const MAX_LENGTH = 1000;

/** Visible ASCII: no white space of any kind. */
function isVisible(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > MAX_LENGTH) return false;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < 33 || code > 126) return false;
  }
  return true;
}

function isText(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value.charCodeAt(0) > 32 &&
    value.length <= MAX_LENGTH &&
    // What may be HTML depends on the options.
    !value.includes('<')
  );
}

function isId(value: unknown): boolean {
  if (typeof value !== 'string' || value.length === 0 || value.length > 64) return false;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
    if (!isLetter && !(code >= 48 && code <= 57) && code !== 45 && code !== 46) return false;
  }
  return true;
}

const OID = /^urn:oid:[12]\.(?:0|[1-9]\d{0,2})\.[1-9]\d{0,9}(?:\.[1-9]\d{0,9}){1,20}(?:#[\x21-\x7e]{1,200})?$/;

/** With at least four numbers, none of which begins with 0, and perhaps a fragment. */
function isOid(text: string): boolean {
  return OID.test(text);
}

/** `urn:uuid:` in small letters. */
function isUuid(text: string): boolean {
  if (text.length !== 45 || !text.startsWith('urn:uuid:')) return false;
  for (let at = 9; at < 45; at++) {
    const code = text.charCodeAt(at);
    const isDash = at === 17 || at === 22 || at === 27 || at === 32;
    if (isDash ? code !== 45 : !((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) return false;
  }
  return true;
}

/** URIs that were found to be fine: the same few systems stand in most resources. */
const remembered = new Set<string>();
const MAX_REMEMBERED = 5000;

function isUri(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (remembered.has(value)) return true;
  if (value.startsWith('urn:')) {
    if (!isOid(value)) return isUuid(value);
  } else {
    if (!value.startsWith('http://') && !value.startsWith('https://')) return false;
    // What is an example or leads nowhere is for primitives.ts to say.
    if (!isVisible(value) || value.length < 9 || value.includes('example.org') || value.includes('/invalid'))
      return false;
  }
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.add(value);
  return true;
}

/** The number in two digits; -1 for anything else. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** By month, in years that are no leap years. */
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A whole date that every year has, of the years 1000 to 2999. */
function isDay(text: string): boolean {
  const century = twoDigits(text, 0);
  if (century < 10 || century > 29 || twoDigits(text, 2) < 0) return false;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return false;
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  return month > 0 && month <= 12 && day > 0 && day <= DAYS[month]!;
}

/** Seconds, no fraction, `Z` or a zone in Europe. */
function isMoment(text: string): boolean {
  if (text.charCodeAt(10) !== 84 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58 || !isDay(text))
    return false;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return false;
  return text.length === 20 ? text.charCodeAt(19) === 90 : text.endsWith('+01:00') || text.endsWith('+02:00');
}

function isMomentLong(value: unknown): boolean {
  return typeof value === 'string' && (value.length === 20 || value.length === 25) && isMoment(value);
}

function isDate(value: unknown): boolean {
  return typeof value === 'string' && value.length === 10 && isDay(value);
}

/** By type; a type that is not here has no quick check. */
export const QUICK: Readonly<Record<string, QuickCheck>> = {
  boolean: (value) => typeof value === 'boolean',
  string: isText,
  markdown: isText,
  'http://hl7.org/fhirpath/System.String': isText,
  code: (value) => typeof value === 'string' && isVisible(value),
  id: isId,
  uri: isUri,
  url: isUri,
  canonical: isUri,
  date: isDate,
  dateTime: (value) => isMomentLong(value) || isDate(value),
  instant: isMomentLong,
};
