import type { SqlDatabase } from '../database.ts';

/** What each scorer scored of an answer, where that is not the answer itself: normalised words, a program, the pages named. */
export function addAnswersUsed(db: SqlDatabase): void {
  db.exec("ALTER TABLE samples ADD COLUMN answers_used TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(answers_used))");
}
