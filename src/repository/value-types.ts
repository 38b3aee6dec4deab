import pg from 'pg';

const { builtins } = pg.types;

/** `2026-10-01 12:00:00.123456+00`, as the server writes it under TimeZone UTC, to an ISO instant with milliseconds. */
function instant(text: string): string {
  if (text.endsWith('infinity')) return text;
  return new Date(`${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, 'Z')}`).toISOString();
}

/** Instants become ISO text in UTC, dates stay text (a Date would shift them by the local offset), numbers become numbers. */
export const VALUE_TYPES: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary');
    switch (oid) {
      case builtins.TIMESTAMPTZ:
        return instant;
      case builtins.DATE:
      case builtins.TIMESTAMP:
        return (text: string) => text;
      case builtins.INT8:
      case builtins.NUMERIC:
        return Number;
      default:
        return pg.types.getTypeParser(oid, 'text');
    }
  },
} as pg.CustomTypesConfig;
