import type { Run } from '../run.ts';
import { objects } from './each.ts';

/** Logic in a language of its own. */
const LOGIC =
  /^(?:text\/cql|application\/elm\+(?:xml|json)|text\/x-(?:python|r)\b|application\/(?:javascript|x-sql)|text\/javascript)/;

/** The logic in a Library is told to be unchecked (http://hl7.org/fhir/R4/library-definitions.html#Library.content). The run stands at it. */
export function checkLibrary({ content }: Record<string, unknown>, run: Run): void {
  for (const [{ contentType }, index] of objects(content)) {
    if (typeof contentType !== 'string' || !LOGIC.test(contentType)) continue;
    run.report('library-content-not-checked', {}, {}, `.content[${index}]`);
  }
}
