/** Measures what one contact costs in all registers: node scripts/bench-registers.ts */
import { evaluateCase } from '../src/registers/evaluate.ts';
import { loadRegisters } from '../src/registers/load.ts';
import { createMinimiser } from '../src/registers/minimise.ts';
import { caseOf } from '../test/golden/case-of.ts';
import { readGoldenCases } from '../test/golden/golden-case.ts';
import { conceptMapTranslate } from '../test/golden/translate.ts';

const ROUNDS = 5_000;
const registers = loadRegisters();
const [golden] = readGoldenCases('patientregistret');
const [encounterId] = Object.keys(golden!.expect);
const source = caseOf(golden!.bundle, encounterId!, golden!.submitter);
const minimise = createMinimiser(registers);
const ids = registers.map(({ definition }) => definition.id);

function measure(what: string, count: number, run: () => void): void {
  for (let round = 0; round < ROUNDS; round++) run();
  const start = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) run();
  const { user, system } = process.cpuUsage(start);
  const each = (user + system) / 1000 / ROUNDS;
  console.log(`${what}: ${each.toFixed(3)} ms of processor time (${(each / count).toFixed(4)} ms each of ${count})`);
}

// Every case is a new object, as it is when it comes from a submission.
measure('evaluate one contact', registers.length, () => {
  evaluateCase(registers, { ...source, resources: [...source.resources] }, { translate: conceptMapTranslate });
});
measure('minimise its resources', source.resources.length, () => {
  for (const resource of source.resources) minimise(resource, ids);
});
