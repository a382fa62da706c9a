import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '../../core/errors.ts';
import { type Manual, type ManualLimits, passagesOf, readManual } from '../../core/manual/index.ts';
import { madeFiles, sentence } from '../fixtures/manual/make.ts';

/** What reading a file must give: an error's code, or text that the blocks hold, pages, and the codes of warnings. */
type Expected = ErrorCode | { readonly text: string; readonly pages?: number; readonly warnings?: readonly string[] };

const read = { text: sentence, pages: 1, warnings: [] } as const;
/** A good first page, and a second one of which nothing can be read. */
const firstPage = (warning: string) => ({ text: sentence, pages: 2, warnings: [warning] });

const expected: Readonly<Record<string, Expected>> = {
  // Broken structure
  'truncated-5.pdf': 'manual/damaged',
  'truncated-20.pdf': 'manual/damaged',
  'truncated-35.pdf': 'manual/damaged',
  'truncated-50.pdf': 'manual/damaged',
  'truncated-65.pdf': 'manual/damaged',
  'truncated-80.pdf': 'manual/damaged',
  'truncated-90.pdf': 'manual/damaged',
  'truncated-95.pdf': 'manual/damaged',
  'truncated-99.pdf': read,
  'nothing.pdf': 'manual/empty',
  'header-only.pdf': 'manual/damaged',
  'header-and-noise.pdf': 'manual/damaged',
  'wrong-offsets.pdf': read,
  'no-cross-references.pdf': 'manual/damaged',
  'negative-startxref.pdf': read,
  'far-startxref.pdf': read,
  'cross-reference-loop.pdf': read,
  'junk-before-header.pdf': read,
  'junk-after-end.pdf': read,
  'carriage-returns.pdf': read,
  'kids-cycle.pdf': 'manual/damaged',
  'kids-self-only.pdf': 'manual/damaged',
  'kids-missing.pdf': 'manual/damaged',
  'parent-loop.pdf': read,
  'count-too-high.pdf': read,
  'count-enormous.pdf': read,
  'count-negative.pdf': 'manual/empty',
  'count-no-number.pdf': read,
  'no-pages.pdf': 'manual/empty',
  'no-page-tree.pdf': 'manual/damaged',
  'no-catalog.pdf': 'manual/damaged',
  'deep-page-tree.pdf': read,
  'many-pages.pdf': { text: 'Page text 59', pages: 60 },
  'nested-arrays.pdf': 'manual/damaged',
  'nested-arrays-in-content.pdf': 'manual/no-text',
  'nested-dictionaries-in-trailer.pdf': read,
  'box-huge.pdf': read,
  'box-negative.pdf': read,
  'box-empty.pdf': read,
  'box-no-numbers.pdf': read,
  'text-off-page.pdf': read,
  'size-zero.pdf': read,
  'no-content.pdf': 'manual/no-text',
  'content-is-a-page.pdf': 'manual/no-text',
  'unknown-filter.pdf': firstPage('page-without-text'),
  'broken-flate.pdf': firstPage('page-without-text'),
  'broken-lzw.pdf': firstPage('page-unreadable'),
  'one-page-missing.pdf': firstPage('page-unreadable'),
  'updated.pdf': { text: 'The pump was replaced by a fan.' },
  'broken-encryption.pdf': 'manual/damaged',
  // Made to exhaust time or memory
  'bomb-flate-spaces.pdf': firstPage('page-without-text'),
  'bomb-flate-twice.pdf': 'manual/expands-too-far',
  'bomb-text.pdf': 'manual/too-much-text',
  'bomb-graphics-states.pdf': 'manual/timeout',
  'form-in-itself.pdf': read,
  'forms-in-each-other.pdf': read,
  'bomb-forms.pdf': 'manual/timeout',
  'bomb-character-map.pdf': read,
  'bomb-object-stream.pdf': 'manual/expands-too-far',
  'inline-image-without-end.pdf': read,
  'long-string.pdf': { text: sentence, pages: 1 },
  'metadata-entities.pdf': read,
  'labels-loop.pdf': read,
  'outline-loop.pdf': read,
  // Odd, and right
  'encrypted-rc4.pdf': 'manual/encrypted',
  'encrypted-aes.pdf': 'manual/encrypted',
  'empty-password-rc4.pdf': read,
  'empty-password-aes.pdf': read,
  'missing-font.pdf': read,
  'font-without-program.pdf': read,
  'font-self-reference.pdf': read,
  'font-without-letters.pdf': { text: '\ue050', warnings: ['garbled-text'] },
  'type3-font.pdf': { text: 'ab ab' },
  'ligatures.pdf': { text: 'fini txffli' },
  'right-to-left.pdf': { text: 'שלום ספר' },
  'chinese.pdf': { text: '请先阅读本手册' },
  'vertical.pdf': { text: '日本語の説明二行目' },
  'unknown-character-map.pdf': 'manual/no-text',
  'rotated-page.pdf': read,
  'rotation-odd.pdf': read,
  'rotated-text.pdf': { text: `${sentence} It starts at once and runs until the tank is full.\nKeep dry` },
  'two-columns.pdf': { text: 'Left column holds line number 12 of its own text\nRight column holds line number 1 of' },
  'struck-twice.pdf': read,
  'labels.pdf': { text: 'The page of one.', pages: 3 },
  'scan.pdf': 'manual/no-text',
  'scan-and-text.pdf': firstPage('page-without-text'),
  'picture-enormous.pdf': read,
  'javascript.pdf': read,
  'launch.pdf': read,
  'links.pdf': read,
  'embedded-file.pdf': { text: sentence, warnings: ['portfolio'] },
  'xfa.pdf': { text: 'Please wait...', warnings: ['xfa-form'] },
  'external-stream.pdf': firstPage('page-without-text'),
  // Another type than the name says, or a name that is odd
  'picture.pdf': 'manual/not-a-pdf',
  'page.pdf': 'manual/not-a-pdf',
  'archive.pdf': 'manual/not-a-pdf',
  'postscript.pdf': 'manual/not-a-pdf',
  'words.pdf': 'manual/not-a-pdf',
  'manual.docx': 'manual/unsupported-type',
  'program.exe': 'manual/unsupported-type',
  'no-ending': 'manual/unsupported-type',
  'a-pdf-without-ending': read,
  'UPPER.PDF': read,
  'a-pdf.txt': read,
  'odd name %20#?&;$(x) \u00e9\u4e2d\u{1f600}.pdf': read,
  '-starts-with-a-dash.pdf': read,
  // Text and Markdown
  'nothing.txt': 'manual/empty',
  'nothing.md': 'manual/empty',
  'white-space.txt': 'manual/empty',
  'white-space.md': 'manual/empty',
  'mark-only.txt': 'manual/empty',
  'zeros.txt': 'manual/not-text',
  'binary.txt': 'manual/not-text',
  'zero-inside.txt': 'manual/not-text',
  'with-mark.txt': read,
  'utf16le.txt': read,
  'utf16be.txt': read,
  'utf16-without-mark.txt': read,
  'odd-length-utf16.txt': { text: sentence },
  'latin1.txt': { text: 'Größe und Länge prüfen.' },
  'invalid-utf8.txt': { text: 'Größe und Länge prüfen \ufffd( weiter', warnings: ['bad-encoding'] },
  'one-long-line.txt': { text: 'word word' },
  'one-long-word.txt': { text: 'xxxxxxxx' },
  'many-empty-lines.txt': read,
  'form-feeds.txt': { text: 'The third page.', pages: 3 },
  'old-mac-lines.txt': { text: `${sentence}\nStop it with the red one.` },
  'script.md': { text: `Pump\n${sentence}\nlink` },
  'open-script.md': { text: sentence },
  'quotes-in-quotes.md': { text: 'deep' },
  'lists-in-lists.md': { text: 'item\nitem' },
  'brackets.md': { text: '[[[[' },
  'stars.md': { text: 'a' },
  'backticks.md': { text: '`' },
  'table-wide.md': { text: 'a | a | a' },
  'one-long-line.md': { text: 'word word' },
  'front-matter.md': { text: `Pump\n${sentence}` },
  'entities.md': { text: 'Set <mode> to "fast" & wait \u{1f600} &#99999999; &bogus;' },
  'links.md': { text: 'p' },
};

const limits: Readonly<Record<string, Partial<ManualLimits>>> = {
  'bomb-flate-twice.pdf': { memoryBytes: 100 * 2 ** 20 },
  'bomb-object-stream.pdf': { memoryBytes: 100 * 2 ** 20 },
  'bomb-graphics-states.pdf': { timeoutMs: 1500 },
  'bomb-forms.pdf': { timeoutMs: 1500 },
};

describe('a broken, hostile or odd file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stockpot-manual-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is expected to give something, and nothing else is', () => {
    expect(Object.keys(expected).sort()).toEqual(Object.keys(madeFiles).sort());
  });

  it.each(Object.keys(madeFiles))(
    '%s gives what it must, within the limits, and leaves nothing behind',
    async (name) => {
      const home = mkdtempSync(join(folder, 'home-'));
      writeFileSync(join(home, name), madeFiles[name]?.() ?? '');
      await check(join(home, name), expected[name] as Expected, limits[name]);
      expect(readdirSync(home)).toEqual([name]);
      rmSync(home, { recursive: true });
    },
  );

  it.each<readonly [string, () => string, ErrorCode]>([
    ['that is not there', () => join(folder, 'missing.pdf'), 'manual/not-found'],
    ['with a zero byte in its name', () => join(folder, 'a\0b.pdf'), 'manual/not-found'],
    ['with an empty name', () => '', 'manual/not-found'],
    ['with a name too long', () => join(folder, `${'x'.repeat(5000)}.pdf`), 'manual/not-found'],
    ['that is a folder', () => made('folder', (path) => mkdirSync(path)), 'manual/unsupported-type'],
    ['that is a folder named as a PDF', () => made('folder.pdf', (path) => mkdirSync(path)), 'manual/unsupported-type'],
    ['below a file as if that were a folder', () => join(made('file', writeGood), 'a.pdf'), 'manual/not-found'],
    ['that is a link to itself', () => made('loop.pdf', (path) => symlinkSync(path, path)), 'manual/unreadable'],
    ['that is a link to nothing', () => made('gone.pdf', (path) => symlinkSync('nowhere', path)), 'manual/not-found'],
  ])('a file %s has its own code', async (_, path, code) => {
    await check(path(), code);
  });

  it.skipIf(process.platform === 'win32')('a pipe that nobody writes to does not hold it up', async () => {
    await check(
      made('pipe.pdf', (path) => void execFileSync('mkfifo', [path])),
      'manual/unsupported-type',
    );
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'a file that may not be read has its own code',
    async () => {
      const path = made('locked.pdf', (file) => writeFileSync(file, madeFiles['UPPER.PDF']?.() ?? ''));
      chmodSync(path, 0);
      await check(path, 'manual/unreadable');
    },
  );

  it('a file over a limit has the code of that limit', async () => {
    const pages = made('pages.pdf', (path) => void writeFileSync(path, madeFiles['many-pages.pdf']?.() ?? ''));
    await check(pages, 'manual/too-many-pages', { pages: 59 });
    await check(pages, 'manual/too-large', { bytes: 1000 });
    await check(pages, 'manual/too-much-text', { charactersPerPage: 5 });
    await check(pages, 'manual/too-much-text', { characters: 100 });
    const text = made('text.txt', (path) => void writeFileSync(path, 'x'.repeat(200)));
    await check(text, 'manual/too-much-text', { characters: 100 });
    await check(text, 'manual/too-large', { bytes: 199 });
  });

  it('an aborted reading rejects with the reason', async () => {
    const path = made('stop.pdf', (file) => writeFileSync(file, madeFiles['bomb-forms.pdf']?.() ?? ''));
    const stopped = new Error('stopped');
    await expect(readManual(path, { signal: AbortSignal.abort(stopped) })).rejects.toBe(stopped);
    const controller = new AbortController();
    const reading = readManual(path, { signal: controller.signal });
    setImmediate(() => controller.abort(stopped));
    await expect(reading).rejects.toBe(stopped);
    const pages = made('stop-pages.pdf', (file) => writeFileSync(file, madeFiles['many-pages.pdf']?.() ?? ''));
    const later = new AbortController();
    const onPage = (page: number) => page === 5 && later.abort(stopped);
    await expect(readManual(pages, { signal: later.signal, onPage })).rejects.toBe(stopped);
  });

  function made(name: string, make: (path: string) => void): string {
    const path = join(folder, name);
    rmSync(path, { recursive: true, force: true });
    make(path);
    return path;
  }
});

function writeGood(path: string): void {
  writeFileSync(path, madeFiles['UPPER.PDF']?.() ?? '');
}

async function check(path: string, wanted: Expected, limits: Partial<ManualLimits> = {}): Promise<void> {
  const result = await readManual(path, { limits }).catch((error: unknown) => error);
  if (typeof wanted === 'string') {
    expect(result, String((result as Error).stack)).toBeInstanceOf(AppError);
    expect((result as AppError).code).toBe(wanted);
    return;
  }
  if (result instanceof Error) throw result;
  const manual = result as Manual;
  const text = manual.blocks.map((block) => block.text).join('\n');
  expect(text.slice(0, 100_000) + text.slice(-1000)).toContain(wanted.text);
  if (wanted.pages !== undefined) expect(manual.pages.length).toBe(wanted.pages);
  if (wanted.warnings) expect(manual.warnings.map((warning) => warning.code)).toEqual(wanted.warnings);
  const passages = passagesOf(manual);
  expect(passages.length).toBeGreaterThan(0);
  for (const { page, lastPage } of passages)
    expect(1 <= page && page <= lastPage && lastPage <= manual.pages.length).toBe(true);
}
