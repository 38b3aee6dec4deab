import type { RegisterCount } from './count-rows.ts';
import type { StepShare } from './steps.ts';
import { table } from './table.ts';
import type { Tally } from './tally.ts';

/** Everything that a run of the demonstration found out. */
export interface Result {
  tally: Tally;
  registers: Record<string, RegisterCount>;
  steps: StepShare[];
  seconds: number;
  /** Whether rows came about in this run; false when all had been there before. */
  newRows: boolean;
  /** Tables whose rows are not what the population must end in; undefined when the folder holds other submissions too. */
  differences: string[] | undefined;
}

/** The one JSON object of `--json`. */
export function toJson({ tally, registers, seconds, differences }: Result): Record<string, unknown> {
  return {
    bundles: tally.bundles,
    resources: tally.resources,
    registers: Object.fromEntries(Object.entries(registers).map(([id, { rows, drafts }]) => [id, { rows, drafts }])),
    outcomes: tally.outcomes,
    seconds: Math.round(seconds * 1000) / 1000,
    vendors: tally.vendors,
    known: tally.known,
    findings: tally.findings,
    failures: tally.failures,
    ...(differences && { differences }),
  };
}

/** What the terminal shows at the end. */
export function toText(result: Result): string {
  const { tally, registers, steps, seconds } = result;
  const perSecond = (number: number) => Math.round(number / seconds).toLocaleString('en');
  const vendors = Object.entries(tally.vendors).map(([vendor, one]) => [
    vendor,
    one.bundles,
    one.accepted,
    one.draft,
    one.rejected,
  ]);
  const rows = Object.entries(registers).flatMap(([id, { rows, drafts }]) =>
    Object.entries(rows).map(([name, number], index) => [index === 0 ? id : '', name, number, drafts[name] ?? 0]),
  );
  const outcomes = Object.entries(tally.outcomes).map(([outcome, number]) => `${number} ${outcome}`);
  const [slowest] = steps;
  return [
    '',
    'What the vendors sent, in bundles',
    table(['vendor', 'sent', 'accepted', 'draft', 'rejected'], vendors),
    '',
    'What the registers have',
    table(['register', 'table', 'rows', 'of drafts'], rows),
    '',
    `Contacts × registers: ${outcomes.join(', ')}.`,
    `${tally.bundles} bundles, ${tally.resources} resources in ${seconds.toFixed(1)} s: ` +
      `${perSecond(tally.bundles)} bundles/s, ${perSecond(tally.resources)} resources/s, generator, vendors and database on this machine.`,
    ...(slowest
      ? [
          `Slowest step: ${slowest.step}, ${percent(slowest)} of the time (${steps
            .slice(1)
            .map((one) => `${one.step} ${percent(one)}`)
            .join(', ')}).`,
        ]
      : []),
    ...remarks(result),
  ].join('\n');
}

function remarks({ tally, newRows, differences }: Result): string[] {
  const lines: string[] = [];
  if (!newRows) {
    lines.push(
      `This population was in the data folder already: ${tally.known} of ${tally.bundles} bundles got the receipt that they had, and no row was added. ` +
        '(Refused bundles get a new refusal.)',
    );
  }
  if (differences?.length === 0) lines.push('Every table has exactly the rows that the population must end in.');
  if (differences && differences.length > 0) {
    lines.push(`Not as the population must end: ${differences.join('; ')}.`);
  }
  if (tally.failures > 0) lines.push(`${tally.failures} answers were the gateway’s own failure (5xx).`);
  return lines;
}

const percent = ({ share }: StepShare): string => `${Math.round(share * 100)} %`;
