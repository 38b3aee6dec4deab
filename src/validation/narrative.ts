import { isBase64 } from './primitives.ts';
import type { Run } from './run.ts';
import { readXhtml, type XhtmlNode } from './xhtml.ts';

const words = (text: string) => new Set(text.trim().split(/\s+/));

const SAFE_ELEMENTS = words(`
  p br div h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite blockquote hr address bdo kbd
  sub sup ul ol li dl dt dd pre table caption colgroup col thead tr tfoot tbody th td code samp img map area`);
const SAFE_ATTRIBUTES = words(`
  title style class id lang xml:lang xml:space dir accesskey tabindex span width align valign char charoff abbr axis headers
  scope rowspan colspan`);
const OWN_ATTRIBUTES: Readonly<Record<string, ReadonlySet<string>>> = {
  a: words('href name charset type hreflang rel rev shape coords'),
  img: words('src border alt longdesc height width usemap ismap'),
  area: words('shape coords href nohref alt'),
  map: words('name'),
  blockquote: words('cite'),
  q: words('cite'),
  table: words('summary width border frame rules cellspacing cellpadding'),
  td: words('nowrap'),
  pre: words('space'),
};
const BLOCKS = words('div blockquote table ol ul p');
const XHTML = 'http://www.w3.org/1999/xhtml';
/** RFC 3986, with the letters of RFC 3987. */
const URL_TEXT = /^[\p{L}\p{Nd};?:@&=+$.,/%\-_~#[\]!'()*|]+$/u;

/**
 * The safety of a narrative (http://hl7.org/fhir/R4/narrative.html): well-formed, a div of XHTML, no elements or attributes but those of formatting
 * (txt-1), no scripts in links, some content (txt-2), and links inside it that lead somewhere.
 */
export function checkNarrative(value: unknown, run: Run): void {
  const root = readXhtml(value as string);
  if ('problem' in root) {
    run.report('narrative-malformed', { reason: root.problem });
    return;
  }
  if (root.name !== 'div' || root.attributes.get('xmlns') !== XHTML) {
    run.report('narrative-root');
    return;
  }
  const inside: Inside = { ids: new Set(), links: [], images: [] };
  const content = inspect(root, run, inside, false);
  if (!content) run.report('narrative-empty');
  if (inside.links.length === 0 && inside.images.length === 0) return;
  for (const link of inside.links) if (!inside.ids.has(link) && !isIdAround(link, run)) run.report('narrative-link');
  for (const image of inside.images)
    if (!inside.ids.has(image) && !hasId(run.frame.resource, image, 0)) run.report('narrative-link');
}

/** What a narrative names, and what it leads to within the resource. */
interface Inside {
  ids: Set<string>;
  links: string[];
  images: string[];
}

/** Whether the node has content that is seen. */
function inspect(node: XhtmlNode, run: Run, inside: Inside, inParagraph: boolean): boolean {
  const { name, attributes } = node;
  let content = node.text || name === 'img';
  if (!SAFE_ELEMENTS.has(name)) run.report('narrative-element', { name: safeName(name) });
  if (inParagraph && BLOCKS.has(name)) run.report('narrative-block', { name: safeName(name) });
  for (const [attribute, text] of attributes) inspectAttribute(name, attribute, text, run, inside);
  for (const child of node.children) if (inspect(child, run, inside, inParagraph || name === 'p')) content = true;
  return content;
}

function inspectAttribute(element: string, name: string, text: string, run: Run, inside: Inside): void {
  if (!SAFE_ATTRIBUTES.has(name) && !OWN_ATTRIBUTES[element]?.has(name) && !name.startsWith('xmlns'))
    run.report('narrative-attribute', { name: safeName(name), element: safeName(element) });
  if (name === 'xmlns' && text !== XHTML) run.report('narrative-root');
  if (name === 'id' || (name === 'name' && element === 'a')) {
    if (name === 'id' && inside.ids.has(text)) run.report('narrative-id-duplicate');
    inside.ids.add(text);
  }
  if (name !== 'href' && name !== 'src') return;
  if (/^\s*(?:javascript|vbscript|data:text\/html)/i.test(text)) run.report('narrative-script');
  else if (element === 'a' || element === 'img') {
    // A urn or the part of a mail is nothing that a reader can open.
    if (!isUrl(text) || (element === 'a' && /^(?:urn|cid):/.test(text))) run.report('narrative-url');
    else if (text.startsWith('#') && text.length > 1)
      (element === 'a' ? inside.links : inside.images).push(text.slice(1));
  }
}

function isUrl(text: string): boolean {
  if (!text.startsWith('data:')) return URL_TEXT.test(text);
  const parts = text.slice('data:'.length).split(',');
  const isEncoded = parts[0]!.endsWith(';base64');
  return parts.length === 2 && isEncoded && isBase64(parts[1]!) && isMediaType(parts[0]!.replace(/;base64$/, ''));
}

function isMediaType(text: string): boolean {
  return text.trim() === '' || /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;.*)?$/.test(text.trim());
}

/** A link may also lead to any element or contained resource that has the id, here or in the Bundle around. */
function isIdAround(id: string, run: Run): boolean {
  const { frames } = run;
  for (let i = frames.length - 1; i >= 0; i--) {
    const { resource, kind } = frames[i]!;
    if (hasId(resource, id, 0)) return true;
    if (kind !== 'contained' && kind !== 'entry') return false;
  }
  return false;
}

function hasId(value: unknown, id: string, depth: number): boolean {
  if (typeof value === 'string') return false;
  if (typeof value !== 'object' || value === null || depth > 200) return false;
  if (Array.isArray(value)) return value.some((item) => hasId(item, id, depth + 1));
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (key === 'id' && item === id) return true;
    if (key === 'div' && typeof item === 'string' && namesId(item, id)) return true;
    if (typeof item === 'object' && hasId(item, id, depth + 1)) return true;
  }
  return false;
}

/** Whether a narrative names an id, as a text: the narrative itself is checked where it stands. */
function namesId(html: string, id: string): boolean {
  return html.includes(`id="${id}"`) || html.includes(`id='${id}'`) || html.includes(`name="${id}"`);
}

function safeName(name: string): string {
  return /^[A-Za-z][\w:.-]{0,40}$/.test(name) ? name : '(…)';
}
