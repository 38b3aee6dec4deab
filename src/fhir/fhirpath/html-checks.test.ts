import assert from 'node:assert/strict';
import { htmlErrors } from './html-checks.ts';

const div = (content: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`;

describe('htmlChecks', () => {
  for (const content of [
    'text',
    '<p>a <b>b</b></p>',
    '<a href="#x">x</a>',
    '<img src="a.png" alt="a"/>',
    '5&nbsp;mg &amp; more',
    '<table><tr><td rowspan="2">x</td></tr></table>',
  ]) {
    it(`accepts ${content.slice(0, 30)}`, () => assert.deepEqual(htmlErrors(div(content)), []));
  }

  for (const content of [
    '<script>x</script>',
    '<p onclick="x">x</p>',
    '<p>x',
    '<iframe src="x">x</iframe>',
    ' ',
    '<p></p>',
    '<form>x</form>',
    '<?php x ?>x',
    '&undefined',
    '<p a=1>x</p>',
  ]) {
    it(`refuses ${content.slice(0, 30)}`, () => assert.notDeepEqual(htmlErrors(div(content)), []));
  }

  it('wants an XHTML div as the root', () => {
    assert.notDeepEqual(htmlErrors('<p>x</p>'), []);
    assert.notDeepEqual(htmlErrors('<div>x</div>'), []);
    assert.notDeepEqual(htmlErrors('x'), []);
    assert.notDeepEqual(
      htmlErrors('<!DOCTYPE div [<!ENTITY a "b">]><div xmlns="http://www.w3.org/1999/xhtml">x</div>'),
      [],
    );
  });
});
