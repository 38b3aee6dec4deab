import type { Resource } from '@medplum/fhirtypes';
import type { StoredResource } from '../repository/types.ts';
import type { Node } from './node.ts';

/**
 * replace     the entry is the newest word on the resource
 * retract     the newest word is that it was an error, or is to be deleted
 * superseded  something newer has already arrived
 */
export type Decision = 'replace' | 'retract' | 'superseded';

/**
 * The newest `meta.lastUpdated` of the sender wins, then arrival (S-3). `time` is the entry's own time: its lastUpdated, else the bundle's
 * timestamp, else now.
 */
export function decide(node: Node, head: StoredResource | undefined, time: string): Decision {
  if (head?.sourceUpdated && time < head.sourceUpdated) return 'superseded';
  return node.entry && (node.entry.method === 'DELETE' || isEnteredInError(node.entry.resource))
    ? 'retract'
    : 'replace';
}

/** `entered-in-error` as status or, in a Condition, as verification status. */
function isEnteredInError(resource: Resource | undefined): boolean {
  const { status, verificationStatus } = (resource ?? {}) as {
    status?: unknown;
    verificationStatus?: { coding?: { code?: string }[] };
  };
  return (
    status === 'entered-in-error' ||
    (verificationStatus?.coding?.some(({ code }) => code === 'entered-in-error') ?? false)
  );
}
