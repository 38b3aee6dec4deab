import assert from 'node:assert/strict';
import fc from 'fast-check';
import { XML_LIMITS, XMLNS } from '../../../test/support/xml.ts';
import { locateInXml } from './locate-xml.ts';
import { parseFhirXml } from './parse-xml.ts';
import { toFhirXml } from './to-xml.ts';

describe('hostile FHIR XML', () => {
  const seed = toFhirXml({
    resourceType: 'Patient',
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>a</p></div>' },
    contained: [{ resourceType: 'Organization', id: 'o', name: 'x' }],
    name: [{ given: ['a', 'b'], _given: [null, { id: 'g' }] }],
  });
  const pieces = [
    '<',
    '>',
    '/>',
    '</',
    '"',
    '&',
    '&#x0;',
    '<!--',
    '<![CDATA[',
    ']]>',
    '<?',
    'xmlns:a="b"',
    '<a:b>',
    '<Patient>',
    'value="',
    '\ud800',
    '\r',
    '<!DOCTYPE',
  ];

  it('never makes it throw, and what it gives can be written', () => {
    const edit = fc.record({ at: fc.nat(seed.length), cut: fc.nat(20), put: fc.constantFrom('', ...pieces) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = seed;
        for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut);
        const { value } = parseFhirXml(text, XML_LIMITS);
        locateInXml(text, ['Patient.name[0].given[1]', 'Patient.contained[0].name']);
        if (value !== undefined) assert.notEqual(parseFhirXml(toFhirXml(value as object), XML_LIMITS).value, undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it('never makes writing throw, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('Patient', 'Bundle', '<', ''), (value, resourceType) => {
        const rest = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { name: value };
        const xml = toFhirXml({ ...rest, resourceType });
        assert.notEqual(parseFhirXml(xml, { maxDepth: 1000 }).value, undefined, xml);
      }),
    );
  });

  it('takes time that grows with its length only', () => {
    const many = (count: number) => [
      `<Patient ${XMLNS}>${'<name/>'.repeat(count)}</Patient>`,
      `<Patient ${XMLNS}>${'<gender value="a"/>'.repeat(count)}</Patient>`,
      `<Patient ${XMLNS}>${'<foo/>'.repeat(count)}</Patient>`,
      `<Patient ${XMLNS}>${'a<active/>'.repeat(count)}</Patient>`,
      `<Patient ${XMLNS} ${Array.from({ length: count }, (_, index) => `a${index}="b"`).join(' ')}/>`,
      `<Patient ${XMLNS}>${'&#60;'.repeat(count)}</Patient>`,
    ];
    const started = performance.now();
    for (const text of many(30_000)) {
      parseFhirXml(text, XML_LIMITS);
      locateInXml(text, ['Patient.name[40000]', 'Patient.gender']);
    }
    assert(performance.now() - started < 15_000, `${performance.now() - started} ms`);
  });
});
