import type { SqlDatabase } from '../database.ts';

/** Recipes, jobs and their curves; skills with their parents, soups, bots. */
export function createSkillsAndJobs(db: SqlDatabase): void {
  db.exec(`
    CREATE TABLE recipes (
      id TEXT PRIMARY KEY,
      json TEXT NOT NULL CHECK (json_valid(json)),
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE jobs (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'done', 'failed', 'cancelled')),
      reason TEXT,
      input TEXT NOT NULL CHECK (json_valid(input)),
      stage TEXT,
      stages TEXT NOT NULL CHECK (json_valid(stages)),
      progress TEXT CHECK (json_valid(progress)),
      result TEXT CHECK (json_valid(result)),
      error TEXT CHECK (json_valid(error)),
      cancel_asked INTEGER NOT NULL CHECK (cancel_asked IN (0, 1)),
      pid INTEGER,
      owner TEXT,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      finished_at TEXT
    ) STRICT;
    CREATE INDEX jobs_by_state ON jobs (state);

    CREATE TABLE points (
      job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
      series TEXT NOT NULL,
      step INTEGER NOT NULL,
      value REAL NOT NULL,
      PRIMARY KEY (job_id, series, step)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE skills (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL COLLATE NOCASE UNIQUE,
      kind TEXT NOT NULL CHECK (kind IN ('manual', 'instruction', 'imported', 'merged')),
      state TEXT NOT NULL CHECK (state IN ('training', 'ready')),
      folder TEXT NOT NULL,
      base_model TEXT NOT NULL,
      base_model_hash TEXT,
      rank INTEGER NOT NULL,
      manual_id TEXT REFERENCES manuals (id),
      data_hash TEXT,
      recipe_id TEXT REFERENCES recipes (id),
      seed INTEGER,
      device TEXT,
      versions TEXT NOT NULL CHECK (json_valid(versions)),
      steps INTEGER,
      final_loss REAL,
      job_id TEXT,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX skills_by_manual ON skills (manual_id);

    CREATE TABLE skill_parents (
      skill_id TEXT NOT NULL REFERENCES skills (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      parent_id TEXT NOT NULL REFERENCES skills (id),
      PRIMARY KEY (skill_id, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX skill_parents_by_parent ON skill_parents (parent_id);

    CREATE TABLE soups (
      id TEXT PRIMARY KEY,
      base_model TEXT NOT NULL,
      base_model_hash TEXT,
      method TEXT NOT NULL,
      "constraint" TEXT,
      granularity TEXT,
      coefficients TEXT NOT NULL CHECK (json_valid(coefficients)),
      held_out TEXT NOT NULL CHECK (json_valid(held_out)),
      recipe_id TEXT REFERENCES recipes (id),
      seed INTEGER,
      device TEXT,
      versions TEXT NOT NULL CHECK (json_valid(versions)),
      job_id TEXT,
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE soup_skills (
      soup_id TEXT NOT NULL REFERENCES soups (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      skill_id TEXT NOT NULL REFERENCES skills (id),
      PRIMARY KEY (soup_id, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX soup_skills_by_skill ON soup_skills (skill_id);

    CREATE TABLE bots (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL COLLATE NOCASE UNIQUE,
      base_model TEXT NOT NULL,
      base_model_hash TEXT,
      soup_id TEXT REFERENCES soups (id),
      skill_id TEXT REFERENCES skills (id),
      settings TEXT NOT NULL CHECK (json_valid(settings)),
      recipe_id TEXT REFERENCES recipes (id),
      job_id TEXT,
      created_at TEXT NOT NULL,
      CHECK (soup_id IS NULL OR skill_id IS NULL)
    ) STRICT;

    CREATE TABLE bot_manuals (
      bot_id TEXT NOT NULL REFERENCES bots (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      manual_id TEXT NOT NULL REFERENCES manuals (id),
      PRIMARY KEY (bot_id, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX bot_manuals_by_manual ON bot_manuals (manual_id);
  `);
}
