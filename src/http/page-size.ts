/** Resources on a page of a search, and the most that `_count` may ask for. */
export const DEFAULT_COUNT = 50;
export const LARGEST_COUNT = 500;
