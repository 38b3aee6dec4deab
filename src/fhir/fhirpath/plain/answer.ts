/** What a condition on plain JSON answers: see condition.ts. */
export const NO = 0;
export const YES = 1;
/** The empty collection, where one boolean was asked for. */
export const NOTHING = 2;
export const UNSURE = 3;
export type Answer = typeof NO | typeof YES | typeof NOTHING | typeof UNSURE;

/** A condition on a value inside `resource`. */
export type PlainCondition = (focus: unknown, resource: unknown) => Answer;

/** Where nothing is decided here. */
export const unsure: PlainCondition = () => UNSURE;
