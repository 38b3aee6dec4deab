/** Characters that XML 1.0 has no way to write, not even by reference (https://www.w3.org/TR/xml/#charsets). */
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const IN_ATTRIBUTE: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A reader makes blanks of these unless they are references (https://www.w3.org/TR/xml/#AVNormalize).
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** An attribute's value between double quotes. What XML cannot write, and FHIR does not allow either, becomes U+FFFD. */
export function escapeAttribute(value: string): string {
  // Most values need nothing.
  if (!/[&<>"\u0000-\u001f\ud800-\udfff\ufffe\uffff]/.test(value)) return value;
  return possible(value).replace(/[&<>"\t\n\r]/g, (character) => IN_ATTRIBUTE[character]!);
}

/** Text between tags. */
export function escapeText(value: string): string {
  return possible(value).replace(/[&<>\r]/g, (character) => IN_ATTRIBUTE[character]!);
}

function possible(value: string): string {
  return value.toWellFormed().replace(IMPOSSIBLE, '\ufffd');
}
