import { OPS, type PDFDocumentProxy, type PDFPageProxy, Util } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { ManualLimits } from '../limits.ts';
import { openPdf } from '../pdf/pdf-document.ts';
import { type PdfThread, startPdfThread } from '../pdf/pdf-thread.ts';

/** One page as a picture. */
export interface PagePicture {
  readonly number: number;
  /** Of the page, in points. */
  readonly width: number;
  readonly height: number;
  readonly dpi: number;
  readonly png: Uint8Array;
  /** Everything on it has one colour. */
  readonly blank: boolean;
}

/** Draws the pages of a PDF. Close it. */
export interface PagePictures {
  /** @throws AppError `manual/timeout`, `manual/expands-too-far`, `manual/damaged`; the next page is drawn by a thread of its own. */
  draw(number: number): Promise<PagePicture>;
  /** The share of the page that pictures in it cover, up to 1. */
  coveredByPictures(number: number): Promise<number>;
  close(): Promise<void>;
}

const DPI = 200;
/** An A3 page at 200 dpi has 8 million. Larger ones are drawn with fewer dots an inch. */
const MAX_PIXELS = 16_000_000;
/** An A3 page scanned at 600 dpi has 70 million. */
const MAX_IMAGE_PIXELS = 80_000_000;

export function pagePictures(data: Uint8Array, limits: ManualLimits, signal: AbortSignal | undefined): PagePictures {
  let open: { readonly thread: PdfThread; readonly document: PDFDocumentProxy } | undefined;
  const close = async () => {
    const { thread } = open ?? {};
    open = undefined;
    await thread?.close();
  };
  const withPage = async <T>(
    number: number,
    work: (page: PDFPageProxy, document: PDFDocumentProxy, thread: PdfThread) => Promise<T>,
  ): Promise<T> => {
    signal?.throwIfAborted();
    open ??= await start(data, limits, signal);
    const { thread, document } = open;
    try {
      const page = await thread.guard(`opening page ${number}`, document.getPage(number));
      const result = await work(page, document, thread);
      page.cleanup();
      return result;
    } catch (error) {
      await close();
      signal?.throwIfAborted();
      throw error;
    }
  };
  return {
    close,
    draw: (number) => withPage(number, draw),
    coveredByPictures: (number) =>
      withPage(number, async (page, _document, thread) =>
        covered(page, await thread.guard(`reading page ${number}`, page.getOperatorList({ annotationMode: 0 }))),
      ),
  };
}

async function start(data: Uint8Array, limits: ManualLimits, signal: AbortSignal | undefined) {
  const thread = startPdfThread({ timeoutMs: limits.timeoutMs, memoryBytes: limits.memoryBytes, signal });
  try {
    // Handed over to the thread, and needed again should that end.
    return { thread, document: await openPdf(data.slice(), thread, { maxImageSize: MAX_IMAGE_PIXELS }) };
  } catch (error) {
    await thread.close();
    throw error;
  }
}

/** A canvas of pdf.js's own making: canvases of two versions of its library can't be drawn on one another. */
interface Canvases {
  create(width: number, height: number): { readonly canvas: NodeCanvas; readonly context: NodeContext };
  destroy(made: object): void;
}

interface NodeCanvas {
  encode(format: 'png'): Promise<Uint8Array>;
}

interface NodeContext {
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
}

async function draw(page: PDFPageProxy, document: PDFDocumentProxy, thread: PdfThread): Promise<PagePicture> {
  const { width, height } = page.getViewport({ scale: 1 });
  const scale = Math.min(DPI / 72, Math.sqrt(MAX_PIXELS / Math.max(1, width * height)));
  const viewport = page.getViewport({ scale });
  const pixels = { width: Math.max(1, Math.floor(viewport.width)), height: Math.max(1, Math.floor(viewport.height)) };
  const canvases = document.canvasFactory as Canvases;
  const made = canvases.create(pixels.width, pixels.height);
  try {
    const task = page.render({
      canvas: null,
      canvasContext: made.context as never,
      viewport,
      background: 'white',
      annotationMode: 0,
    });
    // Without a pause between its parts a page that draws for ever would let no timer run.
    task.onContinue = (goOn: () => void) => void setImmediate(goOn);
    try {
      await thread.guard(`drawing page ${page.pageNumber}`, task.promise);
    } catch (error) {
      task.cancel();
      throw error;
    }
    const { data } = made.context.getImageData(0, 0, pixels.width, pixels.height);
    const blank = isBlank(data);
    return {
      number: page.pageNumber,
      width,
      height,
      dpi: 72 * scale,
      blank,
      png: blank ? new Uint8Array() : await made.canvas.encode('png'),
    };
  } finally {
    canvases.destroy(made);
  }
}

/** Paper and its shades differ less than paper and ink. */
const INK = 48;

function isBlank(rgba: Uint8ClampedArray): boolean {
  let low = 255;
  let high = 0;
  for (let at = 1; at < rgba.length; at += 4) {
    const green = rgba[at] as number;
    if (green < low) low = green;
    if (green > high) high = green;
    if (high - low > INK) return false;
  }
  return true;
}

type Matrix = [number, number, number, number, number, number];

/** Follows the page's drawing as far as it moves and turns what is drawn. */
function covered(page: PDFPageProxy, { fnArray, argsArray }: { fnArray: number[]; argsArray: unknown[] }): number {
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const stack: Matrix[] = [];
  let matrix = transform as Matrix;
  let area = 0;
  fnArray.forEach((operation, i) => {
    const args = argsArray[i];
    switch (operation) {
      case OPS.save:
        stack.push(matrix);
        break;
      case OPS.restore:
        matrix = stack.pop() ?? matrix;
        break;
      case OPS.transform:
        matrix = Util.transform(matrix, args as number[]) as Matrix;
        break;
      case OPS.paintFormXObjectBegin:
        stack.push(matrix);
        if (Array.isArray((args as unknown[])[0])) matrix = Util.transform(matrix, (args as Matrix[])[0]!) as Matrix;
        break;
      case OPS.paintFormXObjectEnd:
        matrix = stack.pop() ?? matrix;
        break;
      case OPS.paintImageXObject:
      case OPS.paintInlineImageXObject:
      case OPS.paintImageMaskXObject:
        // The unit square under the matrix.
        area += Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]);
        break;
    }
  });
  return Math.min(1, area / Math.max(1, width * height));
}
