import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profileOf } from '../../test/support/profile.ts';
import { PACKAGE_ROOT } from '../package-root.ts';

/** Runs the command; never rejects. */
function sluss(args: string[], input = ''): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(PACKAGE_ROOT, 'src/sluss.js'), 'validate', ...args],
      (error, stdout, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

describe('sluss validate', function () {
  this.timeout(60_000);
  let folder: string;
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-validate-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('says yes with 0, no with 1, and neither with 2', async () => {
    const good = await sluss([file('good.json', '{"resourceType":"Patient"}')]);
    assert.deepEqual([good.code, good.stdout.trim()], [0, `${join(folder, 'good.json')}: valid`]);
    const bad = await sluss(['-'], '{"resourceType":"Patient",\n "gender":"x"}');
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /2:2 error Patient\.gender .* \[code-not-in-value-set\]/);
    const missing = await sluss([join(folder, 'none.json')]);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /none\.json/);
  });

  it('reads NDJSON line by line and sums up', async () => {
    const { code, stdout } = await sluss([
      file('two.ndjson', '{"resourceType":"Patient"}\n{"resourceType":"Patient","gender":"x"}\n'),
    ]);
    assert.equal(code, 1);
    assert.match(stdout, /two\.ndjson:2: not valid\n {2}2:27 error/);
    assert.match(stdout, /2 resources, 1 valid\n +1 {2}error code-not-in-value-set/);
  });

  it('writes SARIF and JUnit', async () => {
    const bad = file('bad.json', '{"resourceType":"Patient",\n"gender":"<&\\""}');
    const sarif = JSON.parse((await sluss(['-f', 'sarif', bad])).stdout);
    const [result] = sarif.runs[0].results;
    assert.equal(result.ruleId, 'code-not-in-value-set');
    assert.equal(result.locations[0].physicalLocation.region.startLine, 2);
    const junit = (await sluss(['-f', 'junit', '-l', 'sv', bad])).stdout;
    assert.match(junit, /<testsuite [^>]*tests="1" failures="1">/);
    assert.match(junit, /<failure type="code-not-in-value-set" message="[^"<]+">/);
  });

  it("knows the definitions that it is given, and Sluss's own", async () => {
    const url = 'http://nowhere.test/StructureDefinition/named';
    const profile = file(
      'profile.json',
      JSON.stringify({
        ...profileOf('Patient', url, 'Named'),
        differential: { element: [{ path: 'Patient.name', min: 1 }] },
      }),
    );
    const { stdout } = await sluss(['-d', profile, '-p', url, file('p.json', '{"resourceType":"Patient"}')]);
    assert.match(stdout, /\[element-missing\]/);
    const own = await sluss(['-p', 'https://sluss.se/fhir/StructureDefinition/SlussPatient', join(folder, 'p.json')]);
    assert.doesNotMatch(own.stdout, /profile-unresolved/);
    assert.equal((await sluss(['-d', join(folder, 'none'), join(folder, 'p.json')])).code, 2);
  });

  it('answers requests line by line, whatever they are', async () => {
    const requests = [
      { id: 1, resource: '{"resourceType":"Patient"}' },
      { id: 2, resource: 'no JSON' },
    ].map((item) => JSON.stringify(item));
    const { stdout } = await sluss(['--ndjson'], `${requests.join('\n')}\nnot a request\n`);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      answers.map((item) => [item.id, item.outcome.issue[0].severity]),
      [
        [1, 'information'],
        [2, 'fatal'],
        [null, 'fatal'],
      ],
    );
  });
});
