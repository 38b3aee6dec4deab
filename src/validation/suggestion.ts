/** The candidate that a misspelt word most likely means: at most two letters away, or a third of a short word. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 200) return undefined;
  const limit = Math.min(2, Math.floor(word.length / 3));
  const lower = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(lower, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein's distance, given up at `limit`: only cells that near the diagonal can matter. */
function editDistance(a: string, b: string, limit: number): number {
  let row = new Array<number>(b.length + 1).fill(limit);
  for (let j = 0; j < Math.min(b.length + 1, limit); j++) row[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const next = new Array<number>(b.length + 1).fill(limit);
    if (i < limit) next[0] = i;
    let least = limit;
    for (let j = Math.max(1, i - limit); j <= Math.min(b.length, i + limit); j++) {
      const cost = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
      const value = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + cost, limit);
      next[j] = value;
      if (value < least) least = value;
    }
    if (least >= limit && (next[0] ?? limit) >= limit) return limit;
    row = next;
  }
  return row[b.length]!;
}
