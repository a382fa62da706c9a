import type { SqlDatabase } from '../database.ts';

/** When each stage of a job began and ended, and its state changed. Of jobs before it is not known. */
export function addJobLog(db: SqlDatabase): void {
  db.exec("ALTER TABLE jobs ADD COLUMN log TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(log))");
}
