import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { JobBody } from '../jobs/index.ts';
import type { ManualRow, Store } from '../store/index.ts';
import type { ImportInput, ImportResult, ManualSummary } from './contract.ts';
import { discardJob } from './discard-job.ts';
import { followJob } from './follow-job.ts';
import type { Host } from './host.ts';
import type { CallContext, Methods } from './methods.ts';
import { fileSha256, readStage } from './reading.ts';

export const manualMethods: Methods<'manual.import' | 'manual.list'> = {
  'manual.import': importManual,
  'manual.list': (_input, { host }) =>
    host.store.manuals
      .list()
      .filter(({ state }) => state === 'ready')
      .map((row) => manualSummary(host.store, row)),
};

/** The job that reads one file. */
export function importJob(host: Host): JobBody {
  return async (job) => {
    const { path } = jobInput.parse(job.input);
    const worker = host.worker();
    try {
      return { manual: await readStage(job, host.store, worker, path) };
    } finally {
      await worker.close();
    }
  };
}

const jobInput = z.object({ path: z.string() });

async function importManual(input: ImportInput, { host, signal, emit }: CallContext): Promise<ImportResult> {
  const path = resolve(input.path);
  const known = await importedBefore(host.store, path, signal);
  if (known !== undefined) return { ...manualSummary(host.store, known), known: true };
  const { id } = host.jobs.start('import', { path });
  try {
    const { result } = await followJob(host, id, emit, signal);
    const { manual } = result as { manual: string };
    return { ...manualSummary(host.store, host.store.manuals.require(manual)), known: false };
  } catch (error) {
    // Reading begins at the beginning again: nothing is worth keeping.
    if (error instanceof AppError) discardJob(host, id);
    throw error;
  }
}

/** The manual that a file's bytes were imported as. */
export async function importedBefore(store: Store, path: string, signal?: AbortSignal): Promise<ManualRow | undefined> {
  const sha256 = await fileSha256(path, signal);
  const row = sha256 === undefined ? undefined : store.manuals.bySha256(sha256);
  return row?.state === 'ready' ? row : undefined;
}

export function manualSummary(store: Store, row: ManualRow): ManualSummary {
  return {
    id: row.id,
    title: row.title,
    sha256: row.sha256,
    type: row.type,
    bytes: row.bytes,
    pages: row.pageCount,
    passages: store.passages.list(row.id).length,
    warnings: row.warnings.map(({ page, ...warning }) => (page === undefined ? warning : { page, ...warning })),
    importedAt: row.createdAt,
  };
}
