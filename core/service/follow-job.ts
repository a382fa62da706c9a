import { AppError, type ErrorCode, errorFromData } from '../errors.ts';
import type { JobEvent } from '../jobs/index.ts';
import type { JobRow } from '../store/index.ts';
import type { Progress, StageName } from './contract.ts';
import type { Emit, Host } from './host.ts';

/**
 * Waits for a queued job, telling how far it is, and gives its row once it is done. An aborted signal cancels it.
 * @throws AppError the job's own error; `jobs/cancelled`, or `jobs/paused` when someone paused it, with the way to go on.
 */
export async function followJob(host: Host, id: string, emit: Emit, signal: AbortSignal | undefined): Promise<JobRow> {
  const end = host.jobs.onEvent((event) => tell(event, id, emit));
  const cancel = () => void host.jobs.cancel(id);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  try {
    const job = await host.jobs.finished(id);
    switch (job.state) {
      case 'done':
        return job;
      case 'failed':
        throw withHint(errorFromData(job.error!), job);
      default:
        throw new AppError(
          job.reason === 'asked' ? 'jobs/paused' : 'jobs/cancelled',
          `Job ${id} was ${job.reason === 'asked' ? 'paused' : 'stopped'}.`,
          { command: `stockpot jobs resume ${id}` },
        );
    }
  } finally {
    end();
    signal?.removeEventListener('abort', cancel);
  }
}

/** Whether a job that ended so is to be kept: nothing is wrong with it, and what it has done need not be done again. */
export function isWorthResuming(code: ErrorCode): boolean {
  return resumable.has(code);
}

/** A worker that died, or memory or a disk that was full, leaves a checkpoint to go on from. */
const resumable: ReadonlySet<ErrorCode> = new Set([
  'jobs/worker-died',
  'device/out-of-memory',
  'store/disk-full',
  'store/disk-failed',
  'store/not-writable',
]);

function withHint(error: AppError, job: JobRow): AppError {
  if (!isWorthResuming(error.code)) return error;
  const goOn = `stockpot jobs resume ${job.id}`;
  const less = error.code === 'device/out-of-memory' ? `, or with less memory: ${goOn} --low-memory` : '';
  const command = `${error.hint === undefined ? '' : `${error.hint} `}Go on: ${goOn}${less}`;
  return new AppError(error.code, error.message, { command });
}

function tell(event: JobEvent, id: string, emit: Emit): void {
  if (event.type === 'state' || event.jobId !== id || event.type === 'points') return;
  // Systems of a benchmark are made in a stage each: to who waits they are one.
  const told = event.stage?.replace(/^prepare-.*/, 'prepare');
  const stage = toldStages.find((name) => name === told);
  // Steps that take no time (keeping a row, cutting a small file) are nobody's news.
  if (stage === undefined) return;
  if (event.type === 'stage') emit({ kind: 'stage', stage, state: event.state });
  else emit({ kind: 'progress', stage, ...(event.progress as Omit<Progress, 'kind' | 'stage'>) });
}

const toldStages: readonly StageName[] = [
  'model',
  'read',
  'study',
  'instruct',
  'train',
  'blend',
  'index',
  'check',
  'gate',
  'prepare',
  'bench',
  'questions',
];
