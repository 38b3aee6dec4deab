import type pg from 'pg';
import type { VaultCrypto } from '../../identity/vault-crypto.ts';
import { asSlussError } from '../failure.ts';
import type { RegisterTables } from '../register-tables.ts';
import type { PersonIdentifier, Uuid } from '../types.ts';
import { identifiersOf } from './identifiers-of.ts';
import { type RegisterCase, readRegisterCases } from './register-cases.ts';
import { type RegisterRow, type RowSelection, readProviders, readRows } from './register-rows.ts';
import type { RegisterView } from './view.ts';

/** Reads of one register, all of the same moment. One at a time: they share a connection. */
export interface RegisterReader {
  rows(table: string, selection: RowSelection): AsyncGenerator<RegisterRow>;
  cases(selection: RowSelection): Promise<RegisterCase[]>;
  /** organisationsnummer of those who have accepted rows in the period, sorted. */
  providers(period: RowSelection['period']): Promise<string[]>;
  identifiersOf(personKeys: Uuid[]): Promise<Map<Uuid, PersonIdentifier[]>>;
}

/** Runs the work on a snapshot of the database: what is submitted meanwhile is not seen, so that a delivery's files agree. */
export async function readSnapshot<T>(
  context: { pool: pg.Pool; crypto: VaultCrypto; registers: RegisterTables[] },
  view: RegisterView,
  work: (reader: RegisterReader) => Promise<T>,
): Promise<T> {
  const client = await context.pool.connect().catch((error) => {
    throw asSlussError(error);
  });
  let failure: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const result = await work({
      rows: (table, selection) => readRows(client, context.registers, view, table, selection),
      providers: (period) => readProviders(client, context.registers, view, period),
      cases: (selection) => readRegisterCases(client, view, selection),
      identifiersOf: (personKeys) => identifiersOf(client, context.crypto, view, personKeys),
    });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollback) => {
      failure = rollback;
    });
    throw asSlussError(error);
  } finally {
    client.release(failure);
  }
}
