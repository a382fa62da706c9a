import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

export type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Where the host serves a manual's own bytes. */
export function manualFileUrl(manual: string): string {
  return `/manuals/${encodeURIComponent(manual)}/file`;
}

interface Opened {
  readonly document: Promise<PDFDocumentProxy>;
  users: number;
}

const opened = new Map<string, Opened>();

/**
 * Opens a PDF, once for all who look at it at the same time; only what is looked at is fetched.
 * Give it back by {@link closePdf}.
 */
export function openPdf(url: string): Promise<PDFDocumentProxy> {
  let entry = opened.get(url);
  if (entry === undefined) {
    entry = { document: load(url), users: 0 };
    entry.document.catch(() => opened.delete(url));
    opened.set(url, entry);
  }
  entry.users += 1;
  return entry.document;
}

export function closePdf(url: string): void {
  const entry = opened.get(url);
  if (entry === undefined) return;
  entry.users -= 1;
  if (entry.users > 0) return;
  opened.delete(url);
  entry.document.then((document) => document.loadingTask.destroy()).catch(() => undefined);
}

async function load(url: string): Promise<PDFDocumentProxy> {
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;
  const base = new URL('/pdfjs/', document.baseURI).href;
  return await pdfjs.getDocument({
    url: new URL(url, document.baseURI).href,
    cMapUrl: `${base}cmaps/`,
    standardFontDataUrl: `${base}standard_fonts/`,
    wasmUrl: `${base}wasm/`,
    iccUrl: `${base}iccs/`,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    isEvalSupported: false,
  }).promise;
}
