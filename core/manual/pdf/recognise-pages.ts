import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { AppError } from '../../errors.ts';
import { isImplausible } from '../layout/clean-text.ts';
import type { Region } from '../layout/furniture.ts';
import type { ManualLimits } from '../limits.ts';
import type { ManualWarning } from '../manual.ts';
import { readPictures, type WantedPage } from '../ocr/read-pictures.ts';
import { fragmentsOf, mainText, type RecognisedPage, recognisedText } from '../ocr/recognised-page.ts';
import type { Fragment } from './fragments.ts';
import type { PdfThread } from './pdf-thread.ts';
import { type ReadPage, textOf } from './read-page.ts';

/** Which pages are read from their picture: those without usable text, every one, or none. */
export type OcrMode = 'auto' | 'always' | 'never';

export interface OcrOptions {
  readonly mode: OcrMode;
  /** Keeps recognised pages of this file, so that a reading that was cut off goes on where it was. */
  readonly folder?: string | undefined;
}

export interface RecognisingOptions {
  readonly ocr: OcrOptions;
  readonly limits: ManualLimits;
  readonly signal: AbortSignal | undefined;
  readonly onPage: ((page: number, pages: number) => void) | undefined;
  regionsOf(fragments: readonly Fragment[]): Region[];
}

/** The pages whose picture has to be looked at. */
export function pagesToRecognise(pages: readonly ReadPage[], mode: OcrMode): WantedPage[] {
  if (mode === 'never') return [];
  return pages.flatMap((page): WantedPage[] => {
    const letters = textOf(page).replace(/\s/g, '').length;
    if (mode === 'always' || letters === 0 || page.garbled !== undefined) {
      return [{ number: page.lines.number, ifPicture: false }];
    }
    // A scanned page may carry a stamp or a page number as text.
    return letters < LITTLE_TEXT ? [{ number: page.lines.number, ifPicture: true }] : [];
  });
}

const LITTLE_TEXT = 100;
/** Less certain than this, what was recognised is no text of the page. */
const GARBAGE = 50;
/** English in a clean scan is recognised with 90 to 96. */
const UNCERTAIN = 80;

/** Puts what is recognised in pages' pictures in the place of what the file holds, where that reads better. */
export async function recognisePages(
  document: PDFDocumentProxy,
  thread: PdfThread,
  pages: readonly ReadPage[],
  options: RecognisingOptions,
): Promise<{ readonly pages: ReadPage[]; readonly warnings: ManualWarning[] }> {
  const { ocr, limits, signal, onPage } = options;
  const wanted = pagesToRecognise(pages, ocr.mode);
  if (wanted.length === 0) return { pages: [...pages], warnings: [] };
  const data = await thread.guard('copying the file', document.getData());
  let done = pages.length - wanted.length;
  const found = await readPictures(data, wanted, {
    limits,
    signal,
    folder: ocr.folder,
    onPage: (number) => {
      if (number !== undefined) done += 1;
      onPage?.(done, pages.length);
    },
  });
  const warnings: ManualWarning[] = [];
  const judged = pages.map((page) => judge(page, found.get(page.lines.number), ocr.mode, warnings));
  const main = mainText(judged.flatMap(({ text }) => (text === undefined ? [] : [text])));
  const language = languageWarning(judged.flatMap(({ text }) => (text === undefined ? [] : [recognisedText(text)])));
  return {
    pages: judged.map(({ page, text }) => {
      if (text === undefined) return page;
      const regions = options.regionsOf(fragmentsOf(text, main));
      const { width, height } = text;
      return { ...page, readBy: 'ocr', garbled: undefined, lines: { ...page.lines, width, height, regions } };
    }),
    warnings: [...warnings, ...language],
  };
}

/** Whether recognised text takes the place of a page's own; `text` when it does. */
function judge(
  page: ReadPage,
  found: RecognisedPage | AppError | undefined,
  mode: OcrMode,
  warnings: ManualWarning[],
): { readonly page: ReadPage; readonly text?: RecognisedPage } {
  const { number } = page.lines;
  const warn = (code: ManualWarning['code'], message: string) => void warnings.push({ page: number, code, message });
  if (found === undefined) return { page };
  if (found instanceof AppError) {
    warn('page-unreadable', `The picture of page ${number} could not be read: ${found.message}`);
    return { page };
  }
  const own = textOf(page).replace(/\s/g, '').length;
  const text = recognisedText(found);
  const letters = text.replace(/\s/g, '').length;
  if (letters === 0) {
    if (own === 0 && !found.blank)
      warn('ocr-found-nothing', `No text was recognised on page ${number}: it holds a picture.`);
    return { page: { ...page, blank: found.blank } };
  }
  const sure = found.certainty;
  if (sure < GARBAGE || isImplausible(text)) {
    if (own === 0 || page.garbled !== undefined) warn('ocr-garbled', garbageMessage(number));
    return { page };
  }
  if (mode === 'auto' && page.garbled === undefined && own > 0 && letters < 2 * own) return { page };
  if (sure < UNCERTAIN) {
    warn('ocr-uncertain', `Page ${number} was read from its picture with ${sure} % certainty: expect wrong words.`);
  }
  return { page, text: found };
}

function garbageMessage(number: number): string {
  return (
    `What was recognised on page ${number} is no text, and was left out: the picture is poor, lies upside down, ` +
    'or is in another language. Only English is recognised.'
  );
}

/** A quarter of the words of English running text, a twelfth of a bare list. */
const ENGLISH =
  /\b(?:the|of|and|to|a|in|is|for|on|with|or|be|this|that|are|by|not|from|as|it|you|your|if|at|an|can|when|will)\b/gi;
const ENOUGH_WORDS = 100;
const ENGLISH_SHARE = 0.05;

function languageWarning(texts: readonly string[]): ManualWarning[] {
  const text = texts.join('\n');
  const words = text.match(/\p{L}{2,}/gu)?.length ?? 0;
  if (words < ENOUGH_WORDS || (text.match(ENGLISH)?.length ?? 0) >= ENGLISH_SHARE * words) return [];
  const message =
    'The pages that were read from their picture seem not to be in English, the one language that is recognised: letters such as ä and é are wrong.';
  return [{ code: 'ocr-other-language', message }];
}
