import type { SqlDatabase } from '../database.ts';

/** Questions of a run that a person marked, because the answers, the judge and they themselves disagree. */
export function addSampleMarks(db: SqlDatabase): void {
  db.exec(`
    CREATE TABLE sample_marks (
      run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      note TEXT NOT NULL,
      marked_at TEXT NOT NULL,
      PRIMARY KEY (run_id, number)
    ) STRICT;
  `);
}
