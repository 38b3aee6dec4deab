import type { Run } from './run.ts';
import { readXhtml, type XhtmlNode } from './xhtml.ts';

const SAFE_ELEMENTS = new Set(
  'p br div h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite blockquote hr ul ol li dl dt dd pre table caption colgroup col thead tr tfoot th td code samp img map area tbody ins del sub sup kbd bdo address style'.split(
    ' ',
  ),
);
SAFE_ELEMENTS.delete('style');
const SAFE_ATTRIBUTES = new Set(
  'title style class id lang xml:lang dir accesskey tabindex span width align valign char charoff abbr axis headers scope rowspan colspan rules summary border frame cellpadding cellspacing bgcolor cite type nowrap height start compact color clear noshade size value xmlns xml:space dateTime datetime hspace vspace'.split(
    ' ',
  ),
);
const OWN_ATTRIBUTES: Readonly<Record<string, ReadonlySet<string>>> = {
  a: new Set(['href', 'name', 'rel', 'target', 'charset', 'hreflang', 'shape', 'coords', 'alt']),
  img: new Set(['src', 'alt', 'longdesc', 'usemap', 'ismap', 'name']),
  area: new Set(['shape', 'coords', 'href', 'nohref', 'alt', 'target']),
  map: new Set(['name']),
};
const XHTML = 'http://www.w3.org/1999/xhtml';

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
  const ids = new Set<string>();
  const links: string[] = [];
  const content = inspect(root, run, ids, links);
  if (!content) run.report('narrative-empty');
  for (const link of links) {
    if (!ids.has(link) && !isContainedId(link, run)) run.report('narrative-link');
  }
}

/** Whether the node has content that is seen. */
function inspect(node: XhtmlNode, run: Run, ids: Set<string>, links: string[]): boolean {
  let content = node.text || node.name === 'img';
  if (!SAFE_ELEMENTS.has(node.name)) run.report('narrative-element', { name: safeName(node.name) });
  for (const [name, text] of node.attributes) {
    if (!SAFE_ATTRIBUTES.has(name) && !OWN_ATTRIBUTES[node.name]?.has(name) && !name.startsWith('xmlns')) {
      run.report('narrative-attribute', { name: safeName(name), element: safeName(node.name) });
    }
    if (name === 'id' || (name === 'name' && node.name === 'a')) {
      if (name === 'id' && ids.has(text)) run.report('narrative-id-duplicate');
      ids.add(text);
    }
    if ((name === 'href' || name === 'src') && /^\s*(?:javascript|vbscript|data:text\/html)/i.test(text)) {
      run.report('narrative-script');
    }
    if (name === 'href' && node.name === 'a' && text.startsWith('#') && text.length > 1) links.push(text.slice(1));
  }
  for (const child of node.children) if (inspect(child, run, ids, links)) content = true;
  return content;
}

/** A link may also lead to a contained resource, or to an element's id. */
function isContainedId(id: string, run: Run): boolean {
  const { resource } = run.frame;
  const contained = resource.contained;
  return Array.isArray(contained) && contained.some((item: { id?: unknown } | null) => item?.id === id);
}

function safeName(name: string): string {
  return /^[A-Za-z][\w:.-]{0,40}$/.test(name) ? name : '(…)';
}
