import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Manual, readManual } from '../../core/manual/index.ts';
import { helvetica, pagesPdf, textAt } from '../fixtures/manual/pdf-writer.ts';

const samplePath = new URL('../../resources/sample/gutenprint-users-manual.pdf', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'stockpot-read-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
async function readPdf(contents: readonly string[], options: Parameters<typeof pagesPdf>[1] = {}): Promise<Manual> {
  return readBytes('pdf', pagesPdf(contents, options));
}
async function readBytes(extension: string, data: string | Uint8Array): Promise<Manual> {
  const path = join(folder, `${++count}.${extension}`);
  writeFileSync(path, data);
  return readManual(path);
}
const shown = (manual: Manual) => manual.blocks.map((block) => `${block.kind}${block.level ?? ''}: ${block.text}`);

const bold = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>';
const withBold = { objects: [helvetica, bold], resources: '/Font << /F1 3 0 R /F2 4 0 R >>' };
const inBold = (content: string) => content.replaceAll('/F1', '/F2');
const paragraph = (topic: string, lines = 6) =>
  Array.from(
    { length: lines },
    (_, index) => `This is line ${index + 1} of a paragraph that speaks of ${topic} and goes on`,
  );

describe('the sample manual', () => {
  let manual: Manual;
  const pages: number[] = [];
  beforeAll(async () => {
    manual = await readManual(samplePath, { onPage: (page, total) => pages.push(page, total) });
  });
  const on = (page: number) => manual.blocks.filter((block) => block.page === page);
  const find = (text: string) => manual.blocks.find((block) => block.text.startsWith(text));

  it('is read whole, each page reported, with its title, size and hash', () => {
    expect(manual.title).toBe("Gutenprint 5.0 User's Manual and Release Notes");
    expect(manual.sha256).toBe('e9f4a85ecce576c1dcbb9236e710d0e1256c0f5642bb06ad91251b15410194d8');
    expect(manual.bytes).toBe(691531);
    expect(manual.type).toBe('pdf');
    expect(manual.pages).toHaveLength(73);
    expect(manual.pages[4]).toEqual({ number: 5, label: '5', width: 612, height: 792, hasText: true, readBy: 'text' });
    expect(pages).toEqual(Array.from({ length: 73 }, (_, index) => [index + 1, 73]).flat());
  });

  it('gives no running foot, page number or contents line as text', () => {
    const text = manual.blocks.map((block) => block.text).join('\n');
    expect(text).not.toContain('06/01/2012');
    expect(text.match(/Gutenprint 5\.2 User's Manual/g)).toHaveLength(1);
    expect(text).not.toMatch(/\.{5}/);
    expect(on(3)).toEqual([]);
    expect(manual.warnings.map(({ code, page }) => [code, page])).toEqual([
      ['contents-left-out', 3],
      ['contents-left-out', 4],
    ]);
  });

  it('gives headings their levels by section number and by type', () => {
    const headings = (page: number) =>
      on(page).flatMap((block) => (block.kind === 'heading' ? [[block.level, block.text]] : []));
    expect(headings(5)).toEqual([
      [1, '1) Introduction'],
      [2, '1.1) What is Gutenprint?'],
      [2, '1.1) History of Gutenprint'],
      [3, '1.1.1) The early years: Gimp-Print 3.x and 4.0'],
    ]);
    expect(headings(48)).toEqual([
      [5, 'Laminate Pattern'],
      [3, '7.1.3) Specialized Printer Options'],
      [5, 'Ink Type'],
      [5, 'Printing Direction'],
      [5, 'Interleave Method'],
    ]);
  });

  it('joins the lines of a paragraph, also over a page end, and keeps hyphens that belong to words', () => {
    const goes = find('I put the Gimp-Print development tree');
    expect(goes?.text).toMatch(/Much to my surprise, someone wrote one within days! .* for greater things\.$/);
    expect(goes?.rectangles.map((rectangle) => rectangle.page)).toEqual([5, 6]);
    expect(find('In Gutenprint 5.2, we accomplished')?.text).toContain('to be data-driven, and much more');
    expect(find('Gutenprint supports only')?.text).toContain('(http://www.sane-project.org)');
    expect(find('We recommend that all packagers')?.text).toContain('gimp-print-devel@lists.sourceforge.net');
  });

  it('keeps a table as rows', () => {
    expect(find('Angle |')).toMatchObject({ kind: 'table', page: 58 });
    expect(find('Angle |')?.text.split('\n')).toEqual([
      'Angle | RGB | CMY',
      '0 | Red | Cyan',
      '1 | Yellow | Blue',
      '2 | Green | Magenta',
      '3 | Cyan | Red',
      '4 | Blue | Yellow',
      '5 | Magenta | Green',
      '6 | Red | Cyan',
    ]);
  });

  it('knows list items, captions and program text', () => {
    expect(find('A CUPS (Common UNIX Printing System) driver')?.kind).toBe('list-item');
    expect(find('4. Reset all settings')?.kind).toBe('list-item');
    expect(find('Illustration 3: New Printer dialog')?.kind).toBe('caption');
    expect(find('$ lpstat -v')?.text.split('\n')).toHaveLength(5);
  });

  it('knows where each block stands', () => {
    // Read off the page: the heading's baseline lies at 792 - 735 points, in 18 point type.
    const [heading] = on(9);
    const [rectangle] = heading?.rectangles ?? [];
    expect(heading?.text).toBe('2) General Requirements');
    expect(rectangle?.x).toBeCloseTo(56.8, 0);
    expect(rectangle?.y).toBeGreaterThan(50);
    expect((rectangle?.y ?? 0) + (rectangle?.height ?? 0)).toBeLessThan(85);
    for (const { page, x, y, width, height } of manual.blocks.flatMap((block) => block.rectangles)) {
      const shown = manual.pages[page - 1];
      expect(
        x >= 0 &&
          y >= 0 &&
          width > 0 &&
          height > 0 &&
          x + width <= (shown?.width ?? 0) &&
          y + height <= (shown?.height ?? 0),
      ).toBe(true);
    }
  });

  it('holds the words that stand under each question of its suite', () => {
    const suite = JSON.parse(
      readFileSync(new URL('../../resources/sample/questions.json', import.meta.url), 'utf8'),
    ) as { question: string; answer: string; page: number }[];
    for (const { question, answer, page } of suite) {
      const text = manual.blocks
        .filter((block) => block.page === page || block.rectangles.some((rectangle) => rectangle.page === page))
        .map((block) => block.text.toLowerCase())
        .join(' ');
      const words = answer.toLowerCase().match(/[\p{L}\p{N}]{5,}/gu) ?? [];
      const there = words.filter((word) => text.includes(word));
      expect(there.length / words.length, question).toBeGreaterThan(0.5);
    }
  });
});

describe('a page', () => {
  it('in two columns is read down the left one first, under a title over both', async () => {
    const left = paragraph('ships', 8).map((line) => line.slice(0, 44));
    const right = paragraph('trains', 8).map((line) => line.slice(0, 44));
    const manual = await readPdf([
      textAt(150, 740, ['Ships and trains'], 24) + textAt(50, 700, left, 10) + textAt(320, 700, right, 10),
    ]);
    expect(manual.blocks.map((block) => block.text.slice(0, 22))).toEqual([
      'Ships and trains',
      'This is line 1 of a pa',
      'This is line 1 of a pa',
    ]);
    expect(manual.blocks[1]?.text).not.toContain('trains');
    expect(manual.blocks[1]?.rectangles[0]?.x).toBe(50);
    expect(manual.blocks[2]?.rectangles[0]?.x).toBe(320);
  });

  it('loses what repeats at its head and foot, whatever the page number is', async () => {
    const pages = Array.from({ length: 6 }, (_, index) =>
      [
        textAt(72, 760, [index % 2 ? 'Pump handbook' : 'Chapter 2: Care'], 9),
        textAt(72, 700, paragraph(`part ${index}`)),
        textAt(300, 30, [`- ${index + 7} -`], 9),
      ].join(''),
    );
    const manual = await readPdf(pages);
    const text = manual.blocks.map((block) => block.text).join('\n');
    expect(text).not.toMatch(/Pump handbook|Chapter 2|- \d+ -/);
    expect(text).toContain('speaks of part 5');
  });

  it('keeps a table with wrapped cells as rows', async () => {
    const rows = [
      [700, 'Code', 'Meaning', 'What to do'],
      [685, 'E1', 'No water', 'Open the tap and'],
      [672, '', '', 'start again'],
      [657, 'E2', 'Too hot', 'Wait'],
    ] as const;
    const content = rows
      .map(([y, a, b, c]) =>
        [a && textAt(72, y, [a], 10), b && textAt(160, y, [b], 10), textAt(280, y, [c], 10)].join(''),
      )
      .join('');
    const manual = await readPdf([textAt(72, 740, ['The display shows one of these codes:'], 10) + content]);
    expect(shown(manual)).toEqual([
      'paragraph: The display shows one of these codes:',
      'table: Code | Meaning | What to do\nE1 | No water | Open the tap and start again\nE2 | Too hot | Wait',
    ]);
  });

  it('joins a word that was parted where the manual parts words, and keeps one that is written so', async () => {
    const lines = [
      'The installation of the filter needs a well-known tool. Before the instal-',
      'lation of the pump, close the valve. Use the well-',
      'known tool for the filter and the pump again, as was said before now.',
    ];
    const manual = await readPdf([textAt(72, 700, lines)]);
    expect(manual.blocks.map((block) => block.text)).toEqual([
      'The installation of the filter needs a well-known tool. Before the installation of the pump, close the valve. ' +
        'Use the well-known tool for the filter and the pump again, as was said before now.',
    ]);
  });

  it('gives headings by size and by bold type, but not a bold line inside a paragraph', async () => {
    const content = [
      textAt(72, 740, ['Care of the pump'], 18),
      textAt(72, 700, paragraph('oil', 3)),
      inBold(textAt(72, 640, ['Filter'])),
      textAt(72, 620, ['Take it out, wash it and let it dry for a whole day before you', '']),
      inBold(textAt(72, 605.6, ['put it back, or it will rot and the pump will have to be opened'])),
      textAt(72, 591.2, ['by a person who knows how. Then close the cover.']),
    ].join('');
    const manual = await readPdf([content], withBold);
    expect(shown(manual).map((line) => line.slice(0, 40))).toEqual(
      [
        'heading1: Care of the pump',
        'paragraph: This is line 1 of a paragraph',
        'heading2: Filter',
        'paragraph: Take it out, wash it and let ',
      ]
        .map((line) => line.slice(0, 40))
        .map((line, index) => (index % 2 ? expect.stringContaining(line) : line)),
    );
    expect(manual.blocks[3]?.text).toMatch(/before you put it back, .* Then close the cover\.$/);
  });

  it('has list items with their hanging lines', async () => {
    const content =
      textAt(72, 700, ['Do this:']) +
      ['1. Open the', '2. Close the']
        .map((line, index) => textAt(90, 680 - 30 * index, [line]) + textAt(104, 666 - 30 * index, ['big valve.']))
        .join('');
    expect(shown(await readPdf([content]))).toEqual([
      'paragraph: Do this:',
      'list-item: 1. Open the big valve.',
      'list-item: 2. Close the big valve.',
    ]);
  });

  it('that is turned has its rectangles where they are seen', async () => {
    const manual = await readPdf([textAt(72, 700, ['Seen from the side'])], { page: '/Rotate 90' });
    // Turned by 90 degrees clockwise, a point (x, y) of the page is shown at (y, x).
    expect(manual.pages[0]).toMatchObject({ width: 792, height: 612 });
    const [rectangle] = manual.blocks[0]?.rectangles ?? [];
    expect(rectangle?.y).toBeCloseTo(72, 0);
    expect((rectangle?.x ?? 0) + (rectangle?.width ?? 0)).toBeGreaterThan(700);
    expect(rectangle?.height).toBeGreaterThan(80);
  });

  it('has the label that the manual gives it', async () => {
    const manual = await readPdf(
      ['one', 'two', 'three'].map((word) => textAt(72, 600, [`The page of ${word}.`])),
      {
        catalog: '/PageLabels << /Nums [0 << /S /r /St 3 >> 2 << /S /D /P (A-) >>] >>',
      },
    );
    expect(manual.pages.map((page) => page.label)).toEqual(['iii', 'iv', 'A-1']);
  });
});

describe('a Markdown manual', () => {
  it('gives headings, lists, tables and program text without marks', async () => {
    const manual = await readBytes(
      'md',
      '# The *pump*\n\nTurn it **on**, see [the `guide`](x.html).\n\n3. First\n4. Second\n   - inner\n\n| A | B |\n|---|---|\n| 1 | `2` |\n\n```\nrun\n  now\n```\n\n## Care\n\n> Keep dry &amp; cool.\n',
    );
    expect(shown(manual)).toEqual([
      'heading1: The pump',
      'paragraph: Turn it on, see the guide.',
      'list-item: 3. First',
      'list-item: 4. Second',
      'list-item: inner',
      'table: A | B\n1 | 2',
      'paragraph: run\n  now',
      'heading2: Care',
      'paragraph: Keep dry & cool.',
    ]);
    expect(manual.title).toBe('The pump');
    expect(manual.type).toBe('markdown');
  });
});

describe('a text manual', () => {
  it('gives paragraphs, headings and lists, and pages of about 3,000 characters', async () => {
    const long = Array.from({ length: 30 }, (_, index) => `Paragraph ${index} ${'goes on and on '.repeat(20)}`).join(
      '\n\n',
    );
    const manual = await readBytes(
      'txt',
      `The Pump\n========\n\n1.2 Starting\n\nPress the but-\nton.\n\n- one\n- two\n  lines\n\n${long}\n`,
    );
    expect(shown(manual).slice(0, 5)).toEqual([
      'heading1: The Pump',
      'heading2: 1.2 Starting',
      expect.stringMatching(/^paragraph: Press the but-?ton\.$/),
      'list-item: one',
      'list-item: two lines',
    ]);
    expect(manual.pages.length).toBeGreaterThan(2);
    for (const { number } of manual.pages) {
      const letters = manual.blocks
        .filter((block) => block.page === number)
        .reduce((total, block) => total + block.text.length, 0);
      expect(letters).toBeGreaterThan(0);
      expect(letters).toBeLessThanOrEqual(3000);
    }
  });
});
