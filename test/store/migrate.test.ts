import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase, type SqlDatabase } from '../../core/store/database.ts';
import { migrate, migrations, versionOf } from '../../core/store/migrate.ts';
import { codeOf, temporaryFolder } from './temporary-home.ts';

/** What a person may have in a database of version n: plain SQL, since the program of that version is gone. */
const contents: readonly string[] = [
  '',
  `INSERT INTO manuals VALUES ('man_1', 'sha', 'Pump', 'pump.pdf', 'pdf', 10, 1, 'ready', '[]', NULL, '2026-01-01');
   INSERT INTO pages VALUES ('man_1', 1, 'i', 595, 842, 1);
   INSERT INTO blocks VALUES ('man_1', 0, 'paragraph', NULL, 'Press it.', 1, '[]');
   INSERT INTO passages VALUES (1, 'man_1', 0, 'Press it.', '[]', 1, 1, '[]');`,
  `INSERT INTO recipes VALUES ('r1', '{}', '2026-01-01');
   INSERT INTO jobs VALUES ('job_1', 'build', 'paused', NULL, '{}', 'train', '{"read":1}', NULL, NULL, NULL, 0, NULL, NULL, '', '', NULL);
   INSERT INTO points VALUES ('job_1', 'loss', 1, 2.5);
   INSERT INTO skills VALUES ('skl_1', 'Pump', 'manual', 'ready', 'skills/skl_1', 'base', NULL, 8, 'man_1', NULL, 'r1', 1, 'cpu', '{}', 9, 1.5, 'job_1', '');
   INSERT INTO skills VALUES ('skl_2', 'Both', 'merged', 'ready', 'skills/skl_2', 'base', NULL, 8, NULL, NULL, NULL, 1, 'cpu', '{}', 9, 1.5, NULL, '');
   INSERT INTO skill_parents VALUES ('skl_2', 0, 'skl_1');
   INSERT INTO soups VALUES ('sou_1', 'base', NULL, 'cat-learned', 'free', 'module', '{}', '[]', 'r1', 1, 'cpu', '{}', 'job_1', '');
   INSERT INTO soup_skills VALUES ('sou_1', 0, 'skl_1');
   INSERT INTO bots VALUES ('bot_1', 'Pump', 'base', NULL, 'sou_1', NULL, '{}', 'r1', 'job_1', '');
   INSERT INTO bot_manuals VALUES ('bot_1', 0, 'man_1');`,
  `INSERT INTO conversations VALUES ('cnv_1', 'bot_1', '', '', '');
   INSERT INTO messages VALUES ('msg_1', 'cnv_1', NULL, 'user', 'How?', '[]', NULL, NULL, '');
   INSERT INTO suites VALUES ('sui_1', 'pump', 'h', '[]', '');
   INSERT INTO runs VALUES ('run_1', 'done', 'bot_1', 'Pump', 'man_1', 'sha', 'sui_1', 'pump', 'h', 'base', NULL, 'r1', '[1]', 'cpu', '{}', NULL, '', '');
   INSERT INTO run_systems VALUES ('run_1', 0, 'base', 1, '{}', 1.5);
   INSERT INTO samples VALUES ('run_1', 'base', 0, 1, 'q', 'r', 'a', '[]', '{}', 0.5);
   INSERT INTO connections VALUES (1, '', 'GET', 'https://example.org/', 'x', 'done', 200, 5, NULL);
   INSERT INTO settings VALUES ('offline', 'true');`,
  `INSERT INTO manuals VALUES ('man_2', 'sha2', 'Pump', 'pump.pdf', 'pdf', 10, 1, 'ready', '[]', NULL, '2026-01-02', 'man_1');
   INSERT INTO pages VALUES ('man_2', 1, '1', 595, 842, 1, 'ocr');`,
  `UPDATE skills SET tags = '["pump"]', note = 'The good one.' WHERE id = 'skl_1';
   INSERT INTO messages VALUES ('msg_2', 'cnv_1', 'msg_1', 'assistant', 'So.', '[]', 1, NULL, '');
   UPDATE conversations SET title = 'Pumps' WHERE id = 'cnv_1';`,
  `INSERT INTO passage_vectors VALUES (1, 'minilm', x'0000803f');
   INSERT INTO prepared VALUES ('k', 'coefficients', 'CAT', '{}', 10, '', '');
   INSERT INTO question_drafts VALUES ('drf_1', 'pump', 'man_1', 0, 1, 'Press it.', 'What?', 'It.', 'waiting', '[]', '{}', 'job_1', '', NULL);
   INSERT INTO sample_ratings VALUES ('run_1', 'base', 1, 0, 1.5, 'half', '');
   INSERT INTO promotions VALUES ('prm_1', 'bot_1', NULL, 'promoted', '{}', '', '');`,
  `INSERT INTO pair_verdicts VALUES ('run_1', 'base', 'ties', 1, 0, 0.5, '[1, 1.5]', 'Both are right.');
   INSERT INTO samples VALUES ('run_1', 'ties', 0, 1, 'q', 'r', NULL, '[]', '{}', 0.5, '{}');`,
  `INSERT INTO sample_marks VALUES ('run_1', 0, 'Both are wrong.', '');`,
  `INSERT INTO samples VALUES ('run_1', 'dare', 0, 1, 'q', 'r', 'A', '[]', '{}', 0.5, '{}', '{"f1":"a"}');`,
  `INSERT INTO question_drafts VALUES ('drf_2', 'hard', NULL, 0, 0, '', 'How many?', '3', 'accepted', '[]', '{}', NULL, '', NULL, 'gsm-hard', 'def solution():');`,
  `INSERT INTO jobs VALUES ('job_2', 'build', 'queued', NULL, '{}', NULL, '{}', NULL, NULL, NULL, 0, NULL, NULL, '', '', NULL, '[{"at":"","kind":"state","name":"queued"}]');`,
  `INSERT INTO rated_answers VALUES ('msg_gone', 'bot_gone', 'Old pump', 'How?', 'So.', -1, NULL, '');`,
];

describe('migrations', () => {
  it('are as many as their files, in order, and each version has contents to try it with', () => {
    const files = readdirSync(join(import.meta.dirname, '../../core/store/migrations')).sort();
    expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(migrations.map((_, index) => index + 1));
    expect(contents).toHaveLength(migrations.length + 1);
  });

  it.each(migrations.map((_, index) => index + 1))('bring what was kept before version %i through it', (version) => {
    const path = join(temporaryFolder(), 'stockpot.db');
    const old = openDatabase(path);
    for (const [kept, sql] of contents.slice(0, version).entries()) {
      migrate(old, kept);
      old.exec(sql);
    }
    const before = rowsOf(old);
    old.close();

    const db = openDatabase(path);
    migrate(db, version);
    expect(versionOf(db)).toBe(version);
    // A version may add columns to a table; what stood in the old ones stays.
    for (const [table, rows] of Object.entries(before)) expect(rowsOf(db)[table], table).toMatchObject(rows);
    // What the new version has room for can be kept beside it.
    db.exec(contents[version]!);
    expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(db.pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    db.close();
  });

  it('give one schema, whichever version they start from', () => {
    const fresh = openDatabase(':memory:');
    migrate(fresh);
    for (let from = 0; from < migrations.length; from++) {
      const db = openDatabase(':memory:');
      migrate(db, from);
      migrate(db);
      expect(schemaOf(db)).toEqual(schemaOf(fresh));
    }
  });

  it('leave the version before when one fails half way', () => {
    const db = openDatabase(':memory:');
    migrate(db, 1);
    // The second migration makes a table of this name, after others.
    db.exec('CREATE TABLE bots (id TEXT) STRICT');
    const before = schemaOf(db);
    expect(() => migrate(db)).toThrow(/bots already exists/);
    expect(versionOf(db)).toBe(1);
    expect(schemaOf(db)).toEqual(before);
  });

  it('tell of a page that held no text that nothing read it', () => {
    const db = openDatabase(':memory:');
    migrate(db, 3);
    db.exec(contents[1]!);
    db.exec(`INSERT INTO pages VALUES ('man_1', 2, 'ii', 595, 842, 0)`);
    migrate(db, 4);
    const read = db.statement('SELECT read_by FROM pages ORDER BY number').all();
    expect(read.map((row) => row.read_by)).toEqual(['text', 'nothing']);
  });

  it('keep the answers that were rated before, each with its question', () => {
    const db = openDatabase(':memory:');
    for (const [version, sql] of contents.slice(0, 12).entries()) {
      migrate(db, version);
      db.exec(sql);
    }
    migrate(db, 12);
    db.exec("DELETE FROM conversations; UPDATE bots SET name = 'Big pump'");
    expect(db.statement('SELECT bot_id, bot_name, question, answer, rating FROM rated_answers').all()).toEqual([
      { bot_id: 'bot_1', bot_name: 'Big pump', question: 'How?', answer: 'So.', rating: 1 },
    ]);
  });

  it('let what was said before be searched too', () => {
    const db = openDatabase(':memory:');
    for (const [version, sql] of contents.slice(0, 4).entries()) {
      migrate(db, version);
      db.exec(sql);
    }
    db.exec(`UPDATE conversations SET title = 'Pumps'`);
    migrate(db, 5);
    const found = (match: string) =>
      db
        .statement(
          `SELECT x.message_id FROM conversation_search AS s JOIN conversation_texts AS x ON x.id = s.rowid
           WHERE conversation_search MATCH ?`,
        )
        .all(match)
        .map((row) => row.message_id);
    expect([found('how'), found('pump')]).toEqual([['msg_1'], [null]]);
  });

  it('make STRICT tables alone', () => {
    const db = openDatabase(':memory:');
    migrate(db);
    const loose = db
      .statement(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict`)
      .all()
      .map(({ name }) => String(name));
    // SQLite's own, and those of its full-text index.
    expect(
      loose.filter((name) => !name.startsWith('sqlite_') && !/^(passages_text|conversation_search)/.test(name)),
    ).toEqual([]);
  });

  it('refuse a file of a newer program, and one of another program', () => {
    const newer = openDatabase(':memory:');
    newer.pragma(`user_version = ${migrations.length + 1}`);
    expect(codeOf(() => migrate(newer))).toBe('store/newer-version');

    const other = openDatabase(':memory:');
    other.exec('CREATE TABLE songs (id INTEGER PRIMARY KEY)');
    expect(codeOf(() => migrate(other))).toBe('store/corrupt');
  });
});

function rowsOf(db: SqlDatabase): Record<string, unknown[]> {
  const tables = db.statement(
    `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict ORDER BY name`,
  );
  return Object.fromEntries(
    tables.all().map(({ name }) => [String(name), db.statement(`SELECT * FROM ${name} ORDER BY 1, 2`).all()]),
  );
}

function schemaOf(db: SqlDatabase): unknown {
  return db.statement('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
}
