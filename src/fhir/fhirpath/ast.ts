/** The tree of a FHIRPath expression. */
export interface TypeSpecifier {
  namespace?: string;
  name: string;
}

export type BinaryOperator =
  | '*'
  | '/'
  | 'div'
  | 'mod'
  | '+'
  | '-'
  | '&'
  | '|'
  | '<'
  | '<='
  | '>'
  | '>='
  | '='
  | '~'
  | '!='
  | '!~'
  | 'in'
  | 'contains'
  | 'and'
  | 'or'
  | 'xor'
  | 'implies';

export type LiteralKind = 'boolean' | 'string' | 'integer' | 'decimal' | 'date' | 'dateTime' | 'time';

export type Node = { position: number } & (
  | { kind: 'empty' }
  | { kind: 'literal'; type: LiteralKind; text: string }
  | { kind: 'quantity'; value: string; unit: string; calendar: boolean }
  /** `a.b`; without target the focus, or the type's name at the root. */
  | { kind: 'member'; target?: Node; name: string }
  | { kind: 'call'; target?: Node; name: string; args: Node[]; descending?: boolean[] }
  | { kind: 'variable'; target?: Node; name: '$this' | '$index' | '$total' }
  | { kind: 'constant'; name: string }
  | { kind: 'index'; target: Node; index: Node }
  | { kind: 'sign'; operator: '+' | '-'; operand: Node }
  | { kind: 'binary'; operator: BinaryOperator; left: Node; right: Node }
  | { kind: 'type'; operator: 'is' | 'as'; operand: Node; type: TypeSpecifier }
);
