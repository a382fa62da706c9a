import type { SqlDatabase } from '../database.ts';

/** What is done with the questions of a suite of one's own, and the program that gives an answer, where a file says either. */
export function addSuiteTasks(db: SqlDatabase): void {
  for (const column of ['task', 'program']) {
    db.exec(`ALTER TABLE question_drafts ADD COLUMN ${column} TEXT NOT NULL DEFAULT ''`);
  }
}
