import { birthDateOf } from './calendar-date.ts';
import { FAULT, type Series } from './series.ts';

/**
 * Reserve numbers of regions whose check character, if any, isn't published: only the form is checked.
 * The forms are those of HL7 Sweden's identifier invariants (https://github.com/HL7Sweden/basprofiler-r4, PatientIdentifierConformancePatternSE).
 */
function shapeOnly(region: string, oid: string, form: string, pattern: RegExp, dated = true): Series {
  return {
    kind: 'regionalt-reservnummer',
    name: `reservnummer (${region})`,
    system: `urn:oid:${oid}`,
    form,
    check(value) {
      if (!pattern.test(value)) return FAULT.form;
      if (!dated) return { ok: true, value };
      const birthDate = birthDateOf(value);
      return birthDate ? { ok: true, value, birthDate } : FAULT.date;
    },
  };
}

export const varmlandReservnummer = shapeOnly(
  'Region Värmland',
  '1.2.752.74.9.2',
  'ÅÅÅÅMMDDSBNC',
  /^\d{8}S[FUXPL]\d[A-UW-Z1-9]$/,
);
export const orebroReservnummer = shapeOnly(
  'Region Örebro län',
  '1.2.752.74.9.3',
  'ÅÅÅÅMMDDTBNC',
  /^\d{8}T[A-Z]\d[A-J]$/,
);
export const blekingeReservnummer = shapeOnly(
  'Region Blekinge',
  '1.2.752.74.9.5',
  'ÅÅÅÅMMDDBBNB',
  /^\d{8}[A-Z]{2}\d[A-Z]$/,
);
export const skaneReservnummer = shapeOnly(
  'Region Skåne',
  '1.2.752.219.1.10.10.1',
  '(ÅÅ)ÅÅMMDDBBNB',
  /^(?:\d{6}|\d{8})[DEF][A-Z][01][A-Z]$/,
  false,
);
export const vasternorrlandReservnummer = shapeOnly(
  'Region Västernorrland',
  '1.2.752.269.1.1',
  'ÅÅÅÅMMDDNNNR',
  /^\d{8}\d{3}R$/,
);
export const sormlandReservnummer = shapeOnly(
  'Region Sörmland, serie 1',
  '1.2.752.266.1.1.1',
  'ÅÅÅÅMMDDBBNB',
  /^\d{8}[A-Z]{2}\d[A-Z]$/,
);
export const sormlandReservnummer2 = shapeOnly(
  'Region Sörmland, serie 2',
  '1.2.752.266.1.1.2',
  '18500101BNNN, 18600101BNNN',
  /^18[56]00101[MNKP](?!000)\d{3}$/,
);
