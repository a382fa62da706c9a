import { availableParallelism } from 'node:os';
import { AppError } from '../../errors.ts';
import type { ManualLimits } from '../limits.ts';
import { type PageCheckpoints, pageCheckpoints } from './checkpoint.ts';
import { type PagePictures, pagePictures } from './page-pictures.ts';
import type { RecognisedPage } from './recognised-page.ts';
import { createRecogniser, type Recogniser } from './recogniser.ts';

export interface PictureReadingOptions {
  readonly limits: ManualLimits;
  readonly signal: AbortSignal | undefined;
  /** Keeps each page as it is recognised. */
  readonly folder: string | undefined;
  /** Called when a page is done, and with undefined while one is under way. */
  readonly onPage: (number: number | undefined) => void;
}

/** A page whose picture is to be read. */
export interface WantedPage {
  readonly number: number;
  /** Read it only if pictures cover most of it. */
  readonly ifPicture: boolean;
}

/** What became of a page: text, nothing to be read on it, or why it could not be read. */
export type PictureText = RecognisedPage | AppError | undefined;

/**
 * Recognises pages of a PDF by their pictures. A page that can't be drawn or read in time is left out; the others go on.
 * @throws AppError of the last page when many in a row fail, `store/…` when a checkpoint can't be kept, the signal's reason.
 */
export async function readPictures(
  data: Uint8Array,
  pages: readonly WantedPage[],
  { limits, signal, folder, onPage }: PictureReadingOptions,
): Promise<ReadonlyMap<number, PictureText>> {
  const found = new Map<number, PictureText>();
  const checkpoints = pageCheckpoints(folder);
  const pictures = pagePictures(data, limits, signal);
  const free: Recogniser[] = Array.from({ length: Math.min(recognisers(), pages.length) }, () =>
    createRecogniser({ timeoutMs: limits.recognitionMs, onAlive: () => onPage(undefined) }),
  );
  const all = [...free];
  const running = new Set<Promise<void>>();
  let failures: AppError[] = [];
  let broken: unknown;
  const done = (number: number, text: PictureText) => {
    found.set(number, text);
    failures = text instanceof AppError ? [...failures, text] : [];
    if (failures.length >= MAX_FAILURES) broken ??= text;
    onPage(number);
  };
  try {
    for (const page of pages) {
      signal?.throwIfAborted();
      if (broken !== undefined) throw broken;
      const kept = checkpoints.get(page.number);
      if (kept !== undefined) {
        done(page.number, kept);
        continue;
      }
      if (free.length === 0) await Promise.race(running);
      const recogniser = free.pop() as Recogniser;
      // Drawn one after another, recognised side by side.
      const picture = await pictureOf(page, pictures);
      const work = read(picture, recogniser, { number: page.number, checkpoints, signal })
        .then(
          (text) => done(page.number, text),
          (error) => {
            broken ??= error;
          },
        )
        .finally(() => {
          free.push(recogniser);
          running.delete(work);
        });
      running.add(work);
    }
    await Promise.all(running);
    signal?.throwIfAborted();
    if (broken !== undefined) throw broken;
    return found;
  } finally {
    await Promise.all([pictures.close(), ...all.map((recogniser) => recogniser.close())]);
  }
}

const MAX_FAILURES = 5;
/** A picture over this share of a page is the page. */
const WHOLE_PAGE = 0.4;

/** Each takes about 150 MiB; one processor is left for drawing. */
function recognisers(): number {
  return Math.max(1, Math.min(4, availableParallelism() - 1));
}

type Picture = Awaited<ReturnType<PagePictures['draw']>>;

async function pictureOf(
  { number, ifPicture }: WantedPage,
  pictures: PagePictures,
): Promise<Picture | AppError | undefined> {
  return leavingOut(async () => {
    if (ifPicture && (await pictures.coveredByPictures(number)) < WHOLE_PAGE) return undefined;
    return pictures.draw(number);
  });
}

async function read(
  picture: Picture | AppError | undefined,
  recogniser: Recogniser,
  { number, checkpoints, signal }: { number: number; checkpoints: PageCheckpoints; signal: AbortSignal | undefined },
): Promise<PictureText> {
  if (picture === undefined || picture instanceof AppError) return picture;
  const { width, height, blank } = picture;
  const text = blank
    ? { width, height, lines: [], certainty: 0, blank }
    : await leavingOut(() => recogniser.recognise(picture, signal));
  if (!(text instanceof AppError)) checkpoints.save(number, text);
  return text;
}

/** A page's own failure as a value. */
async function leavingOut<T>(work: () => Promise<T>): Promise<T | AppError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && pageFailures.has(error.code)) return error;
    throw error;
  }
}

const pageFailures: ReadonlySet<string> = new Set(['manual/timeout', 'manual/expands-too-far', 'manual/damaged']);
