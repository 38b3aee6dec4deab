import type { Text } from '../errors/definition.ts';
import { HTML_ENTITIES } from './html-entities.ts';

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
export function readXhtml(text: string): XhtmlNode | { problem: Text } {
  let root: XhtmlNode | undefined;
  const open: XhtmlNode[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const end = next < 0 ? text.length : next;
    if (end > at) {
      const hasText = /\S/.test(text.slice(at, end));
      if (hasText && open.length === 0) return problem('there is text outside the div', 'det finns text utanför div');
      if (hasText) {
        const words = text.slice(at, end);
        if (ENTITY.test(words)) return problem('an "&" is not escaped', 'ett "&" är inte skrivet som &amp;');
        if (words.includes('&') && !hasKnownEntities(words))
          return problem(
            'there is a named character that does not exist',
            'det finns ett namngivet tecken som inte finns',
          );
        open[open.length - 1]!.text = true;
      }
    }
    if (next < 0) break;
    TAG.lastIndex = next;
    const match = TAG.exec(text);
    if (!match)
      return problem(
        'a "<" is not escaped, or a tag is broken',
        'ett "<" är inte skrivet som &lt;, eller en tagg är trasig',
      );
    at = TAG.lastIndex;
    const [, comment, closing, name, attributes, empty] = match;
    if (comment !== undefined) continue;
    if (closing) {
      const last = open.pop();
      if (last?.name !== name)
        return problem(
          'a tag is not closed, or closed in the wrong order',
          'en tagg är inte stängd, eller stängd i fel ordning',
        );
      continue;
    }
    if (root && open.length === 0)
      return problem('there is more than one root element', 'det finns fler än ett rotelement');
    const node: XhtmlNode = { name: name!, attributes: readAttributes(attributes!), children: [], text: false };
    root ??= node;
    open[open.length - 1]?.children.push(node);
    if (!empty) open.push(node);
    if (open.length > MAX_DEPTH) return problem('it is nested too deeply', 'den är nästlad för djupt');
  }
  if (open.length > 0) return problem('a tag is not closed', 'en tagg är inte stängd');
  return root ?? problem('there is no element', 'det finns inget element');
}

function hasKnownEntities(text: string): boolean {
  for (const [, name] of text.matchAll(/&([A-Za-z][A-Za-z0-9]*);/g)) if (!HTML_ENTITIES.has(name!)) return false;
  return true;
}

function problem(en: string, sv: string): { problem: Text } {
  return { problem: { en, sv } };
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  if (text) for (const match of text.matchAll(ATTRIBUTE)) attributes.set(match[1]!, match[2] ?? match[3]!);
  return attributes;
}
