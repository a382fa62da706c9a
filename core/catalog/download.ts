import { createHash } from 'node:crypto';
import { createReadStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { checkRoom, writeError, writing, writingAsync } from '../disk.ts';
import { AppError } from '../errors.ts';
import { connect, mostFailures, networkReason, pause, saysLater, statusAdvice } from './connect.ts';
import { readJson, writeJson } from './files.ts';
import type { CatalogOptions } from './options.ts';

/** A file to be fetched, and how to tell that it is the right one. */
export interface Download {
  readonly url: string;
  /** Where it is to lie. Until it is whole and verified, its bytes lie beside it under the name `<path>.part`. */
  readonly path: string;
  readonly token?: string | undefined;
  readonly bytes?: number | undefined;
  /** SHA-256 of its content, or SHA-1 of it as a git blob. */
  readonly digest?: { readonly kind: 'sha256' | 'git-blob'; readonly hex: string } | undefined;
}

/**
 * Fetches a file. A broken connection goes on where it broke, in this call or a later one, as long as the server still
 * has the same version (ETag) and gives ranges; else from the start. A file whose digest is wrong is fetched once more.
 *
 * @throws AppError `model/download-failed`, `model/checksum-mismatch`, those of `writeError` (`store/disk-full` before the first byte, where
 * the file's size is known); the signal's reason when aborted.
 */
export async function download(file: Download, options: CatalogOptions): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await fetchWhole(file, options);
    const found = await digestOf(file, options.signal);
    if (file.digest === undefined || found === file.digest.hex) break;
    discardPart(file.path);
    if (attempt === 2)
      throw new AppError(
        'model/checksum-mismatch',
        `${file.url} was fetched twice, and its ${file.digest.kind} is ${found}, where ${file.digest.hex} was expected. The bytes were thrown away.`,
        { hint: 'Try another network or mirror (HF_ENDPOINT).' },
      );
  }
  writing({ path: file.path, what: 'the download' }, () => renameSync(partOf(file.path), file.path));
  rmSync(noteOf(file.path), { force: true });
}

/** Brings `<path>.part` to its full length, going on after each break. */
async function fetchWhole(file: Download, options: CatalogOptions): Promise<void> {
  let before = partBytes(file.path);
  for (let failures = 0; ; ) {
    try {
      await fetchRest(file, options);
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof BrokenDownload)) throw error;
      const now = partBytes(file.path);
      // Bytes gained are a success: only breaks in a row without any count.
      failures = now > before ? 1 : failures + 1;
      before = now;
      if (failures === mostFailures)
        throw new AppError(
          'model/download-failed',
          `${file.url} broke off ${failures} times in a row at byte ${now} (${error.message}). What came is kept, and the next try goes on from there.`,
          { cause: error },
        );
      await pause(failures, error.response, options);
    }
  }
}

class BrokenDownload extends Error {
  /** The answer that was none, which may say how long to wait. */
  readonly response: Response | undefined;

  constructor(message: string, options: { readonly cause?: unknown; readonly response?: Response } = {}) {
    super(message, { cause: options.cause });
    this.response = options.response;
  }
}

async function fetchRest(file: Download, options: CatalogOptions): Promise<void> {
  const resumed = resumePoint(file);
  if (resumed !== undefined && file.bytes !== undefined && resumed.from === file.bytes) return;
  const response = await connect(
    {
      url: file.url,
      token: file.token,
      reason: `fetch ${basename(file.path)}`,
      headers: resumed === undefined ? {} : { range: `bytes=${resumed.from}-`, 'if-range': resumed.etag },
    },
    options,
  ).catch((error: unknown) => {
    options.signal?.throwIfAborted();
    // A redirect that is not followed would not be followed the next time.
    if (!(error instanceof AppError) || error.code !== 'model/download-failed' || error.cause === undefined)
      throw error;
    throw new BrokenDownload(error.message, { cause: error });
  });
  const start = startOf(response, resumed);
  if (start === undefined) {
    await response.body?.cancel();
    const isWrongPart = resumed !== undefined && (response.status === 416 || response.status === 206);
    if (isWrongPart) discardPart(file.path);
    if (isWrongPart || saysLater(response.status)) throw new BrokenDownload(`HTTP ${response.status}`, { response });
    throw new AppError(
      'model/download-failed',
      `${file.url} answered HTTP ${response.status}${statusAdvice(response.status)}.`,
    );
  }
  const encoded = isEncoded(response);
  const total = totalOf(response, start, encoded) ?? file.bytes ?? null;
  const missing = total === null ? undefined : Math.max(0, total - start);
  if (start === 0) {
    discardPart(file.path);
    // Only a strong ETag promises the same bytes, and only of what was not encoded on the way are ranges its own.
    const etag = response.headers.get('etag');
    if (etag?.startsWith('"') && !encoded) writeJson(noteOf(file.path), { url: file.url, etag });
  }
  try {
    if (missing !== undefined) checkRoom({ path: file.path, what: 'the download', bytes: missing });
  } catch (error) {
    await response.body?.cancel();
    throw error;
  }
  await appendBody(file, response, start, total, options);
}

async function appendBody(
  file: Download,
  response: Response,
  start: number,
  total: number | null,
  options: CatalogOptions,
): Promise<void> {
  const about = { path: file.path, what: 'the download', bytes: total === null ? undefined : total - start };
  const part = await writingAsync(about, () => open(partOf(file.path), start === 0 ? 'w' : 'a'));
  let done = start;
  try {
    for await (const piece of pieces(response, options.signal)) {
      done += piece.byteLength;
      if (file.bytes !== undefined && done > file.bytes) break;
      await part.writeFile(piece);
      options.onProgress?.({ stage: 'download', file: basename(file.path), done, total });
    }
    await part.sync();
  } catch (cause) {
    options.signal?.throwIfAborted();
    const told = writeError(cause, about);
    if (told instanceof AppError) throw told;
    throw new BrokenDownload(networkReason(cause), { cause });
  } finally {
    await part.close();
  }
  const tooMany = file.bytes !== undefined && done > file.bytes;
  if (!tooMany && total !== null && done < total) throw new BrokenDownload(`ended at byte ${done} of ${total}`);
  if (file.bytes !== undefined && done !== file.bytes) {
    discardPart(file.path);
    throw new AppError(
      'model/checksum-mismatch',
      `${file.url} gave ${tooMany ? 'more bytes' : `${done} bytes`}, and ${file.bytes} were expected.`,
    );
  }
}

/**
 * The pieces of a body as they come. A body that was read to its end when the signal fires answers no further read in
 * Node 20's fetch, so each read is raced against the signal.
 */
async function* pieces(response: Response, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal?.reason);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
  aborted.catch(() => {});
  try {
    for (;;) {
      const { done, value } = await Promise.race([aborted, reader.read()]);
      if (done) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    reader.cancel().catch(() => {});
  }
}

/** Where the answer's body begins; undefined when it is no answer to the request: another range, or of another version. */
function startOf(response: Response, resumed: ResumePoint | undefined): number | undefined {
  if (response.status === 200) return 0;
  if (response.status !== 206 || resumed === undefined || isEncoded(response)) return undefined;
  const { from, etag } = resumed;
  const same = (response.headers.get('etag') ?? etag) === etag;
  return same && response.headers.get('content-range')?.startsWith(`bytes ${from}-`) ? from : undefined;
}

/** The size of the whole file, where the answer tells it. */
function totalOf(response: Response, start: number, encoded: boolean): number | undefined {
  const whole = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (start > 0 && whole !== undefined) return Number(whole);
  const length = response.headers.get('content-length');
  // Of an encoded body it tells the encoded size, which is not what arrives.
  return length === null || encoded ? undefined : start + Number(length);
}

/** Whether the server compressed it, though it was asked not to. */
function isEncoded(response: Response): boolean {
  return !['', 'identity'].includes(response.headers.get('content-encoding') ?? '');
}

interface ResumePoint {
  readonly from: number;
  readonly etag: string;
}

function resumePoint(file: Download): ResumePoint | undefined {
  const note = readJson(noteOf(file.path)) as { url?: unknown; etag?: unknown } | undefined;
  const from = partBytes(file.path);
  if (from === 0 || note?.url !== file.url || typeof note.etag !== 'string') return undefined;
  return { from, etag: note.etag };
}

async function digestOf(file: Download, signal: AbortSignal | undefined): Promise<string> {
  const path = partOf(file.path);
  const hash = createHash(file.digest?.kind === 'git-blob' ? 'sha1' : 'sha256');
  if (file.digest?.kind === 'git-blob') hash.update(`blob ${statSync(path).size}\0`);
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted();
    hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}

function partBytes(path: string): number {
  return existsSync(partOf(path)) ? statSync(partOf(path)).size : 0;
}

function discardPart(path: string): void {
  rmSync(partOf(path), { force: true });
  rmSync(noteOf(path), { force: true });
}

const partOf = (path: string): string => `${path}.part`;
const noteOf = (path: string): string => `${path}.part.json`;
