/** `sluss terminology remove SYSTEM --edition E` */
import { SingleBar } from 'cli-progress';
import { removeSnomedEdition } from '../repository/snomed/remove-edition.ts';
import {
  type RemovalReport,
  type RemovalRequest,
  removeEdition,
  unknownEdition,
} from '../terminology/remove-edition.ts';
import { SNOMED } from '../terminology/snomed/edition-uri.ts';
import { hasDatabase, openBeside } from './terminology-snomed.ts';

export interface RemoveOptions {
  data?: string;
  edition: string;
  evenLast?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** Of a system whose editions are files. */
export function removeFiles(folder: string, { json, ...request }: RemoveOptions & RemovalRequest): void {
  print(removeEdition(folder, request), json);
}

/** Of SNOMED CT, whose editions stand in the database. */
export async function removeSnomed({ data, json, ...request }: RemoveOptions): Promise<void> {
  if (!hasDatabase(data)) throw unknownEdition(SNOMED, request.edition, []);
  const bar = new SingleBar({ format: 'snomed-ct [{bar}] {step}', clearOnComplete: true, noTTYOutput: false });
  const database = await openBeside(data);
  try {
    if (!json) bar.start(1, 0, { step: 'remove' });
    const report = await removeSnomedEdition(database.pool, request);
    bar.stop();
    print(report, json, `${report.megabytes} MB in the database`);
  } finally {
    bar.stop();
    await database.close();
  }
}

function print(report: RemovalReport, json: boolean | undefined, size?: string): void {
  console.log(json ? JSON.stringify(report) : describe(report, size));
}

function describe(report: RemovalReport, size: string | undefined): string {
  const { system, edition, title, from, to, concepts, remaining, instead, removed } = report;
  const lines =
    title === undefined
      ? [`${system} ${edition}: damaged`]
      : [
          `${title} ${title.includes(edition) ? '' : edition}`.trimEnd() +
            `: ${[`${concepts} concepts`, ...(size ? [size] : [])].join(', ')}`,
          system,
          `for events from ${from}${to ? ` to ${to}` : ' until a later edition begins'}; without it those of its first day are checked against ${instead ?? 'what is shipped, if anything'}`,
        ];
  lines.push(remaining.length > 0 ? `stay: ${remaining.join(', ')}` : 'no other edition stays');
  lines.push(removed ? 'removed; running gateways leave it within seconds' : 'dry run: nothing was removed');
  return lines.join('\n');
}
