import type { SqlDatabase } from '../database.ts';

/** Manuals with their pages, blocks and passages, and the full-text index over passages. */
export function createManuals(db: SqlDatabase): void {
  db.exec(`
    CREATE TABLE manuals (
      id TEXT PRIMARY KEY,
      sha256 TEXT NOT NULL UNIQUE,
      title TEXT NOT NULL,
      file_name TEXT NOT NULL,
      type TEXT NOT NULL CHECK (type IN ('pdf', 'markdown', 'text')),
      bytes INTEGER NOT NULL,
      page_count INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('importing', 'ready')),
      warnings TEXT NOT NULL CHECK (json_valid(warnings)),
      job_id TEXT,
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE pages (
      manual_id TEXT NOT NULL REFERENCES manuals (id) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number >= 1),
      label TEXT NOT NULL,
      width REAL NOT NULL,
      height REAL NOT NULL,
      has_text INTEGER NOT NULL CHECK (has_text IN (0, 1)),
      PRIMARY KEY (manual_id, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE blocks (
      manual_id TEXT NOT NULL REFERENCES manuals (id) ON DELETE CASCADE,
      seq INTEGER NOT NULL CHECK (seq >= 0),
      kind TEXT NOT NULL CHECK (kind IN ('heading', 'paragraph', 'list-item', 'table', 'caption')),
      level INTEGER CHECK (level BETWEEN 1 AND 6),
      text TEXT NOT NULL,
      page INTEGER NOT NULL,
      rectangles TEXT NOT NULL CHECK (json_valid(rectangles)),
      PRIMARY KEY (manual_id, seq)
    ) STRICT;

    CREATE TABLE passages (
      id INTEGER PRIMARY KEY,
      manual_id TEXT NOT NULL REFERENCES manuals (id) ON DELETE CASCADE,
      seq INTEGER NOT NULL CHECK (seq >= 0),
      text TEXT NOT NULL,
      headings TEXT NOT NULL CHECK (json_valid(headings)),
      page INTEGER NOT NULL,
      last_page INTEGER NOT NULL CHECK (last_page >= page),
      rectangles TEXT NOT NULL CHECK (json_valid(rectangles)),
      UNIQUE (manual_id, seq)
    ) STRICT;

    CREATE VIRTUAL TABLE passages_text USING fts5 (
      text, headings, content = 'passages', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
    );
    CREATE TRIGGER passages_inserted AFTER INSERT ON passages BEGIN
      INSERT INTO passages_text (rowid, text, headings) VALUES (new.id, new.text, new.headings);
    END;
    CREATE TRIGGER passages_deleted AFTER DELETE ON passages BEGIN
      INSERT INTO passages_text (passages_text, rowid, text, headings)
      VALUES ('delete', old.id, old.text, old.headings);
    END;
    CREATE TRIGGER passages_updated AFTER UPDATE ON passages BEGIN
      INSERT INTO passages_text (passages_text, rowid, text, headings)
      VALUES ('delete', old.id, old.text, old.headings);
      INSERT INTO passages_text (rowid, text, headings) VALUES (new.id, new.text, new.headings);
    END;
  `);
}
