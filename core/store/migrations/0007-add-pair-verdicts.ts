import type { SqlDatabase } from '../database.ts';

/** How a judge compared two systems' answers; and samples that were never answered, apart from empty answers. */
export function addPairVerdicts(db: SqlDatabase): void {
  db.exec(`
    CREATE TABLE pair_verdicts (
      run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      first TEXT NOT NULL,
      second TEXT NOT NULL,
      seed INTEGER NOT NULL,
      number INTEGER NOT NULL,
      outcome REAL CHECK (outcome IN (0, 0.5, 1)),
      scores TEXT CHECK (json_valid(scores)),
      explanation TEXT NOT NULL,
      PRIMARY KEY (run_id, first, second, seed, number)
    ) STRICT;

    CREATE TABLE samples_now (
      run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      system TEXT NOT NULL,
      number INTEGER NOT NULL,
      seed INTEGER NOT NULL,
      question TEXT NOT NULL,
      reference TEXT NOT NULL,
      answer TEXT,
      citations TEXT NOT NULL CHECK (json_valid(citations)),
      scores TEXT NOT NULL CHECK (json_valid(scores)),
      seconds REAL NOT NULL,
      explanations TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(explanations)),
      PRIMARY KEY (run_id, system, seed, number)
    ) STRICT;
    INSERT INTO samples_now
      SELECT run_id, system, number, seed, question, reference, answer, citations, scores, seconds, explanations
      FROM samples;
    DROP TABLE samples;
    ALTER TABLE samples_now RENAME TO samples;
    CREATE INDEX samples_by_question ON samples (run_id, number);
  `);
}
