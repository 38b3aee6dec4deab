/** A text as a search for words sees it: no capitals, no accents, nothing but letters, digits and single blanks. "Hjärt-infarkt" is "hjart infarkt". */
export function searchWords(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
