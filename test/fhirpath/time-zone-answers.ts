/** Prints answers that must not depend on the time zone of the process; run by time-zone.test.ts. */
import { compileFhirPath } from '../../src/fhir/fhirpath/fhirpath.ts';

const EXPRESSIONS = [
  '@2026-03-29T00:30:00+01:00 < @2026-03-29T00:15:00Z',
  '@2026-03-29T02:30:00 + 1 hour',
  '@2026-10-25T02:30:00+02:00 + 1 hour',
  '@2026-10-24 + 1 day',
  '@2026-03-29T12:00:00 = @2026-03-29T12:00:00Z',
  '@2026-03-29T12:00:00 < @2026-03-31T12:00:00Z',
  '@2026-03-29T12:00:00 > @2026-03-27T12:00:00Z',
  '@2026-01-01 = @2025-12-31T23:30:00Z',
  "'2026-01-01T00:00:00Z'.toDate()",
  'birthDate < @2026-11-22',
  'birthDate + 6 months',
  '@2026-02.highBoundary()',
  '@2026-06-01T10:00.lowBoundary()',
  'today() = now().toString().substring(0, 10).toDate()',
  'now() - 1 day < now()',
  '(now() > @2026-11-21T00:00:00Z) and (now() < @2026-11-24T00:00:00Z)',
];

const now = new Date('2026-11-22T10:00:00Z');
const input = { resourceType: 'Patient', birthDate: '1974-12-25' };
for (const expression of EXPRESSIONS)
  console.log(expression, JSON.stringify(compileFhirPath(expression)(input, { now })));
