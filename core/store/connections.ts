import type { SqlDatabase } from './database.ts';
import { defineTable, type New } from './table.ts';

/** One network connection tried, or refused because the program was told to stay offline. */
export interface ConnectionRow {
  readonly id: number;
  readonly at: string;
  readonly method: string;
  /** Without user, password and query: those may hold a key. */
  readonly url: string;
  /** What it was for, in words a person reads: `download SmolLM2-135M-Instruct`. */
  readonly purpose: string;
  readonly outcome: 'done' | 'failed' | 'refused';
  readonly status: number | null;
  readonly bytes: number | null;
  readonly message: string | null;
}

export type NewConnection = New<Omit<ConnectionRow, 'id'>, 'at' | 'method' | 'status' | 'bytes' | 'message'>;

/** The ledger: entries are added, never changed. */
export interface ConnectionStore {
  add(connection: NewConnection): ConnectionRow;
  /** Newest first. */
  list(limit?: number, offset?: number): ConnectionRow[];
  count(): number;
}

export function connectionStore(db: SqlDatabase): ConnectionStore {
  const connections = defineTable<ConnectionRow>(db, 'connections', {
    id: 'plain',
    at: 'plain',
    method: 'plain',
    url: 'plain',
    purpose: 'plain',
    outcome: 'plain',
    status: 'plain',
    bytes: 'plain',
    message: 'plain',
  });
  return {
    add(connection) {
      const row: Omit<ConnectionRow, 'id'> = {
        at: new Date().toISOString(),
        method: 'GET',
        status: null,
        bytes: null,
        message: null,
        ...connection,
        url: withoutSecrets(connection.url),
      };
      // A null INTEGER PRIMARY KEY is the next free number.
      return { ...row, id: connections.insert({ ...row, id: null as unknown as number }) };
    },
    list: (limit = 1000, offset = 0) => connections.all('ORDER BY id DESC LIMIT ? OFFSET ?', limit, offset),
    count: () => Number(db.statement('SELECT count(*) AS count FROM connections').get()?.count),
  };
}

function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return url.split(/[?#]/)[0]!;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
