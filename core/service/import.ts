import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { JobBody } from '../jobs/index.ts';
import type { ManualRow, Store } from '../store/index.ts';
import type { ImportInput, ImportResult, ManualInput } from './contract.ts';
import { discardJob } from './discard-job.ts';
import { findManual } from './find.ts';
import { followJob, isWorthResuming } from './follow-job.ts';
import type { Host } from './host.ts';
import { inputOf } from './job-input.ts';
import { manualSummary } from './manual-summary.ts';
import type { CallContext } from './methods.ts';
import { hasRecognisedPages, importedBefore, readStage } from './reading.ts';

/** The job that reads one file. */
export function importJob(host: Host): JobBody {
  return async (job) => {
    const { path, ocr, again, replaces } = inputOf(jobInput, job);
    const worker = host.worker();
    try {
      const manual = await readStage(job, host.store, worker, path, { ocr, again });
      if (replaces !== undefined) {
        takePlace(host.store, manual, replaces);
        removeIfUnused(host, replaces);
      }
      return { manual };
    } finally {
      await worker.close();
    }
  };
}

const jobInput = z.object({
  path: z.string(),
  ocr: z.enum(['auto', 'always', 'never']).exactOptional(),
  again: z.boolean().exactOptional(),
  /** The older manual whose place it takes. */
  replaces: z.string().exactOptional(),
});

/** Reads a file into the home, unless its bytes were read before, in the way that is asked for now. */
export async function importManual(input: ImportInput, context: CallContext): Promise<ImportResult> {
  const { store } = context.host;
  const known = await importedBefore(store, resolve(input.path), context.signal);
  if (known !== undefined && !isWorthReading(store, known, input.ocr)) return imported(store, known.id, true);
  return read(input, { again: known !== undefined }, context);
}

/** Whether pages of a manual would be read otherwise than they were; only who asks for it wants that. */
function isWorthReading(store: Store, { id, type, warnings }: ManualRow, ocr: ImportInput['ocr']): boolean {
  if (type !== 'pdf' || ocr === undefined || ocr === 'never') return false;
  const never = warnings.some(({ code }) => code === 'page-without-text' || code === 'garbled-text');
  return ocr === 'auto' ? never : store.manuals.pages(id).some(({ readBy }) => readBy === 'text');
}

/**
 * Reads a newer revision of a manual. The older one goes, unless something rests on it.
 * @throws AppError `store/conflict` when the file is no newer revision: the same bytes, or one that was replaced itself.
 */
export async function replaceManual(
  { manual, ...input }: ManualInput & ImportInput,
  context: CallContext,
): Promise<ImportResult> {
  const { store } = context.host;
  const old = findManual(store, manual);
  const known = await importedBefore(store, resolve(input.path), context.signal);
  refuseReplacing(store, old, known);
  if (known === undefined) return read(input, { replaces: old.id }, context);
  takePlace(store, known.id, old.id);
  removeIfUnused(context.host, old.id);
  return imported(store, known.id, true);
}

async function read(
  input: ImportInput,
  { replaces, again = false }: { readonly replaces?: string; readonly again?: boolean },
  { host, signal, emit }: CallContext,
): Promise<ImportResult> {
  const job: z.infer<typeof jobInput> = {
    path: resolve(input.path),
    ...(input.ocr === undefined ? {} : { ocr: input.ocr }),
    ...(again ? { again } : {}),
    ...(replaces === undefined ? {} : { replaces }),
  };
  const { id } = host.jobs.start('import', job);
  emit({ kind: 'job', job: id, state: 'started' });
  try {
    const { manual } = (await followJob(host, id, emit, signal)).result as { manual: string };
    return imported(host.store, manual, false);
  } catch (error) {
    throw endOf(host, id, error);
  }
}

/** A reading that failed or was cancelled is worth keeping for the pages that it recognised. */
function endOf(host: Host, jobId: string, error: unknown): unknown {
  const state = host.store.jobs.get(jobId)?.state;
  if (!(error instanceof AppError) || (state !== 'failed' && state !== 'cancelled')) return error;
  if (isWorthResuming(error.code) || (state === 'cancelled' && hasRecognisedPages(host.store, jobId))) return error;
  discardJob(host, jobId);
  return error.code === 'jobs/cancelled' ? new AppError(error.code, error.message) : error;
}

function imported(store: Store, id: string, known: boolean): ImportResult {
  return { ...manualSummary(store, store.manuals.require(id)), known };
}

function refuseReplacing(store: Store, old: ManualRow, newer: ManualRow | undefined): void {
  const refuse = (why: string, hint?: string) => {
    const message = `Tried to put another revision in the place of "${old.title}": ${why}.`;
    throw new AppError('store/conflict', message, hint === undefined ? {} : { hint });
  };
  const successor = store.manuals.replacedBy(old.id);
  if (newer?.id === old.id) refuse('the file is the one that was imported, byte for byte');
  if (successor !== undefined && successor.id !== newer?.id) {
    refuse(`"${successor.title}" has taken it already`, `Replace that one: ${successor.id}`);
  }
  if (newer === undefined) return;
  if (newer.replaces !== null && newer.replaces !== old.id) refuse('the file has taken the place of another manual');
  for (let older: string | null = old.replaces; older !== null; older = store.manuals.require(older).replaces) {
    if (older === newer.id) refuse('the file is an older revision of it');
  }
}

function takePlace(store: Store, id: string, replaces: string): void {
  if (store.manuals.get(replaces) !== undefined) store.manuals.update(id, { replaces });
}

/** An older revision that nothing rests on goes. */
function removeIfUnused(host: Host, id: string): void {
  const { store } = host;
  if (store.manuals.get(id) === undefined) return;
  const dependants = store.manuals.dependants(id);
  const learned = store.jobs.list().some(({ input }) => (input as { manual?: { id?: unknown } }).manual?.id === id);
  if (learned || Object.values(dependants).some((some) => some.length > 0)) return;
  host.own();
  store.removeManual(id);
}
