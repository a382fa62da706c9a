import { basename, resolve } from 'node:path';
import { z } from 'zod';
import {
  findEntry,
  findModel,
  lookForModel,
  type ModelFolderInfo,
  mayBePulled,
  pulledBytes,
  pullModel,
} from '../catalog/index.ts';
import { AppError } from '../errors.ts';
import type { JobBody } from '../jobs/index.ts';
import type { JobRow } from '../store/index.ts';
import { discardJob } from './discard-job.ts';
import { followJob } from './follow-job.ts';
import type { Host } from './host.ts';
import { inputOf } from './job-input.ts';
import type { CallContext } from './methods.ts';
import { modelSummary } from './model-summary.ts';

/** The job that fetches one base model. What came stays when it is stopped, and the next one goes on there. */
export function downloadJob(host: Host): JobBody {
  return async (job) => {
    const { model } = inputOf(jobInput, job);
    const found = await job.stage('model', async () => {
      const { id, folder } = await pullInWorker(model, host, job.signal, (part) => job.progress(part));
      return { id, folder };
    });
    host.changes.tell('models');
    return modelSummary(host, await findModel(found.id, host.catalog()));
  };
}

const jobInput = z.object({ model: z.string() });

/**
 * A base model, fetched by a job when it is not here and converted when it is a GGUF file.
 * @param told whether the job is told of: where the call is about the model alone
 * @throws AppError of the catalogue; `jobs/cancelled`, `jobs/paused`
 */
export async function obtainModel(
  id: string,
  { host, emit, signal }: CallContext,
  told: boolean,
): Promise<ModelFolderInfo> {
  const options = host.catalog({ signal, emit });
  if (isGgufPath(id)) {
    await pullInWorker(resolve(id), host, signal, ({ done, total }) =>
      emit({ kind: 'progress', stage: 'model', done, total }),
    );
    return findModel(id, options);
  }
  const found = await lookForModel(id, options);
  if ('folder' in found) return found;
  // What no place could know is refused without a job.
  if (!mayBePulled(id)) return pullModel(id, options);
  const { job, joined } = begin(host, findEntry(id)?.id ?? id);
  if (told) emit({ kind: 'job', job: job.id, state: joined ? 'resumed' : 'started' });
  try {
    // A call that only joined leaves the job to whom it belongs.
    await (joined
      ? orAborted(followJob(host, job.id, emit, undefined), signal)
      : followJob(host, job.id, emit, signal));
  } catch (error) {
    throw afterwards(host, id, job.id, error);
  }
  return findModel(id, options);
}

/** The download of a model: the one under way, one that was stopped, or a new one. */
function begin(host: Host, model: string): { readonly job: JobRow; readonly joined: boolean } {
  const { jobs } = host;
  const before = downloadsOf(host, model);
  const active = before.find(({ state }) => state === 'running' || state === 'queued');
  if (active !== undefined) return { job: active, joined: true };
  const stopped = before[0];
  return { job: stopped === undefined ? jobs.start('download', { model }) : jobs.resume(stopped.id), joined: false };
}

/** Downloads of a model that are not done, newest first. */
export function downloadsOf(host: Host, model: string): JobRow[] {
  return downloads(host).filter((job) => job.input.model === model);
}

/** The models that are being fetched, or were until that was stopped. */
export function unfinishedDownloads(host: Host): string[] {
  return [...new Set(downloads(host).map(({ input }) => input.model))];
}

function downloads({ store }: Host) {
  return store.jobs
    .list({ kind: 'download', states: ['running', 'queued', 'paused', 'failed', 'cancelled'] })
    .map((job) => ({ ...job, input: inputOf(jobInput, job) }));
}

/** A download that kept nothing is nothing to go on with. */
function afterwards(host: Host, model: string, job: string, error: unknown): unknown {
  const row = host.store.jobs.get(job);
  const ended = row !== undefined && (row.state === 'failed' || row.state === 'cancelled');
  const kept = pulledBytes(model, host.catalog());
  if (ended && kept === 0) discardJob(host, job);
  if (!(error instanceof AppError) || error.code !== 'jobs/cancelled') return error;
  const command = `stockpot models pull ${model}${kept === 0 ? '' : ' goes on where it was'}`;
  return new AppError('jobs/cancelled', `The download of ${model} was stopped.`, { command });
}

/** Off the process that answers: a conversion keeps its thread busy for as long as it takes. */
async function pullInWorker(
  model: string,
  host: Host,
  signal: AbortSignal | undefined,
  onPart: (part: { readonly done: number; readonly total: number }) => void,
): Promise<{ readonly id: string; readonly folder: string }> {
  const { modelsFolder, offline = false } = host.catalog();
  const { nativeBinding } = host;
  const worker = host.worker();
  try {
    return await worker.request(
      'pull-model',
      { model, modelsFolder, offline, ...(nativeBinding === undefined ? {} : { nativeBinding }) },
      {
        killAfterMs: STOP_MS,
        ...(signal === undefined ? {} : { signal }),
        onProgress(told) {
          if ('connection' in told) host.noteConnection(told.connection);
          else onPart({ done: told.done, total: told.total });
        },
      },
    );
  } finally {
    await worker.close();
  }
}

const STOP_MS = 3000;

function isGgufPath(text: string): boolean {
  return findEntry(text) === undefined && /\.gguf$/i.test(basename(text));
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  work.catch(() => {});
  return await Promise.race([
    work,
    new Promise<never>((_, reject) => {
      const stop = () => reject(signal.reason);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    }),
  ]);
}
