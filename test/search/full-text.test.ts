import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passagesOf, readManual } from '../../core/manual/index.ts';
import { columnWeights, matchExpression } from '../../core/search/index.ts';

const sample = new URL('../../resources/sample/', import.meta.url);

function index(passages: readonly { text: string; headings: string }[]) {
  const database = new Database(':memory:');
  database.exec(
    "CREATE VIRTUAL TABLE passages USING fts5 (text, headings, tokenize = 'porter unicode61 remove_diacritics 2')",
  );
  const insert = database.prepare('INSERT INTO passages (text, headings) VALUES (?, ?)');
  for (const { text, headings } of passages) insert.run(text, headings);
  const select = database.prepare(
    `SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY bm25(passages, ${columnWeights.text}, ${columnWeights.headings})`,
  );
  return (question: string): number[] => {
    const match = matchExpression(question);
    return match === undefined ? [] : (select.all(match) as { rowid: number }[]).map((row) => row.rowid);
  };
}

describe('matchExpression', () => {
  it('quotes each word that says something, and asks for any of them', () => {
    expect(matchExpression('How do I clean the print head?')).toBe('"clean" OR "print" OR "head"');
  });

  it('gives no query for a question without a word that says something', () => {
    for (const question of ['', '   ', '???', 'What is it?', '\0', '"', '*', '́']) {
      expect(matchExpression(question)).toBeUndefined();
    }
  });

  it('looks for what is written together also together', () => {
    expect(matchExpression('--disable-shared')).toBe('"disable shared" OR "disable" OR "shared"');
    expect(matchExpression('version 5.2.11')).toBe('"version" OR "5 2 11"');
    expect(matchExpression("the printer's queue")).toBe('"printer" OR "queue"');
  });

  it('takes operators of the query language for words', () => {
    expect(matchExpression('paper NEAR(tray, 2) NOT "jam*" text:ink')).not.toMatch(/NEAR|NOT|\*|[^"]:/);
  });

  it('never gives an expression that FTS5 rejects', () => {
    const find = index([{ text: 'paper', headings: '' }]);
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc
        .array(
          fc.constantFrom(
            '"',
            "'",
            '*',
            ':',
            '(',
            ')',
            '^',
            '-',
            '+',
            'AND',
            'OR',
            'NOT',
            'NEAR',
            '{',
            '}',
            ' ',
            '\0',
            '\ud800',
            'x',
            '9',
          ),
          { maxLength: 40 },
        )
        .map((parts) => parts.join('')),
      fc
        .array(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 }), { minLength: 200, maxLength: 600 })
        .map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(anything, (question) => {
        find(question);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds the page of most questions of the sample suite among the first five passages', async () => {
    const passages = passagesOf(await readManual(new URL('gutenprint-users-manual.pdf', sample).pathname));
    const find = index(passages.map(({ text, headings }) => ({ text, headings: headings.join(' > ') })));
    const suite = JSON.parse(readFileSync(new URL('questions.json', sample), 'utf8')) as {
      question: string;
      page: number;
    }[];
    const found = suite.filter(({ question, page }) =>
      find(question)
        .slice(0, 5)
        .map((row) => passages[row - 1])
        .some((passage) => passage !== undefined && passage.page <= page && page <= passage.lastPage),
    );
    expect(suite.length).toBeGreaterThanOrEqual(30);
    expect(found.length / suite.length).toBeGreaterThan(0.85);
  });
});
