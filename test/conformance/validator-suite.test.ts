import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadR4Core } from '../../src/fhir/definitions/r4-core.ts';
import { answerRequest } from '../../src/validation/suite-protocol.ts';
import { createValidator } from '../../src/validation/validator.ts';

/** Beside the project where it is at hand: cases of HL7's validator with the outcomes that its Java implementation records. */
const SUITE = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/validator-suite');

interface Case {
  id: string;
  tier: 'json' | 'xml';
  file: string;
  definitions: string[];
  profiles: string[];
  options: object;
  context: { url: string; file: string }[];
}

interface Summary {
  agreement: number;
  fp: number;
  crash: number;
  checks: number;
  recallMacro: number;
  precision: number;
}

describe('verdicts of the reference validator', () => {
  before(function () {
    if (!existsSync(SUITE)) this.skip();
  });

  for (const [tier, agreement] of [
    ['json', 0.97],
    ['xml', 0.95],
  ] as const) {
    it(`are ours in at least ${agreement * 100} % of the cases (${tier})`, async function () {
      this.timeout(120_000);
      const { judge, summary } = (await import(pathToFileURL(join(SUITE, 'lib/judge.mjs')).href)) as {
        judge(item: Case, result: object): object;
        summary(judgements: object[]): Summary;
      };
      const parsed = JSON.parse(readFileSync(join(SUITE, 'cases.json'), 'utf8')) as Case[] | { cases: Case[] };
      const cases = (Array.isArray(parsed) ? parsed : parsed.cases).filter((item) => item.tier === tier);
      const validator = createValidator({ definitions: loadR4Core() });
      const at = (file: string) => join(SUITE, file);
      const result = summary(
        cases.map((item) => {
          const request = {
            ...item,
            resource: readFileSync(at(item.file), 'utf8').replace(/^\uFEFF/, ''),
            definitions: item.definitions.map(at),
            context: item.context.map(({ url, file }) => ({ url, path: at(file) })),
          };
          const { outcome } = answerRequest(JSON.stringify(request), validator);
          const crash = outcome.issue?.some((issue) => issue.code === 'exception');
          return judge(item, { id: item.id, outcome, ...(crash && { crash }) });
        }),
      );
      assert.ok(result.agreement >= agreement, `agreement ${result.agreement}`);
      assert.equal(result.crash, 0);
      assert.ok(result.fp <= result.checks / 100, `${result.fp} false positives`);
      assert.ok(result.recallMacro >= 0.85, `recall ${result.recallMacro}`);
      assert.ok(result.precision >= 0.7, `precision ${result.precision}`);
    });
  }
});
