import type { SqlDatabase } from '../database.ts';

/** What the benchmark suite keeps: vectors of passages, what systems were made of, made questions, ratings, promotions. */
export function addBenchmarkSuite(db: SqlDatabase): void {
  db.exec(`
    CREATE TABLE passage_vectors (
      passage_id INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
      model TEXT NOT NULL,
      vector BLOB NOT NULL,
      PRIMARY KEY (passage_id, model)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE prepared (
      key TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      title TEXT NOT NULL,
      details TEXT NOT NULL CHECK (json_valid(details)),
      bytes INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      used_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE question_drafts (
      id TEXT PRIMARY KEY,
      suite TEXT NOT NULL,
      manual_id TEXT REFERENCES manuals (id) ON DELETE SET NULL,
      seq INTEGER NOT NULL,
      page INTEGER NOT NULL,
      context TEXT NOT NULL,
      question TEXT NOT NULL,
      answer TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'edited', 'rejected')),
      hints TEXT NOT NULL CHECK (json_valid(hints)),
      made_by TEXT NOT NULL CHECK (json_valid(made_by)),
      job_id TEXT,
      created_at TEXT NOT NULL,
      reviewed_at TEXT,
      UNIQUE (suite, seq)
    ) STRICT;
    CREATE INDEX question_drafts_by_manual ON question_drafts (manual_id);

    CREATE TABLE sample_ratings (
      run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      system TEXT NOT NULL,
      seed INTEGER NOT NULL,
      number INTEGER NOT NULL,
      rating REAL NOT NULL CHECK (rating BETWEEN 0 AND 2),
      note TEXT NOT NULL,
      rated_at TEXT NOT NULL,
      PRIMARY KEY (run_id, system, seed, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE promotions (
      id TEXT PRIMARY KEY,
      bot_id TEXT REFERENCES bots (id) ON DELETE CASCADE,
      previous_bot_id TEXT REFERENCES bots (id) ON DELETE SET NULL,
      decision TEXT NOT NULL CHECK (decision IN ('promoted', 'held', 'overruled')),
      evidence TEXT NOT NULL CHECK (json_valid(evidence)),
      reason TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX promotions_by_bot ON promotions (bot_id);
    CREATE INDEX promotions_by_previous ON promotions (previous_bot_id);

    ALTER TABLE samples ADD COLUMN explanations TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(explanations));
    ALTER TABLE runs ADD COLUMN settings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings));
    ALTER TABLE run_systems ADD COLUMN details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details));
  `);
}
