import pg from 'pg';

/** The row tables of one register: one per view, columns typed. */
export interface RegisterTables {
  register: string;
  schema: string;
  tables: { name: string; columns: { name: string; sqlType: string; comment?: string }[] }[];
}

/** Columns that say where a row comes from (L-3), in every row table. */
export const LINEAGE = [
  ['person_key', 'uuid NOT NULL'],
  ['case_id', 'uuid NOT NULL'],
  ['seq', 'integer NOT NULL'],
  ['vardgivare', 'text NOT NULL'],
  ['submission_id', 'uuid NOT NULL'],
  ['resource', 'text NOT NULL'],
  ['resource_version', 'integer'],
  ['element', 'text'],
  ['specification', 'text NOT NULL'],
  ['mapping', 'text NOT NULL'],
  ['status', 'text NOT NULL'],
  ['event_date', 'date'],
  ['valid_from', 'timestamptz NOT NULL DEFAULT now()'],
] as const;

const quote = pg.escapeIdentifier;

export function tableName(tables: RegisterTables, table: string): string {
  return `${quote(tables.schema)}.${quote(table)}`;
}

/**
 * Makes the registers' schemas, tables and functions, and adds the columns of a newer specification. Nothing is dropped: older rows
 * keep their columns. Gateways that start together wait for each other.
 */
export async function prepareRegisterTables(pool: pg.Pool, registers: RegisterTables[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock(1936487795, 3)');
    await client.query(`SET LOCAL client_min_messages = warning`);
    for (const tables of registers) await client.query(definition(tables));
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

function definition(tables: RegisterTables): string {
  for (const { name, columns } of tables.tables)
    for (const column of columns)
      if (LINEAGE.some(([taken]) => taken === column.name))
        throw new Error(
          `sluss: the column ${column.name} of ${tables.schema}.${name} has the name of a lineage column`,
        );
  const parts = [`CREATE SCHEMA IF NOT EXISTS ${quote(tables.schema)};`];
  for (const { name, columns } of tables.tables) {
    const table = tableName(tables, name);
    const own = columns.map((column) => `${quote(column.name)} ${column.sqlType}`);
    const lineage = LINEAGE.map(([column, type]) => `${column} ${type}`);
    parts.push(
      `CREATE TABLE IF NOT EXISTS ${table} (${[...lineage, ...own].join(', ')}, PRIMARY KEY (person_key, case_id, seq));`,
      ...own.map((column) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${column};`),
      ...columns
        .filter((column) => column.comment)
        .map((column) => `COMMENT ON COLUMN ${table}.${quote(column.name)} IS ${pg.escapeLiteral(column.comment!)};`),
      // Deliveries take a period of all rows.
      `CREATE INDEX IF NOT EXISTS ${quote(`${name}_event_date`)} ON ${table} (event_date);`,
    );
  }
  return [...parts, replaceFunction(tables)].join('\n');
}

/**
 * The function that replaces all rows of given cases in the register's tables, so that one round trip does for any number of tables.
 * `given`: `{cases: [register_case…], rows: {table: [row…]}}`.
 */
function replaceFunction(tables: RegisterTables): string {
  const names = LINEAGE.map(([name]) => name).filter((name) => name !== 'valid_from');
  const types = LINEAGE.filter(([name]) => name !== 'valid_from').map(
    ([name, type]) => `${name} ${type.split(' ')[0]}`,
  );
  const inserts = tables.tables.map(({ name, columns }) => {
    const own = columns.map((column) => quote(column.name));
    const typed = [...types, ...columns.map((column) => `${quote(column.name)} ${column.sqlType}`)];
    return `
      IF given->'rows' ? ${pg.escapeLiteral(name)} THEN
        INSERT INTO ${tableName(tables, name)} (${[...names, ...own].join(', ')})
          SELECT * FROM jsonb_to_recordset(given->'rows'->${pg.escapeLiteral(name)}) AS r(${typed.join(', ')});
      END IF;`;
  });
  const deletes = tables.tables.map(
    ({ name }) => `
        DELETE FROM ${tableName(tables, name)} t USING unnest(persons, cases) AS o(person_key, case_id)
          WHERE t.person_key = o.person_key AND t.case_id = o.case_id;`,
  );
  const register = pg.escapeLiteral(tables.register);
  return `
    CREATE OR REPLACE FUNCTION ${quote(tables.schema)}.replace_rows(given jsonb) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan AS $body$
    DECLARE persons uuid[]; cases uuid[];
      asked uuid[] := ARRAY(SELECT value::uuid FROM jsonb_array_elements_text(given->'caseIds'));
    BEGIN
      -- By case, whoever's it was: a corrected patient takes the case's rows along.
      WITH gone AS (
        DELETE FROM sluss.register_case
          WHERE register = ${register} AND case_id = ANY (asked)
          RETURNING person_key, case_id
      ) SELECT array_agg(person_key), array_agg(case_id) INTO persons, cases FROM gone;
      IF persons IS NOT NULL THEN ${deletes.join('')}
      END IF;
      INSERT INTO sluss.register_case
          (person_key, case_id, register, vardgivare, outcome, missing, rule, specification, mapping, event_date, submission_id)
        SELECT person_key, case_id, ${register}, vardgivare, outcome, missing, rule, specification, mapping, event_date, submission_id
        FROM jsonb_to_recordset(given->'cases') AS c(person_key uuid, case_id uuid, vardgivare text, outcome text, missing text[],
          rule text, specification text, mapping text, event_date date, submission_id uuid);
      ${inserts.join('')}
    END $body$;`;
}
