import type { SaxesTagNS } from 'saxes';
import { escapeAttribute, escapeText } from './escape.ts';
import { XHTML_NAMESPACE } from './namespaces.ts';

/**
 * Collects the text of a `Narrative.div`, as it has in JSON: the markup as it was sent, or, when its namespace comes by a prefix from outside and it would
 * mean nothing alone, written anew with the namespace on the div itself.
 */
export class DivText {
  readonly #source: string;
  readonly #start: number;
  readonly #rewritten: string[] | undefined;
  /** Elements that are open, the div included. */
  depth = 0;

  constructor(source: string, start: number, tag: SaxesTagNS) {
    this.#source = source;
    this.#start = start;
    if (tag.prefix !== '') this.#rewritten = [];
  }

  open(tag: SaxesTagNS): void {
    this.depth++;
    if (!this.#rewritten) return;
    let text = `<${tag.local}`;
    if (this.depth === 1) text += ` xmlns="${XHTML_NAMESPACE}"`;
    for (const { prefix, name, value } of Object.values(tag.attributes)) {
      if (name !== 'xmlns' && (prefix === '' || prefix === 'xml')) text += ` ${name}="${escapeAttribute(value)}"`;
    }
    this.#rewritten.push(tag.isSelfClosing ? `${text}/>` : `${text}>`);
  }

  text(text: string): void {
    this.#rewritten?.push(escapeText(text));
  }

  close(tag: SaxesTagNS): void {
    this.depth--;
    if (!tag.isSelfClosing) this.#rewritten?.push(`</${tag.local}>`);
  }

  /** The whole, with line ends as XML has them. */
  end(offset: number): string {
    return this.#rewritten?.join('') ?? this.#source.slice(this.#start, offset).replace(/\r\n?/g, '\n');
  }
}
