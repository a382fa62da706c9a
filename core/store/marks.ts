import type { SqlDatabase } from './database.ts';
import { defineTable } from './table.ts';

/** A question of a run that a person marked. */
export interface MarkRow {
  readonly runId: string;
  /** The question's place in its suite, from 0. */
  readonly number: number;
  readonly note: string;
  readonly markedAt: string;
}

export interface MarkStore {
  /** Keeps a mark, in the place of the one before. */
  save(mark: Omit<MarkRow, 'markedAt'>): MarkRow;
  remove(mark: Pick<MarkRow, 'runId' | 'number'>): void;
  /** By question. */
  list(runId: string): MarkRow[];
}

export function markStore(db: SqlDatabase): MarkStore {
  const marks = defineTable<MarkRow>(db, 'sample_marks', {
    runId: 'plain',
    number: 'plain',
    note: 'plain',
    markedAt: 'plain',
  });
  return {
    save(mark) {
      const row = { ...mark, markedAt: new Date().toISOString() };
      marks.put(row);
      return row;
    },
    remove: ({ runId, number }) => void marks.delete('run_id = ? AND number = ?', runId, number),
    list: (runId) => marks.all('WHERE run_id = ? ORDER BY number', runId),
  };
}
