import assert from 'node:assert/strict';
import { XMLNS } from '../../../test/support/xml.ts';
import { locateInXml } from './locate-xml.ts';

describe('locations in FHIR XML', () => {
  const text = `<Bundle ${XMLNS}>
<entry><resource><Patient>
  <name/>
  <name><given value="a"/><given value="b"/></name>
  <deceasedBoolean value="true"/>
</Patient></resource></entry>
<entry><resource>
  <Group/></resource></entry></Bundle>`;
  const cases: [string, [number, number] | undefined][] = [
    ['Bundle', [1, 1]],
    ['Bundle.entry[0].resource', [2, 8]],
    ['Bundle.entry[0].resource.name[1].given[1]', [4, 27]],
    ['Bundle.entry[0].resource.name[0].given[1]', [3, 3]],
    ['Bundle.entry[0].resource.name', [3, 3]],
    ['Bundle.entry[0].resource.deceased.ofType(boolean)', [5, 3]],
    ['Bundle.entry[0].resource.birthDate.extension[0].url', [2, 8]],
    ['Bundle.entry[1].resource.type', [7, 8]],
    ['', undefined],
  ];
  it('are those of the elements, or of the nearest parent', () => {
    const found = locateInXml(
      text,
      cases.map(([expression]) => expression),
    );
    assert.deepEqual(
      found.map((position) => position && [position.line, position.column]),
      cases.map(([, position]) => position),
    );
  });
});
