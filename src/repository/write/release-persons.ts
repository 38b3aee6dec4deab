import type { Uuid } from '../types.ts';
import type { Call } from './call.ts';

/** Takes persons out of the vault of whom nothing is kept (`release_persons` in migrations/0002). */
export function* releasePersons(personKeys: Uuid[]): Generator<Call> {
  if (personKeys.length > 0) yield { function: 'sluss.release_persons', values: [personKeys] };
}
