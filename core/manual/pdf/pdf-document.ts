import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { AppError } from '../../errors.ts';
import type { PdfThread } from './pdf-thread.ts';

/**
 * Opens a PDF held in memory (`data` is handed over and no longer usable). Nothing in the file is run, no address is fetched,
 * no image larger than `maxImageSize` pixels is decoded, and fonts and character maps come from the package.
 * @throws AppError `manual/encrypted`, `manual/damaged`, or what the thread's guard throws.
 */
export async function openPdf(
  data: Uint8Array,
  thread: PdfThread,
  { maxImageSize = 1 }: { readonly maxImageSize?: number } = {},
): Promise<PDFDocumentProxy> {
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const task = getDocument({
    data,
    worker: thread.worker,
    cMapUrl: join(folder, 'cmaps/'),
    cMapPacked: true,
    standardFontDataUrl: join(folder, 'standard_fonts/'),
    wasmUrl: join(folder, 'wasm/'),
    useWorkerFetch: false,
    useSystemFonts: false,
    disableFontFace: true,
    isEvalSupported: false,
    isOffscreenCanvasSupported: false,
    enableXfa: false,
    maxImageSize,
    verbosity: 0,
  });
  try {
    return await thread.guard('opening the PDF', task.promise);
  } catch (error) {
    throw asAppError(error);
  }
}

/** A failure of pdf.js in our words. What it is not known to throw for bad input passes unchanged. */
export function asAppError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  if (error.name === 'PasswordException') {
    return new AppError('manual/encrypted', 'The PDF can only be opened with a password.', {
      cause: error,
      hint: 'Save a copy without a password and import that.',
    });
  }
  if (error.name === 'AbortError') return error;
  return new AppError('manual/damaged', `The PDF is damaged and could not be repaired: ${error.message}`, {
    cause: error,
    hint: 'Open it in a PDF viewer and print it to a new PDF.',
  });
}
