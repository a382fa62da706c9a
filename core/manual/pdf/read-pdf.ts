import { basename, extname } from 'node:path';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { AppError } from '../../errors.ts';
import { blocksOf, joinAcrossPages } from '../layout/blocks.ts';
import { garbledShare, isImplausible, vocabularyOf } from '../layout/clean-text.ts';
import { regionsOf } from '../layout/columns.ts';
import { furnitureOf, type PageLines, type Region } from '../layout/furniture.ts';
import { stylesOf } from '../layout/headings.ts';
import { type Fonts, type FontTraits, segmentsOf } from '../layout/lines.ts';
import type { ManualLimits } from '../limits.ts';
import type { Block, Manual, ManualWarning, Page } from '../manual.ts';
import { type Fragment, pageText } from './fragments.ts';
import { asAppError, openPdf } from './pdf-document.ts';
import { type PdfThread, startPdfThread } from './pdf-thread.ts';
import { type ReadPage, textOf } from './read-page.ts';
import { type OcrOptions, pagesToRecognise, recognisePages } from './recognise-pages.ts';

export interface ReadPdfOptions {
  readonly limits: ManualLimits;
  readonly signal: AbortSignal | undefined;
  /** Called after each page, with how many are done and how many there are. */
  readonly onPage: ((page: number, pages: number) => void) | undefined;
  readonly ocr: OcrOptions;
}

export type ManualContent = Pick<Manual, 'title' | 'pages' | 'blocks' | 'warnings'>;

const GARBLED_SHARE = 0.2;

/**
 * Reads a PDF held in memory (`data` is handed over and no longer usable).
 * @throws AppError `manual/encrypted`, `manual/damaged`, `manual/empty` (no pages), `manual/no-text`, or a limit's code.
 */
export async function readPdf(data: Uint8Array, path: string, options: ReadPdfOptions): Promise<ManualContent> {
  const { limits, signal } = options;
  const thread = startPdfThread({ timeoutMs: limits.timeoutMs, memoryBytes: limits.memoryBytes, signal });
  try {
    const document = await openPdf(data, thread);
    if (document.numPages < 1) throw new AppError('manual/empty', 'The PDF has no pages.');
    if (document.numPages > limits.pages) {
      const message = `The PDF has ${document.numPages} pages; at most ${limits.pages} are read.`;
      throw new AppError('manual/too-many-pages', message, { hint: 'Split it, or raise the limit.' });
    }
    const warnings: ManualWarning[] = [];
    const labels = await thread.guard('reading the page labels', document.getPageLabels()).catch(recover(null));
    const fonts = new Map<string, FontTraits>();
    const held = await readPages(document, thread, { labels, fonts, options, warnings });
    const regionsOf = (fragments: readonly Fragment[]) => regionsByAngle(fragments, fonts);
    const recognised = await recognisePages(document, thread, held, { ...options, regionsOf });
    const { pages } = recognised;
    warnings.push(...recognised.warnings);
    if (!pages.some(({ lines }) => lines.regions.length > 0)) throw noText(pages.length, options.ocr, warnings);
    warnings.push(...textWarnings(pages, warnings));
    const { title, notes } = await describe(document, thread);
    const blocks = layOut(pages, warnings);
    if (blocks.length === 0) throw noText(pages.length, options.ocr, warnings);
    return {
      title: title ?? titleFrom(blocks) ?? basename(path, extname(path)),
      pages: pages.map(pageOf),
      blocks,
      warnings: [...notes, ...warnings],
    };
  } catch (error) {
    // Ending the thread fails whatever was under way, in whatever words.
    signal?.throwIfAborted();
    throw error;
  } finally {
    await thread.close();
  }
}

interface PageReading {
  readonly labels: readonly string[] | null;
  readonly fonts: Map<string, FontTraits>;
  readonly options: ReadPdfOptions;
  readonly warnings: ManualWarning[];
}

async function readPages(
  document: PDFDocumentProxy,
  thread: PdfThread,
  { labels, fonts, options, warnings }: PageReading,
): Promise<ReadPage[]> {
  const { limits, onPage, ocr } = options;
  const pages: ReadPage[] = [];
  let characters = 0;
  let read = 0;
  let failure: unknown;
  for (let number = 1; number <= document.numPages; number++) {
    const label = labels?.[number - 1] || String(number);
    let lines: PageLines = { number, label, width: 0, height: 0, regions: [] };
    try {
      lines = await thread.guard(`reading page ${number}`, readPage(document, number, label, limits, fonts));
    } catch (error) {
      failure = asAppError(error);
      if (!(failure instanceof AppError && failure.code === 'manual/damaged')) throw failure;
      if (thread.ended()) throw failure;
      warnings.push({ page: number, code: 'page-unreadable', message: `Page ${number} is damaged and was left out.` });
    }
    const text = textOf({ lines });
    characters += text.length;
    if (characters > limits.characters) {
      throw new AppError('manual/too-much-text', `The manual holds more than ${limits.characters} characters.`);
    }
    const readBy = lines.regions.length > 0 ? 'text' : 'nothing';
    const page: ReadPage = { lines, readBy, garbled: garbledMessage(number, text), blank: false };
    pages.push(page);
    // One whose picture is still to be read is done later.
    if (pagesToRecognise([page], ocr.mode).length === 0) read += 1;
    onPage?.(read, document.numPages);
  }
  const unreadable = warnings.filter((warning) => warning.code === 'page-unreadable').length;
  if (unreadable === pages.length) throw failure;
  return pages;
}

function garbledMessage(number: number, text: string): string | undefined {
  if (garbledShare(text) > GARBLED_SHARE) {
    return `Page ${number} uses a font that does not say which letters it shows; its text is unreadable.`;
  }
  return isImplausible(text)
    ? `The text of page ${number} is no language: its font seems to name wrong letters.`
    : undefined;
}

/** What is still wrong with pages after their pictures were looked at. */
function textWarnings(pages: readonly ReadPage[], told: readonly ManualWarning[]): ManualWarning[] {
  return pages.flatMap(({ lines: { number, regions }, garbled, blank }): ManualWarning[] => {
    if (garbled !== undefined) return [{ page: number, code: 'garbled-text', message: garbled }];
    if (regions.length > 0 || blank || told.some((warning) => warning.page === number)) return [];
    const message = `Page ${number} holds no text: it is empty or a picture.`;
    return [{ page: number, code: 'page-without-text', message }];
  });
}

async function readPage(
  document: PDFDocumentProxy,
  number: number,
  label: string,
  limits: ManualLimits,
  fonts: Map<string, FontTraits>,
): Promise<PageLines> {
  const page = await document.getPage(number);
  const { width, height, fragments } = await pageText(page, limits.charactersPerPage);
  await learnFonts(page, fragments, fonts);
  page.cleanup();
  return { number, label, width, height, regions: regionsByAngle(fragments, fonts) };
}

/** Bold and fixed-width are known by a font's name, which pdf.js tells only once it has gone through a page's drawing. */
async function learnFonts(
  page: PDFPageProxy,
  fragments: readonly Fragment[],
  fonts: Map<string, FontTraits>,
): Promise<void> {
  const unseen = [...new Set(fragments.map((fragment) => fragment.font))].filter((font) => !fonts.has(font));
  if (unseen.length === 0) return;
  await page.getOperatorList({ annotationMode: 0 }).catch(() => undefined);
  for (const font of unseen) {
    const object = page.commonObjs.has(font) ? page.commonObjs.get(font) : undefined;
    const name = String(object?.name ?? '').replace(/^[A-Z]{6}\+/, '');
    fonts.set(font, {
      bold:
        object?.bold === true ||
        object?.black === true ||
        /bold|black|heavy|semib|demi|-medi(ital)?$|[-,]bd\b|cmbx|cmssbx/i.test(name),
      mono: /mono|courier|consol|code|typewriter|fixed|cmtt|cmsltt|menlo/i.test(name),
    });
  }
}

/** Each writing direction by itself, the one with most text first. */
function regionsByAngle(fragments: readonly Fragment[], fonts: Fonts): Region[] {
  const byAngle = new Map<number, Fragment[]>();
  for (const fragment of fragments) byAngle.set(fragment.angle, [...(byAngle.get(fragment.angle) ?? []), fragment]);
  const letters = (of: readonly Fragment[]) => of.reduce((total, fragment) => total + fragment.text.length, 0);
  return [...byAngle]
    .sort(([, a], [, b]) => letters(b) - letters(a))
    .flatMap(([angle, group]) => regionsOf(segmentsOf(group, fonts)).map((lines) => ({ angle, lines })));
}

function layOut(pages: readonly ReadPage[], warnings: ManualWarning[]): Block[] {
  const furniture = furnitureOf(pages.map(({ lines }) => lines));
  const texts = pages.map(({ lines }) => ({
    number: lines.number,
    lines: lines.regions.flatMap((region) => region.lines.filter((line) => !furniture.has(line))),
  }));
  const vocabulary = vocabularyOf(texts.flatMap((page) => page.lines.map((line) => line.text)));
  const context = { furniture, vocabulary, styles: stylesOf(texts) };
  const blocks: Block[] = [];
  for (const { lines } of pages) {
    const read = blocksOf(lines, context);
    blocks.push(...read.blocks);
    if (read.contentsLines > 0) {
      const message = `${read.contentsLines} lines of a table of contents on page ${lines.number} were left out.`;
      warnings.push({ page: lines.number, code: 'contents-left-out', message });
    }
  }
  return joinAcrossPages(blocks, vocabulary);
}

function pageOf({ lines: { number, label, width, height, regions }, readBy }: ReadPage): Page {
  return { number, label, width, height, hasText: regions.length > 0, readBy };
}

async function describe(
  document: PDFDocumentProxy,
  thread: PdfThread,
): Promise<{ title: string | undefined; notes: ManualWarning[] }> {
  const metadata = await thread.guard('reading the metadata', document.getMetadata()).catch(recover(undefined));
  const info = (metadata?.info ?? {}) as Record<string, unknown>;
  const notes: ManualWarning[] = [];
  if (info.IsXFAPresent === true) {
    notes.push({ code: 'xfa-form', message: 'The PDF is a dynamic form (XFA); only its plain pages were read.' });
  }
  if (info.IsCollectionPresent === true) {
    notes.push({ code: 'portfolio', message: 'The PDF carries other files inside; only its own pages were read.' });
  }
  const title = typeof info.Title === 'string' ? info.Title.replace(/\s+/g, ' ').trim() : '';
  const useful =
    title.length > 2 &&
    !/^(untitled|title|microsoft word|document\d*$)|\.(docx?|odt|tex|dvi|indd|fm|pdf|ps)$/i.test(title);
  return { title: useful && garbledShare(title) === 0 ? title : undefined, notes };
}

function titleFrom(blocks: readonly Block[]): string | undefined {
  const first = blocks.find((block) => block.kind === 'heading') ?? blocks[0];
  return first && first.text.length <= 200 ? first.text.split('\n')[0] : undefined;
}

function noText(pages: number, { mode }: OcrOptions, warnings: readonly ManualWarning[]): AppError {
  if (mode !== 'never') {
    const why = warnings.find(({ code }) => code.startsWith('ocr-') || code === 'page-unreadable')?.message ?? '';
    return new AppError(
      'manual/no-text',
      `None of the ${pages} pages holds text, in the file or in a picture. ${why}`.trim(),
      {
        hint: 'Scan it again, upright and with 200 dots an inch or more.',
      },
    );
  }
  const message = `None of the ${pages} pages holds text: the manual seems to be scanned.`;
  return new AppError('manual/no-text', message, { command: 'Read it from its pictures: --ocr auto' });
}

/** Goes on without a part that can be missed, unless the thread itself was ended. */
function recover<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (asAppError(error) === error) throw error;
    return value;
  };
}
