/** Levenshtein's distance, given up at `limit`: only cells that near the diagonal can matter. */
export function editDistance(a: string, b: string, limit: number): number {
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
