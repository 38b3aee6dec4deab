/** The rules of narrative XHTML: https://hl7.org/fhir/R4/narrative.html#xhtml (invariants txt-1 and txt-2). */
import { SaxesParser } from 'saxes';

const XHTML = 'http://www.w3.org/1999/xhtml';
const words = (text: string) => new Set(text.trim().split(/\s+/));

const ELEMENTS = words(`
  p br div h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite blockquote hr address bdo kbd
  sub sup ul ol li dl dt dd pre table caption colgroup col thead tr tfoot tbody th td code samp img map area`);
const ATTRIBUTES = words(`
  title style class id lang xml:lang dir accesskey tabindex xmlns span width align valign char charoff abbr axis headers
  scope rowspan colspan border frame rules cellspacing cellpadding summary`);
const OWN_ATTRIBUTES: Record<string, Set<string>> = {
  a: words('href name rel type hreflang shape coords'),
  img: words('src alt height width longdesc usemap ismap'),
  q: words('cite'),
  blockquote: words('cite'),
  area: words('shape coords href nohref alt'),
  map: words('name'),
};
const MAX_LENGTH = 5_000_000;

/** What a narrative breaks; empty for a narrative that is in order. The texts never quote the narrative. */
export function htmlErrors(html: string): string[] {
  if (html.length > MAX_LENGTH) return ['the narrative is too long'];
  const errors: string[] = [];
  let depth = 0;
  let content = false;
  const parser = new SaxesParser({ xmlns: false });
  parser.on('error', () => errors.push('not well-formed XML'));
  parser.on('doctype', () => errors.push('a document type declaration'));
  parser.on('processinginstruction', () => errors.push('a processing instruction'));
  parser.on('opentag', ({ name, attributes }) => {
    if (depth === 0 && (name !== 'div' || attributes.xmlns !== XHTML)) errors.push('the root is no XHTML div');
    if (!ELEMENTS.has(name)) errors.push(`the element ${name.slice(0, 20)}`);
    for (const attribute of Object.keys(attributes)) {
      if (!ATTRIBUTES.has(attribute) && !OWN_ATTRIBUTES[name]?.has(attribute)) {
        errors.push(`the attribute ${attribute.slice(0, 20)}`);
      }
    }
    if (name === 'img') content = true;
    depth += 1;
  });
  parser.on('closetag', () => {
    depth -= 1;
  });
  parser.on('text', (text) => {
    if (text.trim() !== '') content = true;
  });
  parser.write(withNamedEntities(html)).close();
  if (!content && errors.length === 0) errors.push('no content');
  return errors;
}

/** XHTML's named characters, which XML itself does not know, become spaces: only their presence matters here. */
function withNamedEntities(html: string): string {
  return html.replace(/&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{1,30};/g, '&#160;');
}
