import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SlussError } from '../../errors/sluss-error.ts';
import { loadRegisters } from '../load.ts';
import type { Register } from '../register.ts';
import { type DeliveryRecord, formatFile, streamFile } from './format.ts';
import { addMonths, lastDay } from './month.ts';
import { type DeliveryPlan, fileCode, fileName, planDelivery } from './plan.ts';

const registers = loadRegisters();
const par = registers.find(({ definition }) => definition.shortName === 'par') as Register;
const khsl = registers.find(({ definition }) => definition.shortName === 'khsl') as Register;

function coded(code: string, run: () => unknown): void {
  assert.throws(run, (error) => error instanceof SlussError && error.findings[0]?.code === code);
}

function file(plan: DeliveryPlan, id: string) {
  const found = plan.files.find((one) => one.id === id);
  assert.ok(found, `${id} is in the plan`);
  return found;
}

describe('planning a delivery', () => {
  it('covers three months of care, due the month after (A.3)', () => {
    const { from, to, due, period } = planDelivery(par, '2026-03');
    assert.deepEqual([from, to, due, period], ['2026-01-01', '2026-03-31', '2026-04-30', '202603']);
  });

  it('covers one month of municipal care, due two months after (B.1)', () => {
    const { from, to, due } = planDelivery(khsl, '2026-12');
    assert.deepEqual([from, to, due], ['2026-12-01', '2026-12-31', '2027-02-28']);
  });

  it('has the whole set of files, LT among them for inpatient and open care, always', () => {
    const { files } = planDelivery(par, '2026-10');
    const sets = ['SV', 'OV'].flatMap((part) => ['AD', 'DI', 'YO', 'AT', 'LT'].map((table) => `${part}_${table}`));
    assert.deepEqual(
      files.map(({ id }) => id),
      [...sets, 'TV_VARDFORMER'],
    );
    assert.ok(files.every(({ always }) => always));
  });

  it('tells what is not verified, for the caller to refuse in production (D-4)', () => {
    const { unverified } = planDelivery(par, '2026-10');
    assert.ok(unverified.includes('filip-2025'));
    assert.ok(unverified.includes('SV_AD.name'));
    assert.ok(unverified.includes('OV_AD.KTYP'));
  });

  it('refuses what is no month, and months without a layout', () => {
    for (const month of ['2026-13', '2026-1', '202610', '2026-00', ''])
      coded('delivery-month-invalid', () => planDelivery(par, month));
    coded('delivery-no-layout', () => planDelivery(par, '2025-03'));
  });

  it('uses länskod for a region and sjukhus_klinik for a private provider', () => {
    const plan = planDelivery(par, '2026-10');
    assert.equal(fileCode(plan, { lanskod: '01' }), '01');
    assert.equal(fileCode(plan, { sjukhus: '10481', klinik: 'MED1' }), '10481_MED1');
    coded('delivery-file-code-missing', () => fileCode(plan, { sjukhus: '10481' }));
    coded('delivery-file-code-missing', () => fileCode(planDelivery(khsl, '2026-10'), { lanskod: '01' }));
  });

  it('takes no clinic for a file code that would lead out of the folder, or is no name of a file', () => {
    const plan = planDelivery(par, '2026-10');
    for (const klinik of ['KIR/ORT', '../../x', 'A\\B', 'A:B', 'A\u0000', 'A.'])
      coded('delivery-file-code-form', () => fileCode(plan, { sjukhus: '10481', klinik }));
    for (const klinik of ['Hjärta 2', 'A-1', 'A.1', 'K_2', '7'])
      assert.equal(fileCode(plan, { sjukhus: '10481', klinik }), `10481_${klinik}`);
  });

  it('names files by type, file code, period and time (B.3)', () => {
    const plan = planDelivery(khsl, '2019-01');
    assert.equal(fileName(plan, file(plan, 'KHSL1'), '0330', '20190315T1011'), 'KHSL1_0330_201901_20190315T1011.txt');
  });

  it('counts months across years', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), (count) => {
        assert.equal(addMonths(addMonths('2026-06', count), -count), '2026-06');
      }),
    );
    assert.equal(addMonths('2026-01', -1), '2025-12');
    assert.equal(lastDay('2028-02'), '2028-02-29');
  });
});

describe('formatting a delivery', () => {
  const record = (values: DeliveryRecord['values'], change: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
    values,
    eventDate: '2026-10-05',
    identity: { PNR: '195003049805' },
    person: '1',
    contactId: 'c1',
    ...change,
  });
  const contact = { LK: '0330', PERIOD: '202610', MANAD: '2026-10-01' };

  it('writes one row a person and month, but never takes two unknown persons for one', () => {
    const plan = planDelivery(khsl, '2026-10');
    const rows = [
      record(contact),
      record(contact),
      record(contact, { person: '2', identity: {} }),
      record(contact, { person: '3', identity: {} }),
      record(contact, { person: '3', identity: {} }),
    ];
    const known = '0330;;202610;195003049805\r\n';
    assert.equal(formatFile(plan, file(plan, 'KHSL1'), rows), `${known}${'0330;;202610;n/a\r\n'.repeat(2)}`);
  });

  it('ends a line with a semicolon only when its last value is missing', () => {
    const plan = planDelivery(khsl, '2026-10');
    const act = (count: number) => ({
      LK: '0330',
      ATGKOD: 'QD016',
      ATG_DATUM: '2026-10-05',
      AR: 2026,
      ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`YRKESBET${n}`, n <= count ? 'XS919' : null])),
    });
    for (const count of [1, 2, 3, 4, 5]) {
      const line = formatFile(plan, file(plan, 'KHSL2'), [record(act(count))]).trimEnd();
      assert.equal(line.split(';').length, 12);
      assert.equal(line.endsWith(';'), count < 5);
    }
  });

  it('takes only rows of its part and of its months', () => {
    const plan = planDelivery(par, '2026-10');
    const cause = (part: string, eventDate: string) =>
      record({ DELMANGD: part, IDNR: '1', SJUKHUS: '11010', YO: 'W010', ATC: '0' }, { eventDate });
    const rows = [
      cause('SV', '2026-10-31'),
      cause('OV', '2026-10-01'),
      cause('SV', '2026-07-31'),
      cause('SV', '2026-08-01'),
    ];
    assert.equal(formatFile(plan, file(plan, 'SV_YO'), rows).split('\r\n').length - 1, 2);
    assert.equal(formatFile(plan, file(plan, 'OV_YO'), rows).split('\r\n').length - 1, 1);
    assert.equal(formatFile(plan, file(plan, 'SV_LT'), []), '');
  });

  it('writes time points in local time, however the database gives them', () => {
    const plan = planDelivery(par, '2026-10');
    const visit = {
      DELMANGD: 'OV',
      IDNR: '1',
      SJUKHUS: '11010',
      MVO: '046',
      KON: '1',
      INDATUM: '2026-10-25',
      KTYP: '0',
      PVARD: '2',
      VERKS_AKUT: '1',
      IN_AKUT_TIDPUNKT: '2026-10-25T00:30:00.000Z',
      BED_AKUT_TIDPUNKT: '2026-10-25T02:30:00+01:00',
      UT_AKUT_TIDPUNKT: '2026-10-25T03:00:00+01:00',
    };
    const line = formatFile(plan, file(plan, 'OV_AD'), [record(visit)]);
    assert.match(line, /;1;20261025023000;20261025023000;20261025030000;;/);
  });

  it('marks the last time that a contact is reported', () => {
    const stay = {
      DELMANGD: 'SV',
      IDNR: '1',
      SJUKHUS: '11010',
      MVO: '101',
      KON: '1',
      INDATUM: '2026-08-01',
      UTDATUM: '2026-08-02',
      INSATT: '3',
      UTSATT: '3',
      PVARD: '2',
    };
    const last = (month: string) => {
      const plan = planDelivery(par, month);
      const text = formatFile(plan, file(plan, 'SV_AD'), [record(stay, { eventDate: '2026-08-02' })]);
      return text.trimEnd().split(';').at(-1);
    };
    assert.deepEqual(['2026-08', '2026-09', '2026-10'].map(last), ['', '', '1']);
  });

  it('gives a contact without an identifier of its own the id that it leaves under', () => {
    const plan = planDelivery(par, '2026-10');
    const cause = record({ DELMANGD: 'SV', IDNR: null, SJUKHUS: '11010', YO: 'W010', ATC: '0' });
    assert.equal(formatFile(plan, file(plan, 'SV_YO'), [cause]), '11010;195003049805;;c1;W010\r\n');
  });

  it('stops at a row that the layout cannot hold, or leaves it out and tells', () => {
    const plan = planDelivery(par, '2026-10');
    const bad = record({ DELMANGD: 'SV', IDNR: '1;2', SJUKHUS: '11010', YO: 'W010', ATC: '0' });
    const long = record({ DELMANGD: 'SV', IDNR: '1', SJUKHUS: '11010', YO: 'W0101234', ATC: '0' });
    const empty = record({ DELMANGD: 'SV', IDNR: '1', SJUKHUS: null, YO: 'W010', ATC: '0' });
    const good = record({ DELMANGD: 'SV', IDNR: '1', SJUKHUS: '11010', YO: 'W010', ATC: '0' });
    for (const row of [bad, long, empty])
      coded('delivery-value-invalid', () => formatFile(plan, file(plan, 'SV_YO'), [row]));
    const problems: string[] = [];
    const text = formatFile(plan, file(plan, 'SV_YO'), [bad, long, empty, good], ({ message }) =>
      problems.push(message),
    );
    assert.equal(text, '11010;195003049805;;1;W010\r\n');
    assert.equal(problems.length, 3);
    assert.ok(!problems.some((problem) => problem.includes('W0101234') || problem.includes('195003049805')));
  });

  it('streams the same content', async () => {
    const plan = planDelivery(par, '2026-10');
    async function* rows() {
      for (const code of ['W010', 'X609'])
        yield record({ DELMANGD: 'SV', IDNR: '1', SJUKHUS: '11010', YO: code, ATC: '0' });
    }
    let text = '';
    for await (const piece of streamFile(plan, file(plan, 'SV_YO'), rows())) text += piece;
    assert.equal(text, '11010;195003049805;;1;W010\r\n11010;195003049805;;1;X609\r\n');
  });
});
