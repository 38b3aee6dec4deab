/** Reading an expression constraint: recursive descent over the brief syntax of ECL 2. */
import type { Text } from '../../../errors/definition.ts';
import { SlussError } from '../../../errors/sluss-error.ts';
import { isConceptId } from '../sctid.ts';
import { type Constraint, conjunction, distributed, type HierarchyOperator } from './constraint.ts';

/** Longer ones, with more concepts or deeper brackets, are refused: what they ask of the database grows with them. */
export const ECL_LIMITS = { characters: 8000, concepts: 200, depth: 20 } as const;

/** The longest first, so that none is taken for the beginning of another. */
const OPERATORS: readonly HierarchyOperator[] = ['<<!', '>>!', '<<', '>>', '<!', '>!', '<', '>'];

/** What ECL has and this does not, by how it begins. */
const UNSUPPORTED: readonly [begins: RegExp, name: Text][] = [
  [/^:/, { en: 'refinement by attributes (:)', sv: 'förfining med attribut (:)' }],
  [/^\./, { en: 'attributes of concepts (.)', sv: 'attribut hos begrepp (.)' }],
  [/^\{\{\s*\+/, { en: 'history supplements ({{ + … }})', sv: 'historiktillägg ({{ + … }})' }],
  [/^\{\{/, { en: 'filters ({{ … }})', sv: 'filter ({{ … }})' }],
  [/^!!?[<>]/, { en: 'top and bottom of a set (!!>, !!<)', sv: 'överst och underst i en mängd (!!>, !!<)' }],
  [/^\[/, { en: 'fields of reference sets (^ […])', sv: 'fält i referensmängder (^ […])' }],
  [/^[A-Za-z][\w-]*#/, { en: 'identifiers of other code systems', sv: 'id från andra kodsystem' }],
];

const WORDS = { AND: 'and', OR: 'or', MINUS: 'minus' } as const;

/** Throws `ecl-syntax` with the place, `ecl-unsupported` with the name of what is not answered here, and `ecl-too-large`. */
export function parseEcl(text: string): Constraint {
  if (text.length > ECL_LIMITS.characters) throw tooLarge();
  const parser = new Parser(text);
  const constraint = parser.expression(0);
  parser.end();
  return constraint;
}

class Parser {
  readonly #text: string;
  #at = 0;
  #concepts = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** `A`, `A AND B AND C`, `A OR B OR C`, `A MINUS B`; others need brackets. */
  expression(depth: number): Constraint {
    if (depth > ECL_LIMITS.depth) throw tooLarge();
    const parts = [this.#operand(depth)];
    let kind: 'and' | 'or' | 'minus' | undefined;
    for (let word = this.#word(); word; word = this.#word()) {
      if (kind !== undefined && (word.kind !== kind || kind === 'minus')) {
        throw this.#wrong({ en: 'brackets around one of the two', sv: 'parenteser kring den ena av de två' }, word.at);
      }
      kind = word.kind;
      parts.push(this.#operand(depth));
    }
    if (kind === undefined) return parts[0]!;
    if (kind === 'minus') return { kind, from: parts[0]!, without: parts[1]! };
    return kind === 'and' ? conjunction(parts) : { kind, parts };
  }

  end(): void {
    this.#blank();
    if (this.#at < this.#text.length) {
      throw this.#wrong({ en: 'AND, OR, MINUS or the end', sv: 'AND, OR, MINUS eller slutet' });
    }
  }

  /** `[operator] [^] concept | * | (expression)` */
  #operand(depth: number): Constraint {
    this.#blank();
    const operator = OPERATORS.find((sign) => this.#take(sign));
    this.#blank();
    const isMembers = this.#take('^');
    const focus = this.#focus(depth);
    const members = isMembers ? distributed(focus, (of) => ({ kind: 'members', of })) : focus;
    return operator ? distributed(members, (of) => ({ kind: 'hierarchy', operator, of })) : members;
  }

  #focus(depth: number): Constraint {
    this.#blank();
    if (this.#take('(')) {
      const inner = this.expression(depth + 1);
      this.#blank();
      if (!this.#take(')')) throw this.#wrong({ en: 'a closing bracket', sv: 'en högerparentes' });
      return inner;
    }
    if (++this.#concepts > ECL_LIMITS.concepts) throw tooLarge();
    if (this.#take('*')) return { kind: 'any' };
    const at = this.#at;
    const id = /^\d+/.exec(this.#text.slice(at, at + 19))?.[0] ?? '';
    if (!isConceptId(id)) throw this.#wrong({ en: 'the identifier of a concept', sv: 'ett begrepps id' }, at);
    this.#at += id.length;
    this.#term();
    return { kind: 'concept', id };
  }

  /** What a concept is called, which is for readers. */
  #term(): void {
    this.#blank();
    if (!this.#take('|')) return;
    const end = this.#text.indexOf('|', this.#at);
    if (end < 0) throw this.#wrong({ en: 'the end of the term (|)', sv: 'slutet av termen (|)' }, this.#text.length);
    this.#at = end + 1;
  }

  #word(): { kind: 'and' | 'or' | 'minus'; at: number } | undefined {
    this.#blank();
    const at = this.#at;
    if (this.#take(',')) return { kind: 'and', at };
    const found = /^(AND|OR|MINUS)(?![A-Za-z0-9])/i.exec(this.#text.slice(at, at + 6))?.[0];
    if (!found) return undefined;
    this.#at += found.length;
    return { kind: WORDS[found.toUpperCase() as keyof typeof WORDS], at };
  }

  #take(sign: string): boolean {
    if (!this.#text.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    return true;
  }

  /** Blanks and comments. */
  #blank(): void {
    for (;;) {
      while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
      if (!this.#text.startsWith('/*', this.#at)) return;
      const end = this.#text.indexOf('*/', this.#at + 2);
      if (end < 0) throw this.#wrong({ en: 'the end of the comment (*/)', sv: 'slutet av kommentaren (*/)' });
      this.#at = end + 2;
    }
  }

  #wrong(expected: Text, at = this.#at): SlussError {
    const rest = this.#text.slice(at, at + 40);
    const known = UNSUPPORTED.find(([begins]) => begins.test(rest));
    const position = at + 1;
    return known
      ? SlussError.of('ecl-unsupported', { feature: known[1], position })
      : SlussError.of('ecl-syntax', { expected, position });
  }
}

function tooLarge(): SlussError {
  const { characters, concepts, depth } = ECL_LIMITS;
  return SlussError.of('ecl-too-large', { characters, concepts, depth });
}
