/** An element of a narrative. */
export interface XhtmlNode {
  name: string;
  attributes: Map<string, string>;
  children: XhtmlNode[];
  /** Whether there is text that is more than white space, directly inside. */
  text: boolean;
}

const TAG =
  /<(?:!--([\s\S]*?)--|(\/?)([A-Za-z_][\w:.-]*)((?:\s+[A-Za-z_:][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?))>/y;
const ATTRIBUTE = /([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITY = /&(?!(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)/;
const MAX_DEPTH = 200;

/**
 * Reads the XHTML of a narrative: one root, every tag closed, attributes quoted. Comments are passed over; a document type or processing
 * instruction is refused, so no entity can be declared. Answers the root, or what is wrong.
 */
export function readXhtml(text: string): XhtmlNode | string {
  let root: XhtmlNode | undefined;
  const open: XhtmlNode[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const end = next < 0 ? text.length : next;
    if (end > at) {
      const hasText = /\S/.test(text.slice(at, end));
      if (hasText && open.length === 0) return 'there is text outside the div';
      if (hasText) {
        if (ENTITY.test(text.slice(at, end))) return 'an "&" is not escaped';
        open[open.length - 1]!.text = true;
      }
    }
    if (next < 0) break;
    TAG.lastIndex = next;
    const match = TAG.exec(text);
    if (!match) return 'a "<" is not escaped, or a tag is broken';
    at = TAG.lastIndex;
    const [, comment, closing, name, attributes, empty] = match;
    if (comment !== undefined) continue;
    if (closing) {
      const last = open.pop();
      if (last?.name !== name) return 'a tag is not closed, or closed in the wrong order';
      continue;
    }
    if (root && open.length === 0) return 'there is more than one root element';
    const node: XhtmlNode = { name: name!, attributes: readAttributes(attributes!), children: [], text: false };
    root ??= node;
    open[open.length - 1]?.children.push(node);
    if (!empty) open.push(node);
    if (open.length > MAX_DEPTH) return 'it is nested too deeply';
  }
  if (open.length > 0) return 'a tag is not closed';
  return root ?? 'there is no element';
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  if (text) for (const match of text.matchAll(ATTRIBUTE)) attributes.set(match[1]!, match[2] ?? match[3]!);
  return attributes;
}
