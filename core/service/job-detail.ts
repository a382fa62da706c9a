import type { JobRow } from '../store/index.ts';
import type { JobDetail, JobSummary, Json, Progress } from './contract.ts';

export function jobSummary({ id, kind, state, stage, createdAt, error, input }: JobRow): JobSummary {
  return { id, kind, state, title: titleOf(input), stage, createdAt, error };
}

/** @param progress what was told last, where that is newer than the row */
export function jobDetail(row: JobRow, progress: unknown = row.progress): JobDetail {
  const { input, reason, stage, stages, state, result, finishedAt } = row;
  const done = Object.keys(stages).map((name) => ({ name, state: 'done' as const }));
  const runs = state === 'running' && stage !== null && !Object.hasOwn(stages, stage);
  return {
    ...jobSummary(row),
    input: input as Json,
    reason,
    stages: runs ? [...done, { name: stage, state: 'running' }] : done,
    progress: progressOf(progress),
    result: result as Json,
    finishedAt,
  };
}

/** A number that a stage does not have is left out: none of them is null to who reads it. */
function progressOf(progress: unknown): JobDetail['progress'] {
  if (typeof progress !== 'object' || progress === null || !('done' in progress)) return null;
  const numbers = Object.entries(progress).filter(([, value]) => typeof value === 'number');
  return { total: 0, ...Object.fromEntries(numbers) } as Omit<Progress, 'kind' | 'stage'>;
}

/** What a job is about, from what it was started with. */
function titleOf(input: unknown): string {
  const { name, manual, path, data, suite, model } = input as Readonly<Record<string, unknown>>;
  const about = typeof manual === 'object' && manual !== null ? Object.values(manual)[0] : undefined;
  return String(name ?? suite ?? path ?? data ?? about ?? model ?? '');
}
