import type { Parameters } from '../errors/catalogue.ts';
import { carelinkReservnummer } from './carelink-reservnummer.ts';
import { lmaNummer } from './lma-nummer.ts';
import { nationelltReservnummer } from './nationellt-reservnummer.ts';
import { personnummer } from './personnummer.ts';
import {
  blekingeReservnummer,
  orebroReservnummer,
  skaneReservnummer,
  sormlandReservnummer,
  sormlandReservnummer2,
  varmlandReservnummer,
  vasternorrlandReservnummer,
} from './regional-reservnummer.ts';
import { samordningsnummer } from './samordningsnummer.ts';
import type { IdentifierFault, PersonIdentifierKind, Series } from './series.ts';
import { stockholmReservnummer } from './stockholm-reservnummer.ts';
import { vgrReservnummer } from './vgr-reservnummer.ts';

export type { IdentifierFault, PersonIdentifierKind } from './series.ts';

/** Every series, those with a check digit first: they identify a number that was sent under another system. */
export const PERSON_IDENTIFIER_SERIES: readonly Series[] = [
  personnummer,
  samordningsnummer,
  nationelltReservnummer,
  vgrReservnummer,
  stockholmReservnummer,
  carelinkReservnummer,
  varmlandReservnummer,
  orebroReservnummer,
  blekingeReservnummer,
  skaneReservnummer,
  vasternorrlandReservnummer,
  sormlandReservnummer,
  sormlandReservnummer2,
  lmaNummer,
];

const BY_SYSTEM = new Map(PERSON_IDENTIFIER_SERIES.map((series) => [series.system, series]));

export type PersonIdentifierCheck =
  | {
      ok: true;
      kind: PersonIdentifierKind;
      /** Canonical URI. */
      system: string;
      /** Canonical form: without separators, upper case. */
      value: string;
      /** Juridiskt kön, 1 man and 2 kvinna; only personnummer and samordningsnummer state it. */
      legalSex?: '1' | '2';
      /** ÅÅÅÅ-MM-DD, where the number holds it. */
      birthDate?: string;
    }
  | {
      ok: false;
      code: IdentifierFault;
      /** What the message of the code needs: names of series, never the value. */
      parameters: Parameters;
      rule: string;
    };

/**
 * Checks a person's identifier by the algorithm of its series (I-1).
 *
 * In: canonical system, value with or without the separators `-`, `+` and blanks. Out: canonical form and what the number says of the person, or the rule
 * that it breaks; undefined where the system is not one of persons. A value that breaks its own rule and is right by that of another
 * series with a check digit is `identifier-wrong-system`, which names the right one.
 */
export function checkPersonIdentifier(system: string, value: string): PersonIdentifierCheck | undefined {
  const series = BY_SYSTEM.get(system);
  if (!series) return undefined;
  const plain = value.toUpperCase().replace(/[-+\s]/g, '');
  const verdict = series.check(plain);
  if (verdict.ok) return { kind: series.kind, system, ...verdict };
  const right = PERSON_IDENTIFIER_SERIES.find((other) => other.algorithm && other.check(plain).ok);
  const parameters: Parameters = { series: series.name, form: series.form };
  if (series.algorithm) parameters.algorithm = series.algorithm;
  if (!right) return { ok: false, code: verdict.code, parameters, rule: 'I-1' };
  return {
    ok: false,
    code: 'identifier-wrong-system',
    parameters: { ...parameters, right: right.name, system: right.system },
    rule: 'I-1',
  };
}

/** Whether a system is one of persons, so that its values belong in the vault. */
export function isPersonIdentifierSystem(system: string): boolean {
  return BY_SYSTEM.has(system);
}
