import { codeShape } from './code-shapes.ts';
import type { Edition } from './code-system.ts';

/** A URI without what people get wrong: scheme, `www.`, capitals, slash and version at the end. */
function loose(uri: string): string {
  return uri
    .toLowerCase()
    .replace(/^(https?:\/\/(www\.)?|urn:oid:|oid:)/, '')
    .replace(/\|.*$/, '')
    .replace(/\/+$/, '');
}

/** The known system that an unknown one was probably meant to be; undefined when none is near. */
export function suggestSystem(system: string, known: Iterable<string>): string | undefined {
  const wanted = loose(system);
  const tail = wanted.slice(wanted.lastIndexOf('/') + 1);
  let byTail: string | undefined;
  for (const candidate of known) {
    const form = loose(candidate);
    if (form === wanted) return candidate;
    if (tail.length > 3 && form.slice(form.lastIndexOf('/') + 1) === tail) byTail ??= candidate;
  }
  return byTail;
}

/** The code that an unknown one was probably meant to be: a heading completed with 9 (I10 → I109), another case, one change in a short code. */
export function suggestCode(edition: Edition, code: string): string | undefined {
  const { concepts } = edition;
  const plain = code.trim().replace('.', '');
  for (const form of [
    plain,
    plain.toUpperCase(),
    plain.toLowerCase(),
    `${plain.toUpperCase()}9`,
    `${plain.toUpperCase()}X`,
  ]) {
    const n = form === code ? -1 : concepts.indexOf(form);
    if (n >= 0 && !concepts.isHeading(n)) return concepts.code(n);
  }
  const shape = codeShape(edition.url);
  if (shape) return undefined;
  const padded = /^\d+$/.test(plain) ? `0${plain}` : undefined;
  return padded && concepts.indexOf(padded) >= 0 ? padded : undefined;
}
