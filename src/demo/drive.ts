import type { Resource, Task } from '@medplum/fhirtypes';
import type { DemoClient } from '../access/demo-clients.ts';
import type { SyntheticBundle } from '../synth/stream.ts';
import { VendorClient } from './vendor-client.ts';

/** What became of one bundle. */
export interface Delivered {
  item: SyntheticBundle;
  status: number;
  receipt: Task | undefined;
  /** The receipt is older than this run: the bundle had been taken before. */
  known: boolean;
}

export interface DriveOptions {
  baseUrl: string;
  clients: readonly DemoClient[];
  items: readonly SyntheticBundle[];
  /** Bundles under way at a time, for each vendor. */
  concurrency: number;
  signal: AbortSignal;
  onDelivered(delivered: Delivered): void;
}

/**
 * Sends a population as its vendors would: all vendors at once, each with several bundles under way; the bundles of one person from one vendor in their
 * order, as an EHR's queue has them. Throws what stops a vendor: a gateway that does not answer, or the signal.
 */
export async function drive({
  baseUrl,
  clients,
  items,
  concurrency,
  signal,
  onDelivered,
}: DriveOptions): Promise<void> {
  const began = new Date().toISOString();
  const queues = clients.map(async ({ id, privateJwk }) => {
    const client = new VendorClient({ baseUrl, clientId: id, privateJwk, signal });
    const people = byPerson(items.filter(({ expected }) => expected.client === id)).values();
    const worker = async () => {
      // All workers take from the one iterator, so that each person is some worker's own.
      for (const bundles of people) {
        for (const item of bundles) {
          signal.throwIfAborted();
          onDelivered(await deliver(client, item, began));
        }
      }
    };
    await settled(Array.from({ length: concurrency }, worker));
  });
  await settled(queues);
}

/** Waits for all, also when one fails, so that nothing is under way when its error is told. */
async function settled(work: Promise<void>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}

function byPerson(items: SyntheticBundle[]): Map<string, SyntheticBundle[]> {
  const people = new Map<string, SyntheticBundle[]>();
  for (const item of items) {
    const person = item.name.slice(0, item.name.indexOf('-'));
    const bundles = people.get(person);
    if (bundles) bundles.push(item);
    else people.set(person, [item]);
  }
  return people;
}

async function deliver(client: VendorClient, item: SyntheticBundle, began: string): Promise<Delivered> {
  const { status, body, receiptUrl } = await client.submit(item.bundle);
  const receipt = receiptIn(body) ?? (receiptUrl ? await client.receipt(receiptUrl) : undefined);
  return { item, status, receipt, known: receipt?.authoredOn !== undefined && receipt.authoredOn < began };
}

/** The answer to a message brings its receipt along. */
function receiptIn(body: Resource | undefined): Task | undefined {
  if (body?.resourceType !== 'Bundle') return undefined;
  return body.entry
    ?.map(({ resource }) => resource)
    .find((resource): resource is Task => resource?.resourceType === 'Task');
}
