import assert from 'node:assert/strict';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { createValidator } from './validator.ts';

const validator = createValidator({ definitions: loadR4Core() });
const told = (html: string, more: Record<string, unknown> = {}) =>
  validator
    .validate({
      resourceType: 'Patient',
      id: 'p',
      ...more,
      text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${html}</div>` },
    })
    .filter((item) => item.severity === 'error')
    .map((item) => item.code);

describe('narratives', () => {
  const cases: [name: string, html: string, expected: string[]][] = [
    ['formatting', '<p style="color: red"><b>A</b> &amp; <a href="http://nowhere.test/a?b=c#d">B</a></p>', []],
    [
      'attributes of their own elements',
      '<table border="1" summary="x"><tr><td nowrap="nowrap">A</td></tr></table>',
      [],
    ],
    ['attributes of other elements', '<p border="1">A</p>', ['narrative-attribute']],
    ['elements of change', '<p><ins>A</ins></p>', ['narrative-element']],
    ['blocks in paragraphs', '<p>A<table><tr><td>B</td></tr></table></p>', ['narrative-block']],
    ['another namespace inside', '<p xmlns="http://nowhere.test">A</p>', ['narrative-root']],
    [
      'links to elements with an id',
      '<a href="#n1">A</a> <a href="#p">B</a> <a href="#here">C</a><p id="here">D</p>',
      [],
    ],
    ['links to nothing', '<a href="#n2">A</a>', ['narrative-link']],
    ['images that are contained, or not', '<img src="#n1" alt="A"/><img src="#n2" alt="A"/>', ['narrative-link']],
    ['images as data', '<img src="data:image/png;base64,iVBORw0KGgo=" alt="A"/>', []],
    ['named characters', '<p>5&nbsp;mg &amp; more &mdash; &#160;&#xA0;</p>', []],
    ['named characters that do not exist', '<p>&nosuch;</p>', ['narrative-malformed']],
    ['images as data that is not encoded', '<img src="data:image/png,A" alt="A"/>', ['narrative-url']],
    ['images as broken data', '<img src="data:image/png;base64,iVBORw0KGgo" alt="A"/>', ['narrative-url']],
    ['addresses that are none', '<a href="http://nowhere.test/a b">A</a>', ['narrative-url']],
    ['names instead of addresses', '<a href="urn:oid:1.2.752.1">A</a>', ['narrative-url']],
    ['empty addresses', '<a href="">A</a>', ['narrative-url']],
    ['scripts in links', '<a href="javascript:alert(1)">A</a>', ['narrative-script']],
  ];
  for (const [name, html, expected] of cases)
    it(name, () => assert.deepEqual(told(html, { name: [{ id: 'n1', family: 'A' }] }), expected));

  it('may lead to a resource of the same Bundle', () => {
    const div = '<div xmlns="http://www.w3.org/1999/xhtml"><a href="#other">A</a></div>';
    const entry = (id: string, more: Record<string, unknown> = {}) => ({
      fullUrl: `http://nowhere.test/Patient/${id}`,
      resource: { resourceType: 'Patient', id, ...more },
    });
    const bundle = (other: string) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [entry('p', { text: { status: 'generated', div } }), entry(other)],
    });
    const codes = (resource: object) => validator.validate(resource).map((item) => item.code);
    assert.deepEqual(codes(bundle('other')), []);
    assert.deepEqual(codes(bundle('another')), ['narrative-link']);
  });
});
