import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AppError } from '../errors.ts';
import type { JobContext, TaskInput } from '../jobs/index.ts';
import { type Manual, passagesOf } from '../manual/index.ts';
import { type ManualRow, makeFolderAtomic, type Store, writeFileAtomic } from '../store/index.ts';
import type { OcrMode } from './contract.ts';
import type { EngineWorker } from './engine-worker.ts';
import type { WorkerTasks } from './tasks/schemas.ts';

/** The manual's JSON in its folder, as it was read. */
export const MANUAL_FILE = 'manual.json';
/** Pages recognised so far, in the job's folder. */
const PAGES_FOLDER = 'pages';

export interface ReadingOptions {
  readonly ocr?: OcrMode | undefined;
  /** Reads a file anew that was read before. */
  readonly again?: boolean | undefined;
}

/** Whether a job has recognised pages, which going on with it would save. */
export function hasRecognisedPages(store: Store, jobId: string): boolean {
  return existsSync(join(store.jobFolder(jobId), PAGES_FOLDER));
}

/**
 * The stage that reads a file into the home: pages, blocks, passages and a copy of the file. Gives the manual's id.
 * @throws AppError of `core/manual`; `manual/timeout` when reading stands still.
 */
export function readStage(
  job: JobContext,
  store: Store,
  worker: EngineWorker,
  path: string,
  { ocr = 'auto', again = false }: ReadingOptions = {},
): Promise<string> {
  return job.stage(
    'read',
    async () => {
      // Of two jobs for the same bytes the later one finds it read.
      const known = again ? undefined : await importedBefore(store, path, job.signal);
      if (known !== undefined) return { id: known.id, manual: undefined };
      const out = join(job.folder, MANUAL_FILE);
      await readInWorker(job, worker, { path, out, ocr: { mode: ocr, folder: join(job.folder, PAGES_FOLDER) } });
      const manual = JSON.parse(readFileSync(out, 'utf8')) as Manual;
      const row = store.manuals.bySha256(manual.sha256) ?? insertRow(store, manual, path, job.id);
      const folder = store.manualFolder(manual.sha256);
      await makeFolderAtomic(folder, (made) => fill(made, path, manual), { ifExists: 'keep', what: 'the manual' });
      if (again) await writeFileAtomic(join(folder, MANUAL_FILE), JSON.stringify(manual), 'the manual');
      return { id: row.id, manual };
    },
    ({ id, manual }) => {
      if (manual === undefined) return id;
      store.manuals.replacePages(id, manual.pages);
      store.manuals.replaceBlocks(id, manual.blocks);
      store.passages.replace(id, passagesOf(manual));
      store.manuals.update(id, { state: 'ready', warnings: manual.warnings });
      return id;
    },
  );
}

/** The manual that a file's bytes were imported as. */
export async function importedBefore(store: Store, path: string, signal?: AbortSignal): Promise<ManualRow | undefined> {
  const sha256 = await fileSha256(path, signal);
  const row = sha256 === undefined ? undefined : store.manuals.bySha256(sha256);
  return row?.state === 'ready' ? row : undefined;
}

/** The sha256 of a file's bytes; undefined for what can't be read as a file, which reading it will explain. */
export async function fileSha256(path: string, signal?: AbortSignal): Promise<string | undefined> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() !== true) return undefined;
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, signal === undefined ? {} : { signal }))
      hash.update(chunk as Buffer);
  } catch (error) {
    if (signal?.aborted) throw error;
    return undefined;
  }
  return hash.digest('hex');
}

/** Kills the worker when it has told nothing for a while: a hostile page can keep it busy where no timer of its own runs. */
async function readInWorker(
  job: JobContext,
  worker: EngineWorker,
  input: TaskInput<WorkerTasks, 'import-manual'>,
): Promise<void> {
  const overdue = new AbortController();
  const arm = () =>
    setTimeout(() => {
      const seconds = STANDSTILL_MS / 1000;
      overdue.abort(
        new AppError('manual/timeout', `Reading ${input.path} stood still for ${seconds} seconds and was stopped.`),
      );
    }, STANDSTILL_MS);
  let timer = arm();
  try {
    await worker.request('import-manual', input, {
      signal: AbortSignal.any([job.signal, overdue.signal]),
      killAfterMs: 2_000,
      onProgress: (progress) => {
        clearTimeout(timer);
        timer = arm();
        job.progress(progress);
      },
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Well over what the reader gives one page: a busy machine may need a minute to start with it. */
const STANDSTILL_MS = 120_000;

function insertRow(store: Store, manual: Manual, path: string, jobId: string) {
  const { title, sha256, type, bytes, warnings } = manual;
  return store.manuals.insert({
    title,
    sha256,
    type,
    bytes,
    warnings,
    fileName: basename(path),
    pageCount: manual.pages.length,
    jobId,
  });
}

async function fill(folder: string, path: string, manual: Manual): Promise<void> {
  const copy = join(folder, `original${extname(path).toLowerCase()}`);
  await copyFile(path, copy);
  if ((await fileSha256(copy)) !== manual.sha256) {
    throw new AppError('manual/damaged', `${path} changed while it was read.`, { hint: 'Import it again.' });
  }
  await writeFileAtomic(join(folder, MANUAL_FILE), JSON.stringify(manual), 'the manual');
}
