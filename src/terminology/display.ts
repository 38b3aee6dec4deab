import type { Edition } from './code-system.ts';

/** Whether a language tag is what is wanted (BCP 47): the same, or one is a variety of the other, as `sv-SE` is of `sv`. */
export function languageMatches(tag: string, wanted: string): boolean {
  const [a, b] = [tag.toLowerCase(), wanted.toLowerCase()];
  return a === b || a.startsWith(`${b}-`) || b.startsWith(`${a}-`);
}

/** What a concept is called in a language: a designation of that language, else the code system's own display. */
export function displayIn(
  { concepts, resource }: Edition,
  n: number,
  language: string | undefined,
): string | undefined {
  const own = concepts.display(n);
  if (!language || (resource?.language && languageMatches(resource.language, language))) return own;
  return (
    concepts.designations(n).find((item) => item.language && languageMatches(item.language, language))?.value ?? own
  );
}
