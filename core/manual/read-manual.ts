import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { typeOf } from './file-type.ts';
import { defaultLimits, type ManualLimits } from './limits.ts';
import type { Manual } from './manual.ts';
import { readMarkdown } from './markdown.ts';
import { type ManualContent, readPdf } from './pdf/read-pdf.ts';
import type { OcrOptions } from './pdf/recognise-pages.ts';
import { decodeText, readText } from './plain-text.ts';

export interface ReadManualOptions {
  readonly limits?: Partial<ManualLimits>;
  readonly signal?: AbortSignal;
  /** Called as pages of a PDF are done, with how many are and how many there are. */
  readonly onPage?: (page: number, pages: number) => void;
  /** Reads pages of a PDF from their picture; never, unless told so. `folder` keeps what was recognised, by file. */
  readonly ocr?: OcrOptions;
}

/**
 * Reads a PDF, Markdown (`.md`) or text (`.txt`) file into pages and blocks in reading order. Writes nothing, fetches nothing and
 * runs nothing that the file holds.
 *
 * @throws AppError `manual/not-found`, `manual/unreadable`, `manual/unsupported-type`, `manual/not-a-pdf`, `manual/not-text`,
 * `manual/encrypted`, `manual/damaged`, `manual/empty`, `manual/no-text` (no page holds any), or a limit's code (see
 * {@link ManualLimits}). An aborted signal rejects with its reason.
 */
export async function readManual(path: string, options: ReadManualOptions = {}): Promise<Manual> {
  const limits = { ...defaultLimits, ...options.limits };
  const data = await readFile(path, limits.bytes, options.signal);
  const type = typeOf(path, data);
  const sha256 = createHash('sha256').update(data).digest('hex');
  const bytes = data.length;
  const content = await readContent();
  return { ...content, sha256, type, bytes };

  async function readContent(): Promise<ManualContent> {
    if (type === 'pdf') {
      const { signal, onPage, ocr = { mode: 'never' } } = options;
      const folder = ocr.folder === undefined ? undefined : join(ocr.folder, sha256.slice(0, 16));
      return readPdf(data, path, { limits, signal, onPage, ocr: { ...ocr, folder } });
    }
    const { text, warnings } = decodeText(path, data);
    if (text.length > limits.characters) {
      throw new AppError('manual/too-much-text', `${path} holds more than ${limits.characters} characters.`);
    }
    return { ...(type === 'markdown' ? readMarkdown(text, path) : readText(text, path)), warnings };
  }
}

async function readFile(path: string, limit: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  signal?.throwIfAborted();
  let file: FileHandle | undefined;
  try {
    // Non-blocking, so that opening a pipe does not wait for its writer.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const info = await file.stat();
    if (!info.isFile()) {
      const kind = info.isDirectory() ? 'a folder' : 'no ordinary file';
      throw new AppError('manual/unsupported-type', `${path} is ${kind}; a PDF, Markdown or text file is needed.`);
    }
    if (info.size > limit) throw tooLarge(path, info.size, limit);
    const data = new Uint8Array(await file.readFile(signal ? { signal } : {}));
    if (data.length > limit) throw tooLarge(path, data.length, limit);
    return data;
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof AppError ? error : fileError(path, error);
  } finally {
    await file?.close();
  }
}

function tooLarge(path: string, size: number, limit: number): AppError {
  const mib = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  return new AppError('manual/too-large', `${path} is ${mib(size)}; at most ${mib(limit)} are read.`, {
    hint: 'Split the manual, or raise the limit.',
  });
}

function fileError(path: string, error: unknown): AppError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const shown = JSON.stringify(path);
  if (['ENOENT', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE', 'ENAMETOOLONG'].includes(code)) {
    return new AppError('manual/not-found', `There is no file ${shown}.`, { cause: error });
  }
  return new AppError('manual/unreadable', `${shown} could not be read (${code || String(error)}).`, {
    cause: error,
    hint: code === 'EACCES' || code === 'EPERM' ? 'Check who may read the file.' : undefined,
  } as { cause: unknown; hint?: string });
}
