import type { SqlDatabase } from './database.ts';
import { defineTable } from './table.ts';

/** Something that was trained or searched for once, found again by what it was made of; its files lie in `prepared/<key>`. */
export interface PreparedRow {
  /** First half of the sha256 over everything that it depends on: 32 hexadecimal digits. */
  readonly key: string;
  readonly kind: string;
  /** What a person reads in the list of them. */
  readonly title: string;
  /** What was found besides the files. */
  readonly details: unknown;
  readonly bytes: number;
  readonly createdAt: string;
  readonly usedAt: string;
}

export interface PreparedStore {
  /** The row of a key, marked as used now. */
  use(key: string): PreparedRow | undefined;
  save(row: Omit<PreparedRow, 'createdAt' | 'usedAt'>): PreparedRow;
  /** The one used last first. */
  list(): PreparedRow[];
  remove(key: string): void;
}

export function preparedStore(db: SqlDatabase): PreparedStore {
  const prepared = defineTable<PreparedRow>(db, 'prepared', {
    key: 'plain',
    kind: 'plain',
    title: 'plain',
    details: 'json',
    bytes: 'plain',
    createdAt: 'plain',
    usedAt: 'plain',
  });
  return {
    use(key) {
      prepared.update({ usedAt: new Date().toISOString() }, 'key = ?', key);
      return prepared.one('WHERE key = ?', key);
    },
    save(row) {
      const now = new Date().toISOString();
      const kept = { ...row, createdAt: now, usedAt: now };
      prepared.put(kept);
      return kept;
    },
    list: () => prepared.all('ORDER BY used_at DESC, key'),
    remove: (key) => void prepared.delete('key = ?', key),
  };
}
