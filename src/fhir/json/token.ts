/** jsonc-parser's token kinds. The package declares them as a `const enum`, which a runtime that only strips types cannot read. */
export const Token = {
  OpenBrace: 1,
  CloseBrace: 2,
  OpenBracket: 3,
  CloseBracket: 4,
  Comma: 5,
  String: 10,
  Number: 11,
  EOF: 17,
} as const;
