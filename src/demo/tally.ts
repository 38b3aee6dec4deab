import type { Task } from '@medplum/fhirtypes';
import type { VendorId } from '../synth/organisations.ts';
import { VENDORS } from '../synth/stream.ts';
import type { Delivered } from './drive.ts';

export interface VendorTally {
  bundles: number;
  /** Every register that wants the contacts has its rows. */
  accepted: number;
  /** Taken, and some register still waits for something. */
  draft: number;
  /** Refused as a whole, or in part. */
  rejected: number;
}

/** What became of the bundles, added up from the answers and receipts that the vendors got. */
export interface Tally {
  vendors: Record<VendorId, VendorTally>;
  bundles: number;
  /** Entries of all bundles. */
  resources: number;
  /** Bundles that had been taken before this run, or were sent twice in it. */
  known: number;
  /** Outcomes over contacts and registers, and over bundles that never got so far (`refused`). */
  outcomes: Record<string, number>;
  /** Codes of findings, over all receipts. */
  findings: Record<string, number>;
  /** Answers that a client cannot have caused. */
  failures: number;
}

export function emptyTally(): Tally {
  const vendors = Object.fromEntries(
    VENDORS.map((vendor) => [vendor, { bundles: 0, accepted: 0, draft: 0, rejected: 0 }]),
  ) as Record<VendorId, VendorTally>;
  return { vendors, bundles: 0, resources: 0, known: 0, outcomes: {}, findings: {}, failures: 0 };
}

/** Adds one bundle's fate to the tally. */
export function addDelivered(tally: Tally, { item, status, receipt, known }: Delivered): void {
  const vendor = tally.vendors[item.vendor];
  tally.bundles++;
  vendor.bundles++;
  tally.resources += item.bundle.entry?.length ?? 0;
  if (known) tally.known++;
  if (status >= 500) tally.failures++;
  const outcomes = receipt ? registerOutcomes(receipt) : [];
  for (const outcome of outcomes) count(tally.outcomes, outcome);
  for (const code of receipt ? findingCodes(receipt) : []) count(tally.findings, code);
  const taken = receipt?.businessStatus?.coding?.[0]?.code === 'accepted';
  if (!receipt || receipt.status === 'rejected') count(tally.outcomes, 'refused');
  if (!taken) vendor.rejected++;
  else if (outcomes.includes('draft')) vendor.draft++;
  else vendor.accepted++;
}

function registerOutcomes(receipt: Task): string[] {
  return (receipt.output ?? [])
    .filter(({ type }) => type.coding?.[0]?.code === 'register')
    .map(({ valueCodeableConcept }) => valueCodeableConcept?.coding?.[0]?.code ?? 'unknown');
}

function findingCodes(receipt: Task): string[] {
  const findings = receipt.contained?.find((resource) => resource.resourceType === 'OperationOutcome');
  return (findings?.issue ?? []).map(({ details }) => details?.coding?.[0]?.code ?? 'unknown');
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
