import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AppError } from '../errors.ts';
import type { JobContext } from '../jobs/index.ts';
import { type Manual, passagesOf } from '../manual/index.ts';
import { makeFolderAtomic, type Store, writeFileAtomic } from '../store/index.ts';
import type { EngineWorker } from './engine-worker.ts';

/** The manual's JSON in its folder, as it was read. */
export const MANUAL_FILE = 'manual.json';

/**
 * The stage that reads a file into the home: pages, blocks, passages and a copy of the file. Gives the manual's id.
 * @throws AppError of `core/manual`; `manual/timeout` when reading stands still.
 */
export function readStage(job: JobContext, store: Store, worker: EngineWorker, path: string): Promise<string> {
  return job.stage(
    'read',
    async () => {
      const out = join(job.folder, MANUAL_FILE);
      await readInWorker(job, worker, path, out);
      const manual = JSON.parse(readFileSync(out, 'utf8')) as Manual;
      const row = store.manuals.bySha256(manual.sha256) ?? insertRow(store, manual, path, job.id);
      await makeFolderAtomic(store.manualFolder(manual.sha256), (folder) => fill(folder, path, manual), {
        ifExists: 'keep',
        what: 'the manual',
      });
      return { id: row.id, manual };
    },
    ({ id, manual }) => {
      store.manuals.replacePages(id, manual.pages);
      store.manuals.replaceBlocks(id, manual.blocks);
      store.passages.replace(id, passagesOf(manual));
      store.manuals.update(id, { state: 'ready' });
      return id;
    },
  );
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
async function readInWorker(job: JobContext, worker: EngineWorker, path: string, out: string): Promise<void> {
  const overdue = new AbortController();
  const arm = () =>
    setTimeout(() => {
      const seconds = STANDSTILL_MS / 1000;
      overdue.abort(
        new AppError('manual/timeout', `Reading ${path} stood still for ${seconds} seconds and was stopped.`),
      );
    }, STANDSTILL_MS);
  let timer = arm();
  try {
    await worker.request(
      'import-manual',
      { path, out },
      {
        signal: AbortSignal.any([job.signal, overdue.signal]),
        killAfterMs: 2_000,
        onProgress: (progress) => {
          clearTimeout(timer);
          timer = arm();
          job.progress(progress);
        },
      },
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Twice what the reader itself gives one page. */
const STANDSTILL_MS = 60_000;

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
