import type { SqlDatabase } from '../database.ts';

/** Which manual a newer one took the place of, and how each page was read. */
export function addManualRevisions(db: SqlDatabase): void {
  db.exec(`
    ALTER TABLE manuals ADD COLUMN replaces TEXT REFERENCES manuals (id) ON DELETE SET NULL;
    CREATE INDEX manuals_by_replaces ON manuals (replaces);

    ALTER TABLE pages ADD COLUMN read_by TEXT NOT NULL DEFAULT 'text' CHECK (read_by IN ('text', 'ocr', 'nothing'));
    UPDATE pages SET read_by = 'nothing' WHERE has_text = 0;
  `);
}
