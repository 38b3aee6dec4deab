/** Words of several importers' messages. */
import type { Text } from '../../errors/definition.ts';

export const WELL_FORMED: Text = { en: 'well-formed XML', sv: 'välformad XML' };
export const NO_TEXT: Text = { en: 'no text', sv: 'ingen text' };

/** A code of the form that is expected. */
export function suchAs(example: string): Text {
  return { en: `a code such as ${example}`, sv: `en kod såsom ${example}` };
}
