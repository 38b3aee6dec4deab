import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Row } from '../case.ts';
import { toLocalOffset } from '../dates.ts';
import { TIME_ZONE } from '../evaluate.ts';
import type { LayoutField, LayoutFile } from '../schema.ts';
import type { DeliveryPlan } from './plan.ts';

/** An accepted row on its way out, with what the repository and the vault add. */
export interface DeliveryRecord {
  values: Row['values'];
  /** Local date of the row's event. */
  eventDate: string;
  /** Identifiers from the vault by variable (PNR, RNR). */
  identity: Record<string, string | undefined>;
  /** Tells persons apart within this delivery; never written. */
  person: string;
  /** The id that the contact leaves under. */
  contactId: string;
}

/** Told of each row that a file's layout cannot hold, which is then left out. Without it such a row stops the delivery. */
export type OnProblem = (problem: SlussError, record: DeliveryRecord) => void;

/** The content of a file, whole. */
export function formatFile(
  plan: DeliveryPlan,
  file: LayoutFile,
  records: Iterable<DeliveryRecord>,
  onProblem?: OnProblem,
): string {
  const format = createLineFormat(plan, file, onProblem);
  let text = header(plan, file);
  for (const record of records) text += format(record);
  return text;
}

/** The content of a file in pieces, for months that do not fit in memory. */
export async function* streamFile(
  plan: DeliveryPlan,
  file: LayoutFile,
  records: AsyncIterable<DeliveryRecord> | Iterable<DeliveryRecord>,
  onProblem?: OnProblem,
): AsyncGenerator<string> {
  const format = createLineFormat(plan, file, onProblem);
  const first = header(plan, file);
  if (first) yield first;
  for await (const record of records) {
    const line = format(record);
    if (line) yield line;
  }
}

const LINE_ENDS = { crlf: '\r\n', lf: '\n' };

function header(plan: DeliveryPlan, file: LayoutFile): string {
  const { layout } = plan;
  return layout.header ? file.fields.map((field) => field.name).join(layout.separator) + LINE_ENDS[layout.lineEnd] : '';
}

/** Writes one record as a line with its end; an empty string for one that does not belong in the file. */
function createLineFormat(
  plan: DeliveryPlan,
  file: LayoutFile,
  onProblem?: OnProblem,
): (record: DeliveryRecord) => string {
  const { separator, lineEnd } = plan.layout;
  const where = Object.entries(file.where);
  const seen = file.distinct ? new Set<string>() : undefined;
  return (record) => {
    if (!where.every(([column, value]) => record.values[column] === value)) return '';
    const date = record.eventDate;
    if (date < plan.from || date > plan.to) return '';
    try {
      // A missing value leaves its position empty, so a line ends with the separator only when its last value is missing (HSLF-FS 2016:91).
      const line =
        file.fields.map((field) => fieldText(plan, file, field, record, date)).join(separator) + LINE_ENDS[lineEnd];
      if (!seen) return line;
      const key = `${record.person} ${line}`;
      if (seen.has(key)) return '';
      seen.add(key);
      return line;
    } catch (error) {
      if (!(error instanceof SlussError) || !onProblem) throw error;
      onProblem(error, record);
      return '';
    }
  };
}

function fieldText(
  plan: DeliveryPlan,
  file: LayoutFile,
  field: LayoutField,
  record: DeliveryRecord,
  date: string,
): string {
  const refuse = (problem: Text) => {
    throw SlussError.of('delivery-value-invalid', { field: field.name, file: file.id, problem });
  };
  let text = valueText(plan, field, record, date);
  if (text === '' && field.otherwise !== undefined) text = field.otherwise.replace('{contactId}', record.contactId);
  if (text === '' && field.obligation === 'required')
    refuse({ en: 'it is required and empty', sv: 'det krävs och är tomt' });
  if (field.maxLength && text.length > field.maxLength)
    refuse({
      en: `it is longer than ${field.maxLength} characters`,
      sv: `det är längre än ${field.maxLength} tecken`,
    });
  if (text.includes(plan.layout.separator) || /[\r\n]/.test(text))
    refuse({ en: 'it has a separator or a line end in it', sv: 'det innehåller en avgränsare eller ett radslut' });
  return text;
}

function valueText(plan: DeliveryPlan, field: LayoutField, record: DeliveryRecord, date: string): string {
  if (field.computed === 'last-report') return date.slice(0, 7) === plan.from.slice(0, 7) ? '1' : '';
  const value = field.variable in record.values ? record.values[field.variable] : record.identity[field.variable];
  if (value === null || value === undefined) return '';
  return FORMATS[field.format](String(value));
}

const digits = (text: string) => text.replace(/\D/g, '');
const local = (text: string) => toLocalOffset(text, TIME_ZONE);

const FORMATS: Record<LayoutField['format'], (value: string) => string> = {
  text: (value) => value,
  integer: (value) => String(Math.trunc(Number(value))),
  ÅÅÅÅMMDD: (value) => digits(local(value).slice(0, 10)),
  ÅÅÅÅMMDDhhmmss: (value) => digits(local(value).slice(0, 19)),
  ÅÅÅÅMM: (value) => digits(local(value).slice(0, 7)),
  ÅÅÅÅ: (value) => local(value).slice(0, 4),
  MM: (value) => local(value).slice(5, 7),
};
