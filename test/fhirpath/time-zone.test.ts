import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compileFhirPath } from '../../src/fhir/fhirpath/fhirpath.ts';

const ANSWERS = fileURLToPath(new URL('./time-zone-answers.ts', import.meta.url));
const NOW = `console.log((await import(${JSON.stringify(new URL('../../src/fhir/fhirpath/fhirpath.ts', import.meta.url).href)}))
  .compileFhirPath('now() | today()')(undefined, { now: new Date('2026-07-01T22:30:00Z') }).join(' '))`;

function run(zone: string, args: string[]): string {
  return execFileSync(process.execPath, args, { env: { ...process.env, TZ: zone }, encoding: 'utf8' });
}

describe('FHIRPath and time zones', () => {
  it('answers alike in every time zone', () => {
    const [utc, stockholm, honolulu] = ['UTC', 'Europe/Stockholm', 'Pacific/Honolulu'].map((zone) =>
      run(zone, [ANSWERS]),
    );
    assert.equal(stockholm, utc);
    assert.equal(honolulu, utc);
    assert.match(utc!, /\+ 1 hour \["2026-03-29T03:30:00"\]/);
  });

  it('shows now() and today() in the zone of the process', () => {
    const args = ['--input-type=module', '-e', NOW];
    assert.equal(run('Europe/Stockholm', args).trim(), '2026-07-02T00:30:00.000+02:00 2026-07-02');
    assert.equal(run('Pacific/Honolulu', args).trim(), '2026-07-01T12:30:00.000-10:00 2026-07-01');
  });

  it('leaves open what only an unknown offset would tell', () => {
    assert.deepEqual(compileFhirPath('@2026-03-29T12:00:00 < @2026-03-29T20:00:00Z')(undefined), []);
    assert.deepEqual(compileFhirPath('@2026-03-29T12:00:00 < @2026-03-31T12:00:00Z')(undefined), [true]);
  });
});
