import assert from 'node:assert/strict';
import { finding } from '../errors/finding.ts';
import { toOperationOutcome } from './operation-outcome.ts';

describe('toOperationOutcome', () => {
  const one = { ...finding('json-duplicate-key', 'Patient.name[0]', { name: 'family' }), line: 3, column: 7 };

  it('carries code, severity, both languages, expression, line and rule', () => {
    const issue = toOperationOutcome([one]).issue![0]!;
    assert.equal(issue.severity, 'error');
    assert.equal(issue.details?.coding?.[0]?.code, 'json-duplicate-key');
    assert.match(issue.details?.text ?? '', /occurs twice/);
    assert.match(JSON.stringify(issue.details), /"valueCode":"sv".*två gånger/);
    assert.deepEqual(issue.expression, ['Patient.name[0]']);
    assert.deepEqual(
      issue.extension?.map((item) => item.valueInteger),
      [3, 7],
    );
    assert.match(issue.diagnostics ?? '', /Keep one of them.*http:\/\/hl7.org/);
  });

  it('turns the languages round', () => {
    assert.match(toOperationOutcome([one], { language: 'sv' }).issue![0]!.details?.text ?? '', /två gånger/);
  });

  it('has an issue even when all is well', () => {
    assert.equal(toOperationOutcome([]).issue![0]!.severity, 'information');
  });
});
