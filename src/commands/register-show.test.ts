import assert from 'node:assert/strict';
import { Command } from 'commander';
import { register as registerAll } from './register.ts';

/** What a command prints. */
async function run(...args: string[]): Promise<{ out: string; error: string }> {
  const { log, error } = console;
  const printed = { out: '', error: '' };
  console.log = (text: string) => {
    printed.out += `${text}\n`;
  };
  console.error = (text: string) => {
    printed.error += `${text}\n`;
  };
  try {
    const program = new Command().exitOverride();
    registerAll(program);
    await program.parseAsync(['node', 'sluss', 'register', ...args]);
  } finally {
    Object.assign(console, { log, error });
  }
  return printed;
}

describe('sluss register', () => {
  afterEach(() => {
    process.exitCode = undefined;
  });

  it('lists the registers', async () => {
    const { out } = await run('list');
    assert.match(out, /^NAME +ID +REGIME/);
    assert.match(out, /^par +patientregistret +halsodataregister +active +2024 \(closing\), 2025/m);
    const brief = JSON.parse((await run('list', '--json')).out);
    assert.deepEqual(
      brief.map(({ shortName }: { shortName: string }) => shortName),
      ['khsl', 'par'],
    );
  });

  it('shows law, purposes, versions and variables with source, obligation and what is verified', async () => {
    const { out } = await run('show', 'par');
    for (const section of ['LAW', 'PURPOSES', 'VERSIONS', 'VARIABLES', 'DELIVERY LAYOUTS'])
      assert.match(out, new RegExp(`^${section}`, 'm'));
    assert.match(out, /^ {2}UTSATT +AD +code +conditional +no +Encounter\.hospitalization\.dischargeDisposition/m);
    const all = JSON.parse((await run('show', 'patientregistret', '--json', '--language', 'en')).out);
    const kon = all.variables.find(({ id }: { id: string }) => id === 'KON');
    assert.deepEqual([kon.source, kon.obligation, kon.verified], [['case'], 'required', true]);
    assert.equal(all.title, 'The National Patient Register');
  });

  it('shows a register of a further folder', async () => {
    assert.match(
      (await run('show', 'hoft', '--registers', 'test/fixtures/registers')).out,
      /nationellt-kvalitetsregister/,
    );
  });

  it('says so when there is no such register', async () => {
    const { out, error } = await run('show', 'nix');
    assert.equal(out, '');
    assert.match(error, /There is no register nix/);
    assert.equal(process.exitCode, 1);
  });
});
