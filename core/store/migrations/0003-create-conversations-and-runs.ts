import type { SqlDatabase } from '../database.ts';

/** Conversations, suites and runs, the ledger of network connections, settings. */
export function createConversationsAndRuns(db: SqlDatabase): void {
  db.exec(`
    CREATE TABLE conversations (
      id TEXT PRIMARY KEY,
      bot_id TEXT NOT NULL REFERENCES bots (id) ON DELETE CASCADE,
      title TEXT NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX conversations_by_bot ON conversations (bot_id, updated_at);

    CREATE TABLE messages (
      id TEXT PRIMARY KEY,
      conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
      parent_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
      role TEXT NOT NULL CHECK (role IN ('system', 'user', 'assistant')),
      content TEXT NOT NULL,
      citations TEXT NOT NULL CHECK (json_valid(citations)),
      rating INTEGER CHECK (rating IN (-1, 1)),
      details TEXT CHECK (json_valid(details)),
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX messages_by_conversation ON messages (conversation_id);
    CREATE INDEX messages_by_parent ON messages (parent_id);

    CREATE TABLE suites (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      hash TEXT NOT NULL,
      questions TEXT NOT NULL CHECK (json_valid(questions)),
      created_at TEXT NOT NULL,
      UNIQUE (name, hash)
    ) STRICT;

    CREATE TABLE runs (
      id TEXT PRIMARY KEY,
      state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
      bot_id TEXT REFERENCES bots (id) ON DELETE SET NULL,
      bot_name TEXT,
      manual_id TEXT REFERENCES manuals (id) ON DELETE SET NULL,
      manual_sha256 TEXT,
      suite_id TEXT REFERENCES suites (id),
      suite_name TEXT NOT NULL,
      suite_hash TEXT NOT NULL,
      base_model TEXT NOT NULL,
      base_model_hash TEXT,
      recipe_id TEXT REFERENCES recipes (id),
      seeds TEXT NOT NULL CHECK (json_valid(seeds)),
      device TEXT NOT NULL,
      versions TEXT NOT NULL CHECK (json_valid(versions)),
      job_id TEXT,
      created_at TEXT NOT NULL,
      finished_at TEXT
    ) STRICT;

    CREATE TABLE run_systems (
      run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      count INTEGER NOT NULL,
      scores TEXT NOT NULL CHECK (json_valid(scores)),
      seconds REAL NOT NULL,
      PRIMARY KEY (run_id, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE samples (
      run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      system TEXT NOT NULL,
      number INTEGER NOT NULL,
      seed INTEGER NOT NULL,
      question TEXT NOT NULL,
      reference TEXT NOT NULL,
      answer TEXT NOT NULL,
      citations TEXT NOT NULL CHECK (json_valid(citations)),
      scores TEXT NOT NULL CHECK (json_valid(scores)),
      seconds REAL NOT NULL,
      PRIMARY KEY (run_id, system, seed, number)
    ) STRICT;

    CREATE TABLE connections (
      id INTEGER PRIMARY KEY,
      at TEXT NOT NULL,
      method TEXT NOT NULL,
      url TEXT NOT NULL,
      purpose TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('done', 'failed', 'refused')),
      status INTEGER,
      bytes INTEGER,
      message TEXT
    ) STRICT;

    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL CHECK (json_valid(value))
    ) STRICT, WITHOUT ROWID;
  `);
}
