import assert from 'node:assert/strict';
import { readXml, XML_LIMITS, XMLNS } from '../../../test/support/xml.ts';
import { parseFhirXml } from './parse-xml.ts';

type Json = Record<string, unknown>;

/** What was found: code, expression, line and column. */
function told(text: string, limits = XML_LIMITS) {
  return parseFhirXml(text, limits).findings.map(
    ({ code, expression, line, column }) => `${code} ${expression} ${line}:${column}`,
  );
}
describe('FHIR XML to JSON', () => {
  it('makes lists, numbers, booleans and siblings by the types', () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
      <!-- a comment --><f:Patient xmlns:f="http://hl7.org/fhir" xmlns:h="http://www.w3.org/1999/xhtml">
        <f:id value="p1"/>
        <f:text><f:status value="generated"/><h:div class="a">å &lt; <h:b>b</h:b><h:br/></h:div></f:text>
        <f:contained><f:Observation><f:status value="final"/><f:code><f:text value="x"/></f:code>
          <f:valueQuantity><f:value value="1.50"/></f:valueQuantity></f:Observation></f:contained>
        <f:extension url="http://example.org/e"><f:valueInteger value="+3"/></f:extension>
        <f:active value="true"/>
        <f:name id="n1"><f:given value="A"/><f:given id="g2"/><f:given value="C">
          <f:extension url="http://example.org/e"><f:valueBoolean value="false"/></f:extension></f:given></f:name>
        <f:birthDate><f:extension url="http://example.org/e"><f:valueCode value="unknown"/></f:extension></f:birthDate>
        <f:multipleBirthInteger value="2"/>
      </f:Patient>`;
    assert.deepEqual(readXml(text), {
      resourceType: 'Patient',
      id: 'p1',
      text: {
        status: 'generated',
        div: '<div xmlns="http://www.w3.org/1999/xhtml" class="a">å &lt; <b>b</b><br/></div>',
      },
      contained: [{ resourceType: 'Observation', status: 'final', code: { text: 'x' }, valueQuantity: { value: 1.5 } }],
      extension: [{ url: 'http://example.org/e', valueInteger: 3 }],
      active: true,
      name: [
        {
          id: 'n1',
          given: ['A', null, 'C'],
          _given: [null, { id: 'g2' }, { extension: [{ url: 'http://example.org/e', valueBoolean: false }] }],
        },
      ],
      _birthDate: { extension: [{ url: 'http://example.org/e', valueCode: 'unknown' }] },
      multipleBirthInteger: 2,
    });
  });

  it('keeps the div as it was sent, with references and comments', () => {
    const div = '<div xmlns="http://www.w3.org/1999/xhtml"><p title=\'a\'>&#160;<!-- c --><br />\n</p></div>';
    const value = readXml(
      `<Patient ${XMLNS}><text><status value="generated"/>${div.replace('\n', '\r\n')}</text></Patient>`,
    );
    assert.equal(((value as Json).text as Json).div, div);
  });

  it('leaves values that do not fit their type, unknown elements and unknown types to validation', () => {
    assert.deepEqual(
      readXml(`<Patient ${XMLNS}><active value="yes"/><foo value="1"/><bar><a value="2"/><a/></bar></Patient>`),
      {
        resourceType: 'Patient',
        active: 'yes',
        foo: '1',
        bar: { a: ['2', {}] },
      },
    );
    assert.deepEqual(readXml(`<Frog ${XMLNS}><legs value="4"/></Frog>`), { resourceType: 'Frog', legs: '4' });
    assert.deepEqual(readXml(`<Patient ${XMLNS}><name/><birthDate/></Patient>`), {
      resourceType: 'Patient',
      name: [{}],
      _birthDate: {},
    });
  });
});

describe('findings in FHIR XML', () => {
  const cases: [string, string, string[]][] = [
    ['a wrong end tag', `<Patient ${XMLNS}>\n<name></nam></Patient>`, ['xml-syntax  2:12']],
    ['half a document', `<Patient ${XMLNS}>\n<name>`, ['xml-syntax  2:6']],
    ['an undefined entity', `<Patient ${XMLNS}>\n<id value="&nbsp;"/></Patient>`, ['xml-syntax  2:17']],
    ['no XML', 'hello', ['xml-syntax  1:1']],
    ['nothing', '', ['xml-syntax  1:1']],
    ['a control character', `<Patient ${XMLNS}><id value="&#1;"/></Patient>`, ['xml-syntax  1:52']],
    ['a document type', '<!DOCTYPE Patient SYSTEM "x.dtd">\n<Patient/>', ['xml-doctype  1:33']],
    ['no namespace', '<Patient><name><family value="a"/></name></Patient>', ['xml-namespace Patient 1:1']],
    [
      'another namespace below',
      `<Patient ${XMLNS}>\n <active xmlns="urn:x" value="true"/></Patient>`,
      ['xml-namespace Patient.active 2:2'],
    ],
    [
      'a div of FHIR',
      `<Patient ${XMLNS}><text><status value="empty"/>\n<div>a</div></text></Patient>`,
      ['xml-namespace Patient.text.div 2:1'],
    ],
    [
      'unknown attributes',
      `<Patient ${XMLNS} id="a">\n<name use="official" value="x"/></Patient>`,
      [
        'xml-attribute-unknown Patient 1:1',
        'xml-attribute-unknown Patient.name[0] 2:1',
        'xml-attribute-unknown Patient.name[0] 2:1',
      ],
    ],
    ['text', `<Patient ${XMLNS}>\n  <active>true</active>\n</Patient>`, ['xml-text Patient.active 2:11']],
    [
      'a wrong order',
      `<Patient ${XMLNS}>\n<birthDate value="2000-01-01"/>\n<name/>\n<gender value="male"/></Patient>`,
      ['xml-element-order Patient.name 3:1', 'xml-element-order Patient.gender 4:1'],
    ],
    [
      'a second one',
      `<Patient ${XMLNS}>\n<gender value="male"/>\n<gender value="female"/></Patient>`,
      ['xml-element-repeated Patient.gender 3:1'],
    ],
    [
      'two resources in one contained',
      `<Patient ${XMLNS}><contained><Group/>\n<Group/></contained></Patient>`,
      ['xml-element-repeated Patient.contained[0] 2:1'],
    ],
    [
      'an id as an element',
      `<Patient ${XMLNS}><name>\n<id value="a"/></name></Patient>`,
      ['xml-attribute-expected Patient.name[0] 2:1'],
    ],
    [
      'a name with a meaning in JSON',
      `<Patient ${XMLNS}><_birthDate/><__proto__ value="a"/></Patient>`,
      ['xml-element-forbidden Patient 1:38', 'xml-element-forbidden Patient 1:51'],
    ],
    ['another encoding', `<?xml version="1.0" encoding="ISO-8859-1"?><Patient ${XMLNS}/>`, ['xml-encoding  1:1']],
    [
      'digits that a double loses',
      `<Observation ${XMLNS}><valueQuantity>
<value value="1.000000000000000001"/></valueQuantity></Observation>`,
      ['xml-number-precision Observation.value.ofType(Quantity).value 2:1'],
    ],
  ];
  for (const [name, text, expected] of cases) it(`tell ${name}`, () => assert.deepEqual(told(text), expected));

  it('are told with line and column once, and the value is what could be read', () => {
    const { value } = parseFhirXml(
      `<Patient ${XMLNS}><gender value="male"/><gender value="female"/></Patient>`,
      XML_LIMITS,
    );
    assert.deepEqual(value, { resourceType: 'Patient', gender: 'male' });
  });

  it('stop at the limits of depth and size, in elements, in a div and in what is unknown', () => {
    const deep = (tag: string, inside = '') => `${`<${tag}>`.repeat(20_000)}${inside}${`</${tag}>`.repeat(20_000)}`;
    const item = `<Questionnaire ${XMLNS}>${deep('item')}</Questionnaire>`;
    assert.match(told(item)[0]!, /^xml-too-deep/);
    assert.match(told(`<Patient ${XMLNS}>${deep('foo')}</Patient>`)[0]!, /^xml-too-deep/);
    assert.match(told(`<Patient ${XMLNS}>${deep('_foo')}</Patient>`).at(-1)!, /^xml-too-deep/);
    const div = `<Patient ${XMLNS}><text><div xmlns="http://www.w3.org/1999/xhtml">${deep('p')}</div></text></Patient>`;
    assert.match(told(div)[0]!, /^xml-too-deep/);
    assert.match(told(item, { maxDepth: 9, maxBytes: 1000 } as typeof XML_LIMITS)[0]!, /^xml-too-large/);
  });

  it('define no entities, so that none can grow', () => {
    const bomb = `<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Patient ${XMLNS}><id value="&b;"/></Patient>`;
    assert.match(told(bomb)[0]!, /^xml-doctype/);
  });
});
