import assert from 'node:assert/strict';
import { readXml, XMLNS } from '../../../test/support/xml.ts';
import { toFhirXml } from './to-xml.ts';

describe('FHIR XML from JSON', () => {
  it('puts elements in order, whatever the order of the properties', () => {
    const patient = { gender: 'male', name: [{ given: ['A'], family: 'B' }], id: '1', resourceType: 'Patient' };
    assert.equal(
      toFhirXml(patient),
      `<?xml version="1.0" encoding="UTF-8"?>\n<Patient ${XMLNS}><id value="1"/><name><family value="B"/><given value="A"/></name><gender value="male"/></Patient>`,
    );
  });

  it('writes a narrative that is no element as text, and never leaves the div', () => {
    for (const div of [
      '<div>a</p></div>',
      '<div/><Patient/>',
      'a',
      '<!DOCTYPE a><div/>',
      '<div>&nbsp;</div>',
      '<p/>',
    ]) {
      const xml = toFhirXml({ resourceType: 'Patient', text: { status: 'generated', div } });
      const value = readXml(xml) as { text: { div: string } };
      assert.match(value.text.div, /^<div xmlns="http:\/\/www.w3.org\/1999\/xhtml">[^<]*<\/div>$/, div);
    }
    assert.match(
      toFhirXml({ resourceType: 'Patient', text: { div: '<div>a</div>' } }),
      /<div xmlns="[^"]*xhtml">a<\/div>/,
    );
  });
});
