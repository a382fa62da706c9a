import { basename } from 'node:path';
import type { JobRow, Store } from '../store/index.ts';
import type { JobDetail, JobSummary, Json, Progress } from './contract.ts';

export function jobSummary({ id, kind, state, stage, createdAt, error, input }: JobRow, store: Store): JobSummary {
  return { id, kind, state, title: titleOf(input, store), stage, createdAt, error };
}

/** @param progress what was told last, where that is newer than the row */
export function jobDetail(row: JobRow, store: Store, progress: unknown = row.progress): JobDetail {
  const { input, reason, stage, stages, state, result, finishedAt, log } = row;
  const done = Object.keys(stages).map((name) => ({ name, state: 'done' as const }));
  const runs = state === 'running' && stage !== null && !Object.hasOwn(stages, stage);
  return {
    ...jobSummary(row, store),
    input: input as Json,
    reason,
    stages: runs ? [...done, { name: stage, state: 'running' }] : done,
    progress: progressOf(progress),
    result: result as Json,
    finishedAt,
    log,
  };
}

/** A number that a stage does not have is left out: none of them is null to who reads it. */
function progressOf(progress: unknown): JobDetail['progress'] {
  if (typeof progress !== 'object' || progress === null || !('done' in progress)) return null;
  const numbers = Object.entries(progress).filter(([, value]) => typeof value === 'number');
  return { total: 0, ...Object.fromEntries(numbers) } as Omit<Progress, 'kind' | 'stage'>;
}

/** What a job is about, from what it was started with, in a person's words: names and titles instead of ids and paths. */
function titleOf(input: unknown, { manuals, suites, bots }: Store): string {
  const { name, manual, path, data, suite, bot, model } = input as Readonly<Record<string, unknown>>;
  if (typeof name === 'string') return name;
  if (typeof suite === 'string') {
    const asked = typeof bot === 'string' ? bots.get(bot)?.name : undefined;
    return [asked, suites.get(suite)?.name ?? suite].filter(Boolean).join(', ');
  }
  if (typeof manual === 'object' && manual !== null) {
    if ('id' in manual) return manuals.get(String(manual.id))?.title ?? String(manual.id);
    if ('path' in manual) return basename(String(manual.path));
  }
  const named = typeof bot === 'string' ? bots.get(bot)?.name : undefined;
  if (named !== undefined) return named;
  const file = path ?? data;
  return typeof file === 'string' ? basename(file) : String(model ?? '');
}
