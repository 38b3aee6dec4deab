import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeliverOptions, type DeliveryManifest, deliver } from '../../src/delivery/deliver.ts';
import type { SlussError } from '../../src/errors/sluss-error.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { findRegister } from '../../src/registers/find.ts';
import { loadRegisters } from '../../src/registers/load.ts';
import { around, bundle, diagnosed, diagnosis, KOMMUN, OTHER_REGION, REGION, urn, visit } from '../support/care.ts';
import { makeClient, type TestClient } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const REGISTERS = loadRegisters();
const example = (name: string) =>
  JSON.parse(readFileSync(join(PACKAGE_ROOT, 'docs', 'examples', `${name}.json`), 'utf8'));

describe('delivering a month', () => {
  let gateway: TestGateway;
  let client: TestClient;
  let out: string;

  before(async () => {
    client = await makeClient({ vardgivare: [REGION, KOMMUN, OTHER_REGION] });
    gateway = await startTestGateway([client]);
    const send = gateway.as(client);
    for (const name of ['outpatient-visit', 'inpatient-stay', 'municipal-procedure'])
      assert.equal((await send('POST', '', example(name))).status, 200);
  });
  after(() => gateway?.close());
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'sluss-deliver-'));
  });
  afterEach(() => rmSync(out, { recursive: true, force: true }));

  const run = (register: string, month: string, options: Partial<DeliverOptions> = {}) =>
    deliver(findRegister(REGISTERS, register), gateway.gateway.services.repository, {
      month,
      out,
      production: false,
      providers: new Map([[REGION, { organisationsnummer: REGION, lanskod: '14' }]]),
      now: new Date('2026-11-22T11:30:00Z'),
      ...options,
    });
  const filesOf = (manifest: DeliveryManifest) => manifest.consignments.flatMap(({ files }) => files);
  const textOf = (token: string) => {
    for (const folder of readdirSync(out, { withFileTypes: true }))
      if (folder.isDirectory())
        for (const file of readdirSync(join(out, folder.name)))
          if (file.includes(token)) return readFileSync(join(out, folder.name, file), 'utf8');
    return undefined;
  };

  it('writes every file of the set under the län of the region, identified, by the local time', async () => {
    const manifest = await run('par', '2026-10');
    assert.deepEqual(
      manifest.consignments.map(({ vardgivare, fileCode }) => [vardgivare, fileCode]),
      [[REGION, '14']],
    );
    const names = filesOf(manifest).map(({ file }) => file);
    assert(names.includes('PAR_SV_AD_14_202610_20261122T1230.txt'), names.join(' '));
    for (const { file, sha256 } of filesOf(manifest)) {
      const content = readFileSync(join(out, 'par_14_202610', file));
      assert.equal(createHash('sha256').update(content).digest('hex'), sha256, file);
    }
    const stay = textOf('SV_AD')!;
    assert.equal(stay.split('\r\n').length, 2, 'one stay, one line end');
    assert(stay.includes('194111039899'), 'a register that carries identity gets the personnummer from the vault');
    assert(existsSync(join(out, 'par_202610_20261122T1230.manifest.json')));
  });

  it('always has the LT files, and writes all of the three months', async () => {
    const manifest = await run('par', '2026-12');
    const lt = filesOf(manifest).filter(({ table }) => table === 'LT');
    assert.equal(lt.length, 2, 'inpatient and open care');
    assert.equal(manifest.from, '2026-10-01');
  });

  it('leaves nothing behind when a later file cannot be written, and says that it is the folder', async () => {
    const [first] = (await run('par', '2026-10')).consignments;
    const empty = () => {
      rmSync(out, { recursive: true });
      mkdirSync(out);
    };
    const refused = (error: unknown) => (error as SlussError).findings[0]?.code === 'delivery-folder-refused';
    empty();
    const manifest = 'par_202610_20261122T1230.manifest.json';
    mkdirSync(join(out, manifest));
    await assert.rejects(run('par', '2026-10'), refused);
    assert.deepEqual(readdirSync(out), [manifest]);
    empty();
    writeFileSync(join(out, `par_${first!.fileCode}_202610`), '');
    await assert.rejects(run('par', '2026-10'), refused);
  });

  it("names a kommun's files by the code in its rows", async () => {
    const manifest = await run('khsl', '2026-10');
    assert.equal(manifest.consignments.length, 1);
    assert.match(manifest.consignments[0]!.fileCode, /^\d{4}$/);
    assert.equal(
      textOf('KHSL2')!.trimEnd().split('\r\n').length,
      filesOf(manifest).find(({ table }) => table === 'KHSL2')!.rows,
    );
  });

  it('gives a month without rows an empty manifest and no files', async () => {
    const manifest = await run('par', '2025-06');
    assert.deepEqual(manifest.consignments, []);
    assert.deepEqual(readdirSync(out), []);
  });

  it('refuses a month that no layout is known for, and one that is none', async () => {
    const refusal = (code: string) => (error: SlussError) => error.findings[0]?.code === code;
    await assert.rejects(run('par', '2020-01'), refusal('delivery-no-layout'));
    await assert.rejects(run('par', '2026-13'), refusal('delivery-month-invalid'));
  });

  it('refuses an unverified layout in production unless the operator takes it on record (D-4)', async () => {
    await assert.rejects(run('par', '2026-10', { production: true }), (error: SlussError) => {
      assert.equal(error.findings[0]?.code, 'delivery-layout-unverified');
      return true;
    });
    const manifest = await run('par', '2026-10', { production: true, override: 'agreed with the register' });
    assert.equal(manifest.override, 'agreed with the register');
    assert(manifest.unverified > 0);
  });

  it('takes a provider without a länskod for a private one: a file code for each hospital and clinic', async () => {
    const manifest = await deliver(findRegister(REGISTERS, 'par'), gateway.gateway.services.repository, {
      month: '2026-10',
      out,
      production: false,
      providers: new Map(),
    });
    assert(manifest.consignments.length >= 2, 'the visit and the stay were at different clinics');
    for (const { fileCode } of manifest.consignments) assert.match(fileCode, /^\d{5}_.+$/);
    assert.deepEqual(manifest.failed, []);
  });

  it('gives each vårdgivare of one region, and of one clinic, a folder of its own', async () => {
    const submitted = bundle({ ...around(), a5: visit('deliver-1', diagnosed(urn('c0'))), c0: diagnosis('I109') });
    const sent = await gateway.as(client)('POST', '', {
      ...submitted,
      entry: bundle({}, { vardgivare: OTHER_REGION }).entry!.concat(submitted.entry!.slice(0, -1)),
    });
    assert.equal(sent.status, 200, sent.text);
    const manifest = await run('par', '2026-10', {
      providers: new Map(
        [REGION, OTHER_REGION].map((organisationsnummer) => [
          organisationsnummer,
          { organisationsnummer, lanskod: '14' },
        ]),
      ),
    });
    assert.equal(manifest.consignments.length, 2);
    const lines = readdirSync(out, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('OV_AD'))
      .flatMap((name) => readFileSync(join(out, name), 'utf8').trimEnd().split('\r\n'));
    const rows = filesOf(manifest).filter(({ file }) => file.includes('OV_AD'));
    assert.equal(
      lines.length,
      rows.reduce((sum, file) => sum + file.rows, 0),
    );
    assert.ok(lines.some((line) => line.includes(';deliver-1;')));
  });
});
