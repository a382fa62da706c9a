import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Manual, type ReadManualOptions, readManual } from '../../core/manual/index.ts';
import { helvetica, pagesPdf, textAt } from '../fixtures/manual/pdf-writer.ts';
import {
  paragraph,
  picturesPdf,
  type ScannedLine,
  type ScanOptions,
  scannedPdf,
  scannedPictures,
} from '../fixtures/manual/scan.ts';
import { temporaryFolder } from '../store/temporary-home.ts';

const lines = [
  'Press the green button to start the pump. The pump runs until',
  'the tank is full. Do not open the lid while the pump is running.',
  'Clean the filter once a month with warm water and mild soap,',
  'and let it dry before you put it back.',
];
const manualPage: ScannedLine[] = [
  { text: 'Pump manual', x: 72, y: 90, size: 24 },
  { text: '1 Starting', x: 72, y: 140, size: 15 },
  ...paragraph(72, 165, lines),
  { text: '2 Cleaning', x: 72, y: 250, size: 15 },
  ...paragraph(72, 275, ['Before you clean it:']),
  ...paragraph(90, 300, ['• Switch it off.', '• Pull the plug.']),
];

// Recognition takes a second a page, and many times that where others use the processor.
describe('reading scanned pages', { timeout: 300_000 }, () => {
  it('gives headings, paragraphs and lists, each where it stands on the page', async () => {
    const manual = await read(scannedPdf([manualPage]));
    expect(manual.pages).toEqual([{ number: 1, label: '1', width: 612, height: 792, hasText: true, readBy: 'ocr' }]);
    expect(manual.warnings).toEqual([]);
    expect(manual.title).toBe('Pump manual');
    expect(manual.blocks.map(({ kind, level, text }) => [kind, level, text])).toEqual([
      ['heading', 1, 'Pump manual'],
      ['heading', 1, '1 Starting'],
      ['paragraph', undefined, lines.join(' ')],
      ['heading', 1, '2 Cleaning'],
      ['paragraph', undefined, 'Before you clean it:'],
      ['list-item', undefined, 'Switch it off.'],
      ['list-item', undefined, 'Pull the plug.'],
    ]);
    // Drawn with its baseline at y = 90, from x = 72, in letters of 24 points.
    const [title] = manual.blocks[0]!.rectangles;
    expect(title!.x).toBeCloseTo(73, -0.5);
    expect(title!.y).toBeGreaterThan(65);
    expect(title!.y + title!.height).toBeLessThan(98);
    expect(title!.width).toBeGreaterThan(130);
  });

  it('reads a page that lay askew as the lines that it has', async () => {
    const manual = await read(scannedPdf([manualPage], { skew: 0.8 }));
    expect(manual.blocks.find(({ kind }) => kind === 'paragraph')?.text).toBe(lines.join(' '));
  });

  it('reads only pages without text of their own, unless told to read all or none', async () => {
    const pdf = mixed();
    const pages = async (mode: 'auto' | 'always' | 'never') => {
      const manual = await read(pdf, { ocr: { mode } });
      return manual.pages.map(({ readBy }) => readBy);
    };
    // A page of text, a scanned one, a scanned one with a stamp in text, a page with little text.
    expect(await pages('auto')).toEqual(['text', 'ocr', 'ocr', 'text']);
    expect(await pages('always')).toEqual(['ocr', 'ocr', 'ocr', 'ocr']);
    expect(await pages('never')).toEqual(['text', 'nothing', 'text', 'text']);
  });

  it('tells of pages that were left unread, and how sure it is of those that were read', async () => {
    const never = await read(mixed(), { ocr: { mode: 'never' } });
    expect(never.warnings).toMatchObject([{ page: 2, code: 'page-without-text' }]);
    const dirty = await read(scannedPdf([paragraph(72, 165, lines)], { dirt: 0.5, skew: 1 }));
    expect(dirty.warnings).toMatchObject([
      { page: 1, code: 'ocr-uncertain', message: expect.stringMatching(/\d\d %/) },
    ]);
    expect(dirty.blocks.map(({ text }) => text).join(' ')).toContain('green button to start');
  });

  it('leaves out what is no text, and a page of nothing without a word', async () => {
    const upsideDown = scannedPictures([paragraph(72, 165, lines)], { skew: 180 });
    const manual = await read(picturesPdf([...scannedPictures([paragraph(72, 165, lines), []]), ...upsideDown]));
    expect(manual.pages.map(({ readBy }) => readBy)).toEqual(['ocr', 'nothing', 'nothing']);
    expect(manual.warnings).toMatchObject([
      { page: 3, code: 'ocr-garbled', message: expect.stringContaining('Only English') },
    ]);
    await expect(read(picturesPdf(upsideDown))).rejects.toMatchObject({
      code: 'manual/no-text',
      message: expect.stringContaining('Only English'),
    });
    await expect(read(scannedPdf([[]]), { ocr: { mode: 'never' } })).rejects.toMatchObject({
      code: 'manual/no-text',
      hint: expect.stringContaining('--ocr auto'),
    });
  });

  it('reads a page that lies on its side, and tells where its lines are', async () => {
    const manual = await read(scannedPdf([paragraph(72, 165, lines)], { skew: 90 }));
    expect(manual.blocks.map(({ text }) => text)).toEqual([lines.join(' ')]);
    // Turned about the middle of the page, (72, 165) lies at (537, 162): lines run down from there.
    const [{ x, y, width, height }] = manual.blocks[0]!.rectangles as unknown as [
      { x: number; y: number; width: number; height: number },
    ];
    expect(x + width).toBeCloseTo(546, -1);
    expect(y).toBeCloseTo(162, -1);
    expect(width).toBeLessThan(70);
    expect(height).toBeGreaterThan(250);
  });

  it('says that it knows English alone when a scan is in another language', async () => {
    const german = [
      'Drücken Sie den grünen Knopf, um die Pumpe zu starten. Die Pumpe läuft,',
      'bis der Behälter voll ist. Öffnen Sie den Deckel nicht, während die Pumpe',
      'läuft. Reinigen Sie den Filter monatlich mit warmem Wasser und etwas Seife.',
    ];
    const manual = await read(
      scannedPdf([[...german, ...german, ...german].map((text, i) => ({ text, x: 60, y: 90 + 18 * i }))]),
    );
    expect(manual.warnings.map(({ code }) => code)).toContain('ocr-other-language');
  });

  it('goes on where it was cut off, page by page', async () => {
    const pdf = scannedPdf([manualPage, paragraph(72, 165, lines), paragraph(72, 300, lines)]);
    const folder = temporaryFolder();
    const cut = new AbortController();
    const told: number[] = [];
    const first = read(pdf, {
      ocr: { mode: 'auto', folder },
      signal: cut.signal,
      onPage: (done) => {
        told.push(done);
        if (done === 1) cut.abort(new Error('cut off'));
      },
    });
    await expect(first).rejects.toThrow('cut off');
    const [kept] = readdirSync(folder).map((name) => join(folder, name));
    const before = readFileSync(join(kept!, 'page-1.json'), 'utf8');
    expect(existsSync(join(kept!, 'page-3.json'))).toBe(false);
    // What is kept is taken as it is, not recognised again.
    writeFileSync(join(kept!, 'page-1.json'), before.replace('"Pump"', '"Kept"'));
    const manual = await read(pdf, { ocr: { mode: 'auto', folder } });
    expect(manual.title).toBe('Kept manual');
    expect(manual.pages).toHaveLength(3);
    // A checkpoint that a power cut left half written is made again.
    writeFileSync(join(kept!, 'page-1.json'), before.slice(0, 50));
    expect((await read(pdf, { ocr: { mode: 'auto', folder } })).title).toBe('Pump manual');
  });

  it('leaves out a page that takes too long, and reads the others', async () => {
    const manual = await read(mixed(), { limits: { recognitionMs: 1 } });
    expect(manual.pages.map(({ readBy }) => readBy)).toEqual(['text', 'nothing', 'text', 'text']);
    expect(manual.warnings).toMatchObject([
      { page: 2, code: 'page-unreadable' },
      { page: 3, code: 'page-unreadable' },
    ]);
  });
});

async function read(pdf: Uint8Array, options: ReadManualOptions = {}): Promise<Manual> {
  const path = join(temporaryFolder(), 'scan.pdf');
  writeFileSync(path, pdf);
  return readManual(path, { ocr: { mode: 'auto' }, ...options });
}

/** A page of text, a scanned page, a scanned page with a stamp, a page with a few words. */
function mixed(options: ScanOptions = {}): Uint8Array {
  const [picture] = scannedPictures([paragraph(72, 165, lines.slice(0, 2))], options);
  const scan = 'q 612 0 0 792 0 0 cm /I0 Do Q';
  return pagesPdf(
    [textAt(72, 700, [...lines, ...lines]), scan, scan + textAt(500, 20, ['Copy 7']), textAt(72, 700, ['The end.'])],
    {
      objects: [helvetica, picture!],
      resources: '/Font << /F1 3 0 R >> /XObject << /I0 4 0 R >>',
    },
  );
}
