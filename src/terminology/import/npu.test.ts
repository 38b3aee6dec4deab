import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlussError } from '../../errors/sluss-error.ts';
import { lookup } from '../lookup.ts';
import { createTerminology } from '../service.ts';
import { importRelease } from './import-release.ts';

const SYSTEM = 'urn:oid:1.2.752.108.1';
const COLUMNS =
  'Alph. sorted;Change date;Change comment;Created date;NPU code;Short definition;System;Sys-spec.;Prefix;Component;Comp-spec.;Kind-of-property;Proc.;Unit;Speciality;Sub-speciality;Type;Code value;Context dependant;Scale type;Rule;Active';

describe('importing NPU', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-npu-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Made-up definitions in the form of the table. */
  const row = (n: number, active = 1, short = `Saft—Påhitt ${n}; ämn.k. = ? mmol/L`) =>
    `${n};2020-01-01;;2010-01-01;NPU${10_000 + n};"${short}";Saft;;;"Påhitt; ${n}";;ämn.k.;;mmol/L;KEM;;;;0;Ratio;;${active}`;
  const rows = Array.from({ length: 6000 }, (_, n) => row(n, n === 7 ? 0 : 1));
  const put = (name: string, text: string, encoding: BufferEncoding = 'latin1') => {
    const file = join(folder, name);
    writeFileSync(file, Buffer.from(text, encoding));
    return file;
  };
  const bring = (file: string, more = {}) =>
    importRelease({ format: 'npu', paths: [file], edition: '2026', folder: join(folder, 'editions'), ...more });
  const whole = `${COLUMNS}\r\n${rows.join('\r\n')}\r\n`;

  it('brings every code with its parts, from Windows-1252', () => {
    const report = bring(put('NPUdefinition.csv', whole.replaceAll('—', '-')));
    assert.deepEqual([report.codes, report.system], [6000, SYSTEM]);
    const terminology = createTerminology({ folders: [], editions: join(folder, 'editions') });
    const concept = lookup(terminology, { system: SYSTEM, code: 'NPU10042' });
    assert.equal(concept.display, 'Saft-Påhitt 42; ämn.k. = ? mmol/L');
    const property = (code: string) => concept.properties.find((item) => item.code === code)?.value;
    assert.deepEqual(['component', 'kind_of_property', 'unit'].map(property), ['Påhitt; 42', 'ämn.k.', 'mmol/L']);
    assert.equal(lookup(terminology, { system: SYSTEM, code: 'NPU10007' }).inactive, true);
  });

  it('takes tab-separated UTF-8 as well, and a Swedish name where there is one', () => {
    const lines = Array.from({ length: 5000 }, (_, n) => `NPU${20_000 + n}\tS—Thing ${n}\tSverktyg ${n}`);
    const file = put('npu.tsv', `NPU-kod\tShort definition\tSvensk benämning\n${lines.join('\n')}\n`, 'utf8');
    bring(file, { edition: '2027' });
    const terminology = createTerminology({ folders: [], editions: join(folder, 'editions') });
    const found = lookup(terminology, { system: SYSTEM, code: 'NPU20001' }, { version: '2027' }, 'en');
    assert.equal(found.display, 'S—Thing 1');
  });

  it('refuses other tables, other encodings, rows that are cut, and half a file', () => {
    for (const [name, content, code, contains] of [
      ['other.csv', whole.replace('NPU code', 'Kod'), 'import-wrong-file', 'NPU code'],
      ['cut.csv', whole.slice(0, -20), 'import-wrong-file', 'line 6001'],
      ['code.csv', whole.replace('NPU10003', 'NPU1'), 'import-wrong-file', 'line 5'],
      ['twice.csv', `${whole}${row(1, 1, 'Annat')}\r\n`, 'import-duplicate-code', 'NPU10001'],
      ['half.csv', `${COLUMNS}\r\n${rows.slice(0, 3000).join('\r\n')}\r\n`, 'import-incomplete', '3000 codes'],
    ] as const) {
      assert.throws(
        () => bring(put(name, content)),
        (error: unknown) => {
          assert.ok(error instanceof SlussError, String(error));
          assert.equal(error.findings[0]?.code, code);
          assert.ok(error.findings[0].message.en.includes(contains), error.findings[0].message.en);
          return true;
        },
      );
    }
    assert.throws(() => bring(put('utf16.csv', whole, 'utf16le')), /not UTF-8|import-encoding/);
  });
});
