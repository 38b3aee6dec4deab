/** What statements about one edition have in common. */

export interface Statement {
  text: string;
  values: unknown[];
}

/** The number of the edition. */
export const EDITION = '$1::integer';

/** Values of a statement, the number of the edition first. */
export class Values {
  readonly list: unknown[];

  constructor(edition: number) {
    this.list = [edition];
  }

  add(value: unknown): string {
    this.list.push(value);
    return `$${this.list.length}`;
  }
}
