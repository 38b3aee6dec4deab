/** Constants of a view as FHIRPath values: https://sql-on-fhir.org/ig/StructureDefinition/ViewDefinition#using-constants */
import type { Text } from '../../errors/definition.ts';
import { type Finding, finding } from '../../errors/finding.ts';
import { Item, type Items } from '../../fhir/fhirpath/item.ts';
import { parseDateTime, parseTime } from '../../fhir/fhirpath/temporal.ts';
import { fhirType, type TypeInfo } from '../../fhir/fhirpath/type-model.ts';
import type { ViewConstant } from './view-definition.ts';

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === 'string' && value !== '';
const integer = (least: number, most = Number.MAX_SAFE_INTEGER): Check => {
  return (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
};
const temporal: Check = (value) => typeof value === 'string' && parseDateTime(value) !== undefined;
const INTEGER_MAX = 2_147_483_647;

/** The types that a constant can have, by the name of the property. */
const TYPES: Record<string, Check> = {
  Base64Binary: text,
  Boolean: (value) => typeof value === 'boolean',
  Canonical: text,
  Code: text,
  Date: (value) => temporal(value) && (value as string).length <= 10,
  DateTime: temporal,
  Decimal: (value) => typeof value === 'number',
  Id: text,
  Instant: temporal,
  Integer: integer(-INTEGER_MAX - 1, INTEGER_MAX),
  Integer64: (value) => integer(Number.MIN_SAFE_INTEGER)(typeof value === 'string' ? Number(value) : value),
  Oid: text,
  String: text,
  PositiveInt: integer(1, INTEGER_MAX),
  Time: (value) => typeof value === 'string' && parseTime(value) !== undefined,
  UnsignedInt: integer(0, INTEGER_MAX),
  Uri: text,
  Url: text,
  Uuid: text,
};

/** Reads the constants; what is wrong with them goes to `findings`. */
export function readConstants(constants: readonly ViewConstant[], findings: Finding[]): Map<string, Items> {
  const values = new Map<string, Items>();
  constants.forEach((constant, index) => {
    const at = `ViewDefinition.constant[${index}]`;
    const wrong = (problem: Text) => findings.push(finding('view-constant-invalid', at, { problem }));
    const keys = Object.keys(constant).filter((key) => /^value[A-Z]/.test(key));
    const key = keys[0]?.slice('value'.length) ?? '';
    const value = constant[`value${key}`];
    if (keys.length !== 1)
      wrong(
        keys.length === 0
          ? { en: 'it has no value', sv: 'den har inget värde' }
          : { en: 'it has several values', sv: 'den har flera värden' },
      );
    else if (!Object.hasOwn(TYPES, key))
      wrong({ en: `a constant cannot be of the type ${key}`, sv: `en konstant kan inte vara av typen ${key}` });
    else if (!(TYPES[key] as Check)(value)) wrong({ en: `the value is no ${key}`, sv: `värdet är inget ${key}` });
    else if (values.has(constant.name))
      wrong({ en: `there is already a constant ${constant.name}`, sv: `det finns redan en konstant ${constant.name}` });
    else values.set(constant.name, [new Item(key === 'Integer64' ? Number(value) : value, typeOf(key))]);
  });
  return values;
}

function typeOf(key: string): TypeInfo {
  const name = key === 'Integer64' ? 'integer' : (key[0] as string).toLowerCase() + key.slice(1);
  return fhirType(name) as TypeInfo;
}
