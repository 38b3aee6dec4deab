import type { Text } from '../../errors/definition.ts';

/** The parser's messages, which may repeat names of the input, in words of our own. */
const REASONS: [RegExp, Text][] = [
  [
    /undefined entity/,
    { en: 'an entity is used that XML does not define', sv: 'en entitet används som XML inte definierar' },
  ],
  [/entity/, { en: 'a character reference or entity is malformed', sv: 'en teckenreferens eller entitet är felaktig' }],
  [
    /unmatched closing|unexpected close|empty close/,
    { en: 'an end tag does not match its start tag', sv: 'en sluttagg passar inte ihop med sin starttagg' },
  ],
  [/unclosed tag|unexpected end/, { en: 'it ends too early', sv: 'det slutar för tidigt' }],
  [/prefix|namespace/, { en: 'a namespace prefix is not declared', sv: 'ett namnrymdsprefix är inte deklarerat' }],
  [/duplicate attribute/, { en: 'an attribute occurs twice', sv: 'ett attribut förekommer två gånger' }],
  [/attribute/, { en: 'an attribute is malformed', sv: 'ett attribut är felaktigt' }],
  [/only one root/, { en: 'it has more than one root element', sv: 'det har mer än ett rotelement' }],
  [
    /outside of root|root element/,
    { en: 'there is text outside of the root element', sv: 'det finns text utanför rotelementet' },
  ],
  [
    /declaration|version|encoding|standalone/,
    { en: 'its XML declaration is malformed', sv: 'XML-deklarationen är felaktig' },
  ],
  [/comment/, { en: 'a comment is malformed', sv: 'en kommentar är felaktig' }],
  [
    /disallowed character|disallowed in/,
    { en: 'a character is not allowed where it stands', sv: 'ett tecken är inte tillåtet där det står' },
  ],
];
/** What is said of a text that no parser has to look at. */
export const NO_TAG: Text = { en: 'it does not begin with a tag', sv: 'det börjar inte med en tagg' };
const OTHER: Text = { en: 'its markup is malformed', sv: 'märkningen är felaktig' };

/** Why a text is not XML, without anything of the text. */
export function syntaxReason(message: string): Text {
  return REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? OTHER;
}
