import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Worker as Thread } from 'node:worker_threads';
import tesseract from 'tesseract.js';
import { AppError } from '../../errors.ts';
import type { PagePicture } from './page-pictures.ts';
import { certaintyOf, cleanLines, type RecognisedPage } from './recognised-page.ts';

/** Recognises English text in pictures. Its program and its language come with the package: nothing is fetched. Close it. */
export interface Recogniser {
  /** @throws AppError `manual/timeout`, or the signal's reason: then the recognition is ended, and starts anew when next asked. */
  recognise(picture: PagePicture, signal: AbortSignal | undefined): Promise<RecognisedPage>;
  close(): Promise<void>;
}

export interface RecogniserOptions {
  /** For starting, and for each page. */
  readonly timeoutMs: number;
  /** Hears that a page is still under way. */
  readonly onAlive?: (() => void) | undefined;
}

export function createRecogniser({ timeoutMs, onAlive }: RecogniserOptions): Recogniser {
  let worker: Promise<tesseract.Worker> | undefined;
  const close = async () => {
    const started = worker;
    worker = undefined;
    await started?.then(
      (open) => open.terminate(),
      () => {},
    );
  };
  return {
    close,
    async recognise(picture, signal) {
      signal?.throwIfAborted();
      worker ??= startWorker(onAlive);
      const ended = new AbortController();
      // Held until it ends, however the race does. A worker that was closed meanwhile is asked nothing: it would throw where
      // nobody can catch.
      const work = worker.then((open) => recognise(open, picture, ended.signal));
      try {
        return await inTime(work, { timeoutMs, signal, what: `recognising page ${picture.number}` });
      } catch (error) {
        ended.abort();
        await close();
        throw error;
      }
    },
  };
}

async function startWorker(onAlive: (() => void) | undefined): Promise<tesseract.Worker> {
  const worker = await tesseract.createWorker(
    'eng',
    tesseract.OEM.LSTM_ONLY,
    // A path, so that nothing is fetched; no copy is kept. Without a handler it throws where nobody can catch.
    { langPath: languageFolder(), cacheMethod: 'none', logger: () => onAlive?.(), errorHandler: () => {} },
  );
  (worker as unknown as { readonly worker: Thread }).worker.on('error', () => {});
  await worker.setParameters({ tessedit_pageseg_mode: tesseract.PSM.AUTO });
  return worker;
}

function languageFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json')), '4.0.0_best_int');
}

async function recognise(worker: tesseract.Worker, picture: PagePicture, ended: AbortSignal): Promise<RecognisedPage> {
  const { width, height, dpi } = picture;
  // Without it the resolution is guessed, and large headings are taken for pictures.
  ended.throwIfAborted();
  await worker.setParameters({ user_defined_dpi: String(Math.round(dpi)) });
  ended.throwIfAborted();
  const { data } = await worker.recognize(Buffer.from(picture.png), {}, { blocks: true, text: false });
  const points = (pixels: number) => Math.round((100 * pixels * 72) / dpi) / 100;
  const lines = (data.blocks ?? [])
    .flatMap(({ paragraphs }) => paragraphs)
    .flatMap(({ lines: read }) => read)
    .map(({ words, baseline: { x0, y0, x1, y1 }, rowAttributes }) => {
      const down = Math.abs(y1 - y0) > Math.abs(x1 - x0);
      return {
        angle: down ? (90 as const) : (0 as const),
        // One for the whole line: a page that lay askew has lines that rise.
        baseline: points(down ? -(x0 + x1) / 2 : (y0 + y1) / 2),
        size: points(rowAttributes.rowHeight / HEIGHT_OF_SIZE),
        words: words.map(({ text, confidence, bbox }) => ({
          text,
          confidence,
          x: points(down ? bbox.y0 : bbox.x0),
          width: points(down ? bbox.y1 - bbox.y0 : bbox.x1 - bbox.x0),
        })),
      };
    });
  return { width, height, lines: cleanLines(lines), certainty: certaintyOf(lines), blank: false };
}

/** From the top of a `d` to the foot of a `p`, as a share of the font's size, in common fonts. */
const HEIGHT_OF_SIZE = 0.93;

async function inTime<T>(
  work: Promise<T>,
  { timeoutMs, signal, what }: { timeoutMs: number; signal: AbortSignal | undefined; what: string },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new AppError('manual/timeout', `Gave up ${what} after ${Math.round(timeoutMs / 1000)} s.`));
    }, timeoutMs);
    abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(timer);
    if (abort !== undefined) signal?.removeEventListener('abort', abort);
  }
}
