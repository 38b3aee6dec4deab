/**
 * Code systems that are a grammar or a list that the runtime knows, so that their codes are checked without a table: media types, languages, currencies,
 * countries, time zones, UCUM; and the check digits of SNOMED CT and LOINC, which find mistyped codes even where the system is not at hand.
 */
import { createRequire } from 'node:module';
import { isConceptId, isExpression } from './snomed/sctid.ts';

/** Yes; no; or well-formed, but whether it exists cannot be said. */
type Verdict = boolean | undefined;

/** ISO 4217 codes that are in force and that ICU leaves out: funds, metals, test and "no currency". */
const OTHER_CURRENCIES = new Set(
  'BOV CHE CHW CLF COU CUC HRK MXV SLE USN UYI UYW VED XAD XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX ZWG ZWL'.split(
    ' ',
  ),
);

/** What is written for FHIR's own formats where a media type stands (http://hl7.org/fhir/R4/http.html#mime-type). */
const SHORT_FORMATS = new Set(['xml', 'json', 'ttl', 'html', 'text']);

const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
const MEDIA_TYPE = new RegExp(`^${TOKEN}/${TOKEN}(?:\\s*;\\s*${TOKEN}=(?:${TOKEN}|"[^"]*"))*\\s*;?$`);

const CHECKS = new Map<string, (code: string) => Verdict>([
  ['urn:ietf:bcp:13', (code) => MEDIA_TYPE.test(code) || SHORT_FORMATS.has(code)],
  ['urn:ietf:bcp:47', isLanguage],
  ['urn:iso:std:iso:4217', (code) => currencies().has(code)],
  ['urn:iso:std:iso:3166', isCountry],
  ['https://www.iana.org/time-zones', (code) => timeZones().has(code)],
  ['http://unitsofmeasure.org', isUcumUnit],
  ['http://snomed.info/sct', couldBeSnomed],
  ['http://loinc.org', couldBeLoinc],
]);

/** Checks a code of such a system; undefined for every other system, and where only the form can be judged and is right. */
export function checkByGrammar(system: string, code: string): Verdict {
  return CHECKS.get(system)?.(code);
}

let currencyCodes: Set<string> | undefined;
function currencies(): Set<string> {
  currencyCodes ??= new Set([...Intl.supportedValuesOf('currency'), ...OTHER_CURRENCIES]);
  return currencyCodes;
}

let zones: Set<string> | undefined;
function timeZones(): Set<string> {
  zones ??= new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', 'Etc/UTC', 'GMT']);
  return zones;
}

const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
const REGIONS = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

function isLanguage(code: string): Verdict {
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(code);
  } catch {
    // Private use and grandfathered tags are in BCP 47, not in Intl.
    return /^[xi]-[A-Za-z0-9-]+$/i.test(code) ? undefined : false;
  }
  if (LANGUAGES.of(locale.language) !== undefined) return true;
  // ICU knows every language of two letters and a part of those of three.
  return locale.language.length === 2 ? false : undefined;
}

function isCountry(code: string): Verdict {
  if (/^[A-Z]{2}$/.test(code)) return code !== 'ZZ' && REGIONS.of(code) !== undefined;
  return /^([A-Z]{3}|\d{3})$/.test(code) ? undefined : false;
}

interface UcumLibrary {
  UcumLhcUtils: { getInstance(): { validateUnitString(unit: string): { status: string; ucumCode: string | null } } };
}

let ucum: ReturnType<UcumLibrary['UcumLhcUtils']['getInstance']> | undefined;
const units = new Map<string, boolean>();

/** Whether a unit is one of UCUM (https://ucum.org). The library is read at the first unit. */
function isUcumUnit(unit: string): boolean {
  let valid = units.get(unit);
  if (valid === undefined) {
    ucum ??= (createRequire(import.meta.url)('@lhncbc/ucum-lhc') as UcumLibrary).UcumLhcUtils.getInstance();
    // Blanks and other characters are in no unit; the library would write to the console about them.
    // HL7's own value sets have annotations with spaces, and its validator accepts them.
    const plain = unit.replace(/\{[^{}]*\}/g, (annotation) => annotation.replaceAll(' ', '_'));
    const parsed = /^[\x21-\x7e]{1,200}$/.test(plain) ? ucum.validateUnitString(plain) : undefined;
    // It puts right what is nearly a unit; a code must be one as it stands.
    valid = parsed?.status === 'valid' && parsed.ucumCode === plain;
    if (units.size > 10_000) units.clear();
    units.set(unit, valid);
  }
  return valid;
}

function couldBeSnomed(code: string): Verdict {
  // Post-coordinated expressions are not decided here; nor is whether a concept exists.
  return isConceptId(code) || isExpression(code) ? undefined : false;
}

function couldBeLoinc(code: string): Verdict {
  const parts = /^(\d{1,8})-(\d)$/.exec(code);
  // Parts, answers and lists have other check digits.
  if (!parts) return /^(?:L[AGLP]\d+-\d|MTHU\d+)$/.test(code) ? undefined : false;
  let sum = 0;
  for (const [n, digit] of [...parts[1]!].reverse().entries()) {
    const product = Number(digit) * (n % 2 === 0 ? 2 : 1);
    sum += product > 9 ? product - 9 : product;
  }
  return (10 - (sum % 10)) % 10 === Number(parts[2]) ? undefined : false;
}
