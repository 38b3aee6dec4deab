import type pg from 'pg';
import type { Uuid } from '../types.ts';

/** Takes persons out of the vault of whom nothing is kept (`release_persons` in migrations/0002). */
export function* releasePersons(personKeys: Uuid[]): Generator<pg.QueryConfig> {
  if (personKeys.length === 0) return;
  yield { name: 'release-persons', text: 'SELECT sluss.release_persons($1)', values: [personKeys] };
}
