import type { Text } from '../errors/definition.ts';
import type { Run } from './run.ts';
import { checkFragment, checkUri, isAbsoluteUri } from './uri.ts';

/** Checks the value of a primitive, and reports at the current element. True when it is well-formed. */
export type PrimitiveCheck = (value: unknown, run: Run) => boolean;

const MAX_STRING = 1024 * 1024;
const DATE = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/;
const ZONE = '(?:Z|[+-](?:0\\d|1[0-3]):[0-5]\\d|[+-]14:00)';
const TIME_PART = '(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?';
const DATE_TIME = new RegExp(`^(\\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\\d|3[01])(?:T${TIME_PART}${ZONE})?)?)?$`);
const INSTANT = new RegExp(`^(\\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T${TIME_PART}${ZONE}$`);
const TIME = new RegExp(`^${TIME_PART}$`);
const CODE = /^[^\s]+(?: [^\s]+)*$/;
const ID = /^[A-Za-z0-9\-.]{1,64}$/;
const OID = /^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/;
const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Java's pattern for decimals: no more digits than a 64-bit number and an exponent of 10 digits. */
const DECIMAL = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?(?:e[+-]?\d{1,10})?$/i;

/** The kinds of JSON value in words. */
export const JSON_TYPES = {
  null: { en: 'null', sv: 'null' },
  array: { en: 'an array', sv: 'en lista' },
  object: { en: 'an object', sv: 'ett objekt' },
  string: { en: 'a string', sv: 'en sträng' },
  number: { en: 'a number', sv: 'ett tal' },
  boolean: { en: 'a boolean', sv: 'ett sanningsvärde' },
} satisfies Record<string, Text>;

function wrongJsonType(value: unknown, expected: Text, run: Run): false {
  run.report('element-wrong-json-type', { name: lastName(run), expected, found: jsonType(value) });
  return false;
}

export function jsonType(value: unknown): Text {
  if (value === null) return JSON_TYPES.null;
  if (Array.isArray(value)) return JSON_TYPES.array;
  return JSON_TYPES[typeof value as keyof typeof JSON_TYPES];
}

/** The name of the element that a run stands at. */
export function lastName(run: Run): string {
  return run.property(-1)?.key ?? run.path();
}

function text(check: (value: string, run: Run) => boolean): PrimitiveCheck {
  return (value, run) => {
    if (typeof value !== 'string') return wrongJsonType(value, JSON_TYPES.string, run);
    if (value.length === 0) {
      run.report('primitive-empty');
      return false;
    }
    return check(value, run);
  };
}

function format(type: string, expected: Text | string, run: Run): false {
  run.report('primitive-format', { type, expected });
  return false;
}

/** Whether year, month and day, as far as they are given, are a day of the Gregorian calendar. */
function isCalendarDate(match: RegExpExecArray): boolean {
  const day = match[3];
  if (day === undefined || Number(day) < 29) return true;
  const month = Number(match[2]);
  const year = Number(match[1]);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return Number(day) <= (month === 2 && leap ? 29 : DAYS[month - 1]!);
}

function dated(type: string, pattern: RegExp, expected: Text | string): PrimitiveCheck {
  return text((value, run) => {
    const match = pattern.exec(value);
    if (!match || match[1] === '0000') return format(type, expected, run);
    if (!isCalendarDate(match)) {
      run.report('primitive-impossible-date');
      return false;
    }
    return true;
  });
}

function integer(type: string, low: number, high: number): PrimitiveCheck {
  return (value, run) => {
    if (typeof value !== 'number') return wrongJsonType(value, JSON_TYPES.number, run);
    if (!Number.isInteger(value)) return format(type, { en: 'A whole number.', sv: 'Ett heltal.' }, run);
    if (value < low || value > high) {
      run.report('primitive-out-of-range', { type });
      return false;
    }
    return true;
  };
}

const string = text((value, run) => {
  if (value.length > MAX_STRING) {
    run.report('primitive-too-long', { max: MAX_STRING });
    return false;
  }
  if (value.charCodeAt(0) <= 32 && value.trim() === '') run.report('primitive-empty', {}, { severity: 'warning' });
  if (run.services.options.rejectHtmlInStrings && looksLikeHtml(value)) {
    run.report('string-looks-like-html');
    return false;
  }
  return true;
});

const markdown = text((value, run) => {
  if (value.length > MAX_STRING) {
    run.report('primitive-too-long', { max: MAX_STRING });
    return false;
  }
  if (run.services.options.rejectHtmlInMarkdown && looksLikeHtml(value)) {
    run.report('markdown-html');
    return false;
  }
  return true;
});

/** A whole tag; `a < b` is none. */
function looksLikeHtml(value: string): boolean {
  return /<\/?[A-Za-z]\w*(?:\s[^<>]*)?\/?>/.test(value);
}

const uri = text((value, run) => checkUri(value, run) && checkFragment(value, run));

const canonical = text((value, run) => {
  if (!checkUri(value, run)) return false;
  if (!value.startsWith('#') && !isAbsoluteUri(value)) {
    run.report('canonical-relative');
    return false;
  }
  return true;
});

/** The primitive types of R4 (http://hl7.org/fhir/R4/datatypes.html#primitive). */
export const PRIMITIVES: Readonly<Record<string, PrimitiveCheck>> = {
  boolean: (value, run) =>
    typeof value === 'boolean' || wrongJsonType(value, { en: 'true or false', sv: 'true eller false' }, run),
  integer: integer('integer', -2147483648, 2147483647),
  unsignedInt: integer('unsignedInt', 0, 2147483647),
  positiveInt: integer('positiveInt', 1, 2147483647),
  decimal: (value, run) => {
    if (typeof value !== 'number') return wrongJsonType(value, JSON_TYPES.number, run);
    if (!Number.isFinite(value))
      return format('decimal', { en: 'A number that is not too large.', sv: 'Ett tal som inte är för stort.' }, run);
    return (
      Number.isInteger(value) ||
      DECIMAL.test(String(value)) ||
      format('decimal', { en: 'At most 18 digits.', sv: 'Högst 18 siffror.' }, run)
    );
  },
  string,
  markdown,
  'http://hl7.org/fhirpath/System.String': string,
  code: text(
    (value, run) =>
      CODE.test(value) ||
      format(
        'code',
        {
          en: 'No white space at its ends or twice in a row.',
          sv: 'Inga blanktecken i början, i slutet eller två i rad.',
        },
        run,
      ),
  ),
  id: text((value, run) => {
    if (ID.test(value)) return true;
    run.report('id-invalid');
    return false;
  }),
  uri,
  url: uri,
  canonical,
  oid: text((value, run) => {
    if (OID.test(value)) return true;
    run.report('uri-oid-invalid');
    return false;
  }),
  uuid: text((value, run) => {
    if (UUID.test(value)) return true;
    run.report('uri-uuid-invalid');
    return false;
  }),
  date: dated('date', DATE, { en: 'YYYY, YYYY-MM or YYYY-MM-DD.', sv: 'ÅÅÅÅ, ÅÅÅÅ-MM eller ÅÅÅÅ-MM-DD.' }),
  dateTime: dated('dateTime', DATE_TIME, {
    en: 'YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+zz:zz.',
    sv: 'ÅÅÅÅ, ÅÅÅÅ-MM, ÅÅÅÅ-MM-DD eller ÅÅÅÅ-MM-DDThh:mm:ss+zz:zz.',
  }),
  instant: dated('instant', INSTANT, { en: 'YYYY-MM-DDThh:mm:ss+zz:zz.', sv: 'ÅÅÅÅ-MM-DDThh:mm:ss+zz:zz.' }),
  time: text((value, run) => TIME.test(value) || format('time', 'hh:mm:ss.', run)),
  base64Binary: text(
    (value, run) =>
      isBase64(value) ||
      format('base64Binary', { en: 'RFC 4648, in groups of four.', sv: 'RFC 4648, i grupper om fyra.' }, run),
  ),
};

/** Base64 in whole groups of four; white space is allowed (R4's pattern has `\s*`). */
export function isBase64(value: string): boolean {
  const packed = /\s/.test(value) ? value.replace(/\s+/g, '') : value;
  return packed.length % 4 === 0 && BASE64.test(packed);
}
