/** Reads the XML of the official FHIRPath tests (FHIR/fhir-test-cases) and judges an engine's answers by it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { compareTemporal, parseDateTime } from '../../src/fhir/fhirpath/temporal.ts';

export interface OfficialTest {
  group: string;
  name: string;
  inputFile: string | undefined;
  expression: string;
  /** The expression must be refused, when read or when run. */
  invalid: boolean;
  strict: boolean;
  predicate: boolean;
  outputs: { type: string | undefined; text: string }[];
}

export function readOfficialTests(file: string): OfficialTest[] {
  const tests: OfficialTest[] = [];
  let group = '';
  let text = '';
  let type: string | undefined;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    text = '';
    if (name === 'group') group = attributes.name ?? '';
    if (name === 'test') {
      tests.push({
        group,
        name: attributes.name ?? '',
        inputFile: attributes.inputfile?.replace(/\.xml$/, '.json'),
        expression: '',
        invalid: attributes.invalid !== undefined,
        strict: attributes.mode === 'strict',
        predicate: attributes.predicate === 'true',
        outputs: [],
      });
    }
    if (name === 'expression' && attributes.invalid !== undefined) tests.at(-1)!.invalid = true;
    if (name === 'output') type = attributes.type;
  });
  parser.on('text', (chunk) => {
    text += chunk;
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'expression') tests.at(-1)!.expression = text;
    if (name === 'output') tests.at(-1)!.outputs.push({ type, text });
  });
  parser.write(readFileSync(file, 'utf8')).close();
  return tests;
}

/** The input of a test; undefined when it has none. */
export function readInput(folder: string, test: OfficialTest): unknown {
  const file = test.inputFile && join(folder, 'input', test.inputFile);
  return file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Whether one value of a result is what the test expects. */
export function matches(value: unknown, { type, text }: OfficialTest['outputs'][number]): boolean {
  if (typeof value === 'object' && value !== null) {
    const { value: amount, unit } = value as { value?: unknown; unit?: unknown };
    return [`${amount} '${unit}'`, `${amount} ${unit}`].includes(text) || quantityText(text) === `${amount} ${unit}`;
  }
  if (typeof value === 'number') return text.trim() !== '' && Number(text) === value;
  const expected = text.replace(/^@T?/, '');
  if (type === 'date' || type === 'dateTime' || type === 'time' || text.startsWith('@')) {
    if (String(value).replace(/^T/, '') === expected) return true;
    const [a, b] = [parseDateTime(String(value)), parseDateTime(expected)];
    return a !== undefined && b !== undefined && a.precision === b.precision && compareTemporal(a, b) === 0;
  }
  return String(value) === text;
}

const quantityText = (text: string) => {
  const match = /^([\d.-]+) '?([^']*)'?$/.exec(text);
  return match ? `${Number(match[1])} ${match[2]}` : undefined;
};
