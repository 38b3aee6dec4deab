type Json = Record<string, unknown>;

/** The objects of a list, with their numbers; nothing for anything that is no list. */
export function* objects(list: unknown): Generator<[Json, number]> {
  if (!Array.isArray(list)) return;
  for (let index = 0; index < list.length; index++) {
    const item: unknown = list[index];
    if (typeof item === 'object' && item !== null) yield [item as Json, index];
  }
}

/** The property that holds a choice (`valueString` of `value`), with its type and value. */
export function choice(owner: Json, name: string): { type: string; value: unknown } | undefined {
  for (const key in owner) {
    const suffix = key.slice(name.length);
    if (key.startsWith(name) && /^[A-Z]/.test(suffix)) return { type: suffix, value: owner[key] };
  }
  return undefined;
}
