/** A canonical's parts: `url|version#fragment` (http://hl7.org/fhir/R4/references.html#canonical). */
export interface Canonical {
  url: string;
  version?: string;
  fragment?: string;
}

export function splitCanonical(canonical: string): Canonical {
  const bar = canonical.indexOf('|');
  const hash = canonical.indexOf('#', Math.max(bar, 0));
  if (bar < 0 && hash <= 0) return { url: canonical };
  const end = hash <= 0 ? canonical.length : hash;
  return {
    url: canonical.slice(0, bar < 0 ? end : bar),
    ...(bar >= 0 && { version: canonical.slice(bar + 1, end) }),
    ...(hash > 0 && { fragment: canonical.slice(hash + 1) }),
  };
}

/** Whether a wanted version is met: equal, or the wanted one is its beginning at a dot (`4.0` by `4.0.1`). */
export function versionMatches(wanted: string, actual: string | undefined): boolean {
  return actual !== undefined && (actual === wanted || actual.startsWith(`${wanted}.`));
}

/** Orders versions: numbers by value, a pre-release (`1.0.0-ballot`) before its release, no version first. */
export function compareVersions(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [left, leftLabel] = splitOnce(a);
  const [right, rightLabel] = splitOnce(b);
  const lefts = left.split('.');
  const rights = right.split('.');
  for (let i = 0; i < Math.max(lefts.length, rights.length); i++) {
    const x = lefts[i] ?? '';
    const y = rights[i] ?? '';
    const byNumber = Number(x || 0) - Number(y || 0);
    const order = Number.isNaN(byNumber) ? x.localeCompare(y, 'en') : byNumber;
    if (order !== 0) return order;
  }
  if (leftLabel === undefined || rightLabel === undefined) {
    return Number(leftLabel === undefined) - Number(rightLabel === undefined);
  }
  return leftLabel.localeCompare(rightLabel, 'en', { numeric: true });
}

function splitOnce(version: string): [string, string | undefined] {
  const dash = /^\d[\d.]*-/.test(version) && !/^\d{4}-\d{2}/.test(version) ? version.indexOf('-') : -1;
  return dash < 0 ? [version, undefined] : [version.slice(0, dash), version.slice(dash + 1)];
}
