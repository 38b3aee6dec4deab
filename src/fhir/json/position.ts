export interface Position {
  /** 1-based. */
  line: number;
  /** 1-based, in UTF-16 code units. */
  column: number;
}

/** Line and column of one offset. */
export function positionAt(text: string, offset: number): Position {
  return positionsAt(text, [offset])[0]!;
}

/** Line and column of many offsets in one pass over the text; the answers are in the order of the questions. */
export function positionsAt(text: string, offsets: number[]): Position[] {
  const order = offsets.map((_, index) => index).sort((a, b) => offsets[a]! - offsets[b]!);
  const positions = new Array<Position>(offsets.length);
  let line = 1;
  let lineStart = 0;
  // Looked for once a line: in a text of one line every look goes to its end.
  let lineEnd = text.indexOf('\n');
  for (const index of order) {
    const offset = offsets[index]!;
    while (lineEnd >= 0 && lineEnd < offset) {
      line++;
      lineStart = lineEnd + 1;
      lineEnd = text.indexOf('\n', lineStart);
    }
    positions[index] = { line, column: offset - lineStart + 1 };
  }
  return positions;
}
