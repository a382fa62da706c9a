import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Block,
  type BlockKind,
  type Manual,
  type Passage,
  passagesOf,
  readManual,
} from '../../core/manual/index.ts';

const words = (count: number, word = 'word') =>
  Array.from({ length: count }, (_, index) => `${word}${index}`).join(' ');
const count = (text: string) => text.split(/\s+/).filter((word) => word !== '|' && word !== '').length;

let y = 0;
function block(kind: BlockKind, text: string, page = 1, level?: number): Block {
  const rectangles = [{ page, x: 10, y: ++y, width: 100, height: 10 }];
  return level === undefined ? { kind, text, page, rectangles } : { kind, level, text, page, rectangles };
}

describe('passagesOf', () => {
  it('never crosses a top-level heading, and keeps the path of headings', () => {
    const passages = passagesOf({
      blocks: [
        block('heading', 'Use', 1, 1),
        block('heading', 'Start', 1, 2),
        block('paragraph', words(20)),
        block('heading', 'Care', 2, 1),
        block('paragraph', words(20), 2),
      ],
    });
    expect(passages.map(({ headings, page, lastPage }) => ({ headings, page, lastPage }))).toEqual([
      { headings: ['Use', 'Start'], page: 1, lastPage: 1 },
      { headings: ['Care'], page: 2, lastPage: 2 },
    ]);
    expect(passages[0]?.text).toBe(`Use\nStart\n${words(20)}`);
  });

  it('begins anew at a heading once it is long enough, and goes on over short sections', () => {
    const section = (title: string, length: number) => [
      block('heading', title, 1, 2),
      block('paragraph', words(length)),
    ];
    const passages = passagesOf({
      blocks: [block('heading', 'Use', 1, 1), ...section('A', 30), ...section('B', 60), ...section('C', 100)],
    });
    expect(passages.map((passage) => passage.headings)).toEqual([['Use'], ['Use', 'C']]);
  });

  it('does not end with a heading that belongs to what follows', () => {
    const passages = passagesOf({
      blocks: [
        block('heading', 'Use', 1, 1),
        block('heading', 'A', 1, 2),
        block('paragraph', words(60)),
        block('heading', 'B', 1, 2),
        block('paragraph', words(150)),
      ],
    });
    expect(passages.map((passage) => passage.text.split('\n')[0])).toEqual(['Use', 'B']);
    expect(passages[0]?.text).not.toContain('B');
    expect(passages[1]?.headings).toEqual(['Use', 'B']);
  });

  it('keeps the rows of a table together, and repeats the names of its columns where it must be parted', () => {
    const row = (index: number) => `E${index} | ${words(8, 'cause')} | ${words(8, 'cure')}`;
    const small = ['Code | Cause | Cure', row(1), row(2)].join('\n');
    const large = ['Code | Cause | Cure', ...Array.from({ length: 30 }, (_, index) => row(index))].join('\n');
    const [first, ...rest] = passagesOf({
      blocks: [block('paragraph', words(150)), block('table', small), block('table', large)],
    });
    expect(first?.text).toBe(words(150));
    expect(rest[0]?.text).toContain(small);
    expect(rest.slice(1).length).toBeGreaterThan(2);
    for (const passage of rest) expect(passage.text).toContain('Code | Cause | Cure');
    const rows = rest.flatMap((passage) => passage.text.split('\n')).filter((line) => line.startsWith('E'));
    expect(rows).toEqual([row(1), row(2), ...Array.from({ length: 30 }, (_, index) => row(index))]);
  });

  it('parts a long paragraph at its sentences', () => {
    const sentences = Array.from({ length: 10 }, (_, index) => `Sentence ${index} ${words(40)}.`);
    const passages = passagesOf({ blocks: [block('paragraph', sentences.join(' '))] });
    expect(passages.length).toBe(3);
    for (const passage of passages) expect(passage.text).toMatch(/^Sentence .*\.$/);
  });

  it('loses no word, keeps the order and stays within 200 words, whatever the blocks', () => {
    const kind = fc.constantFrom<BlockKind>('paragraph', 'list-item', 'caption', 'heading');
    const blocks = fc.array(
      fc.record({
        kind,
        length: fc.integer({ min: 1, max: 400 }),
        level: fc.integer({ min: 1, max: 6 }),
        page: fc.integer({ min: 1, max: 9 }),
      }),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(blocks, (drafts) => {
        const made = drafts
          .sort((a, b) => a.page - b.page)
          .map((draft, index) =>
            block(
              draft.kind,
              words(draft.length, `w${index}x`),
              draft.page,
              draft.kind === 'heading' ? draft.level : undefined,
            ),
          );
        const passages = passagesOf({ blocks: made });
        expect(passages.flatMap((passage) => passage.text.split(/\s+/))).toEqual(
          made.flatMap((item) => item.text.split(' ')),
        );
        for (const passage of passages) expect(count(passage.text)).toBeLessThanOrEqual(200);
        expect(passagesOf({ blocks: made })).toEqual(passages);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the passages of the sample manual', () => {
  let manual: Manual;
  let passages: Passage[];
  beforeAll(async () => {
    manual = await readManual(new URL('../../resources/sample/gutenprint-users-manual.pdf', import.meta.url).pathname);
    passages = passagesOf(manual);
  });

  it('are about 80 to 180 words long', () => {
    const lengths = passages.map((passage) => count(passage.text));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(205);
    expect(lengths.filter((length) => length >= 80).length / lengths.length).toBeGreaterThan(0.9);
  });

  it('know where they stand', () => {
    const passage = passages.find(({ text }) => text.includes('formerly named Gimp-Print'));
    expect(passage).toMatchObject({ page: 5, lastPage: 5, headings: ['1) Introduction', '1.1) What is Gutenprint?'] });
    for (const { page, lastPage, rectangles } of passages) {
      expect(rectangles.length).toBeGreaterThan(0);
      expect(rectangles.every((rectangle) => rectangle.page >= page && rectangle.page <= lastPage)).toBe(true);
    }
  });

  it('hold every block once', () => {
    const all = (texts: readonly string[]) => texts.join(' ').split(/\s+/).join(' ');
    expect(all(passages.map((passage) => passage.text))).toBe(all(manual.blocks.map((item) => item.text)));
  });
});
