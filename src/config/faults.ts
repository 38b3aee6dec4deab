import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import type { Text } from '../errors/definition.ts';
import { type Finding, finding } from '../errors/finding.ts';
import { zodText } from '../errors/zod-text.ts';

/** A setting that cannot be used, by the name that the operator wrote. */
export function unusable(setting: string, why: Text): Finding {
  return finding('configuration-setting-invalid', '', { setting, reason: why });
}

/** What our own schemas say; everything else zod says, in either language. */
const OWN: Record<string, string> = {
  'it must start with postgresql://': 'den ska börja med postgresql://',
  'it must be an http or https address': 'den ska vara en http- eller https-adress',
  'it must have neither query nor fragment': 'den får varken ha query eller fragment',
  'it must end with /fhir': 'den ska sluta med /fhir',
  'it needs at least 16 characters': 'den behöver minst 16 tecken',
  'the key holds private members; register the public key only':
    'nyckeln har privata delar; registrera bara den publika nyckeln',
  'the RSA key has fewer than 2048 bits': 'RSA-nyckeln har färre än 2048 bitar',
  'the key is not a valid public JWK': 'nyckeln är ingen giltig publik JWK',
  'it is not an organisationsnummer': 'det är inget organisationsnummer',
  'a client id has 1 to 128 letters, digits, ".", "_", "~" or "-"':
    'en klients id har 1 till 128 bokstäver, siffror, ".", "_", "~" eller "-"',
  'it must be an https address': 'den ska vara en https-adress',
  'it is not a SMART system scope': 'det är ingen SMART-behörighet för system',
  'it needs jwks or jwksUri': 'den behöver jwks eller jwksUri',
  'the id is used twice': 'id:t används två gånger',
};

/** zod's message as the end of a sentence. */
export function reason(issue: z.core.$ZodIssue): Text {
  const { en, sv } = zodText(issue);
  return { en: asEnd(en), sv: asEnd(OWN[en] ?? sv) };
}

function asEnd(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** The text of a file that a setting names; a fault and undefined when it cannot be read. */
export function readText(path: string, setting: string, faults: Finding[]): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '?';
    faults.push(finding('configuration-file-unreadable', '', { setting, reason: code }));
    return undefined;
  }
}

/** YAML, or JSON by the file's ending. Throws what the parser throws. */
export function parseData(path: string, text: string): unknown {
  return extname(path) === '.json' ? JSON.parse(text) : parseYaml(text);
}
