import type { SqlDatabase, SqlValue } from './database.ts';

/** How a field is kept in its column: as it is, as JSON text, or as 0 and 1. */
export type ColumnKind = 'plain' | 'json' | 'boolean';

/** One entry for each field of a row: total, so that a forgotten column does not compile. */
export type Columns<Row> = { readonly [Field in keyof Row]-?: ColumnKind };

/** What must be given to make a row: fields named in `Given` may be left out. */
export type New<Row, Given extends keyof Row> = Omit<Row, Given> & Partial<Pick<Row, Given>>;

/** A table whose columns are the snake-case names of a row's camel-case fields. */
export interface Table<Row> {
  /** `SELECT <fields> FROM <table> AS t`: what {@link Table.decode} reads. */
  readonly select: string;
  insert(row: Row): number;
  /** Inserts, or replaces the row with the same primary key. */
  put(row: Row): number;
  /** The first row of `SELECT … FROM table AS t <tail>`. */
  one(tail: string, ...values: readonly SqlValue[]): Row | undefined;
  all(tail: string, ...values: readonly SqlValue[]): Row[];
  /** The rows whose plain fields have these values; a field that is undefined is not asked about. */
  matching(fields: Partial<Row>, tail: string): Row[];
  /** Changes the fields given, where `where` holds; gives the number of rows changed. */
  update(patch: Partial<Row>, where: string, ...values: readonly SqlValue[]): number;
  delete(where: string, ...values: readonly SqlValue[]): number;
  decode(raw: Record<string, SqlValue>): Row;
}

/** Binds a row type to its table. SQL parts come from our code alone, values are always bound. */
export function defineTable<Row extends object>(db: SqlDatabase, name: string, columns: Columns<Row>): Table<Row> {
  const fields = Object.keys(columns) as (keyof Row & string)[];
  const select = `SELECT ${fields.map((field) => `t.${column(field)} AS "${field}"`).join(', ')} FROM ${name} AS t`;
  const values = `INTO ${name} (${fields.map(column).join(', ')}) VALUES (${fields.map(() => '?').join(', ')})`;

  const encode = (field: keyof Row & string, value: unknown): SqlValue => {
    if (value === null || value === undefined) return null;
    if (columns[field] === 'json') return JSON.stringify(value);
    return columns[field] === 'boolean' ? Number(value) : (value as SqlValue);
  };
  const encoded = (row: Row) => fields.map((field) => encode(field, row[field]));
  const decode = (raw: Record<string, SqlValue>) => {
    const row: Record<string, unknown> = {};
    for (const field of fields) {
      const value = raw[field];
      if (value === null || columns[field] === 'plain') row[field] = value;
      else row[field] = columns[field] === 'json' ? JSON.parse(String(value)) : value !== 0;
    }
    return row as Row;
  };

  return {
    select,
    decode,
    insert: (row) => db.statement(`INSERT ${values}`).run(...encoded(row)).rowId,
    put: (row) => db.statement(`INSERT OR REPLACE ${values}`).run(...encoded(row)).rowId,
    one(tail, ...given) {
      const raw = db.statement(`${select} ${tail}`).get(...given);
      return raw === undefined ? undefined : decode(raw);
    },
    all: (tail, ...given) =>
      db
        .statement(`${select} ${tail}`)
        .all(...given)
        .map(decode),
    matching(wanted, tail) {
      const asked = fields.filter((field) => wanted[field] !== undefined);
      const where = asked.map((field) => `${column(field)} = ?`).join(' AND ');
      const values = asked.map((field) => encode(field, wanted[field]));
      return db
        .statement(`${select} WHERE ${where || 'TRUE'} ${tail}`)
        .all(...values)
        .map(decode);
    },
    update(patch, where, ...given) {
      const changed = fields.filter((field) => patch[field] !== undefined);
      if (changed.length === 0) return 0;
      const assignments = changed.map((field) => `${column(field)} = ?`).join(', ');
      const statement = db.statement(`UPDATE ${name} SET ${assignments} WHERE ${where}`);
      return statement.run(...changed.map((field) => encode(field, patch[field])), ...given).changes;
    },
    delete: (where, ...given) => db.statement(`DELETE FROM ${name} WHERE ${where}`).run(...given).changes,
  };
}

function column(field: string): string {
  // Quoted, since a field may be a word of SQL (`constraint`).
  return `"${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`;
}
