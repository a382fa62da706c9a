import { AppError, type ErrorData } from '../errors.ts';
import type { SqlDatabase } from './database.ts';
import { newId } from './ids.ts';
import { defineTable, type New } from './table.ts';

export type JobState = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

export interface JobRow {
  readonly id: string;
  /** `import`, `download`, `build`, `benchmark` … */
  readonly kind: string;
  readonly state: JobState;
  /** Why it is paused: its host died (`interrupted`), was closed (`closed`), or someone wanted it (`asked`). */
  readonly reason: 'interrupted' | 'closed' | 'asked' | null;
  readonly input: unknown;
  /** The stage begun last. */
  readonly stage: string | null;
  /** Results of the stages done. */
  readonly stages: Readonly<Record<string, unknown>>;
  /** The last progress told. */
  readonly progress: unknown;
  readonly result: unknown;
  readonly error: ErrorData | null;
  /** Another process asked the owner to cancel it, or, with the reason `asked`, to pause it. */
  readonly cancelAsked: boolean;
  readonly pid: number | null;
  /** The home lock under which it runs. */
  readonly owner: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly finishedAt: string | null;
  /** Oldest first. The store keeps it by itself. */
  readonly log: readonly JobLogLine[];
}

/** That a job came into a state, or that a stage of it began (once, however often it went on) or was done. */
export interface JobLogLine {
  readonly at: string;
  readonly kind: 'state' | 'stage-started' | 'stage-done';
  /** The state or stage. */
  readonly name: string;
}

export type NewJob = New<JobRow, Exclude<keyof JobRow, 'kind' | 'input'>>;

export interface JobStore {
  /** Keeps a job (state `queued` unless given). */
  insert(job: NewJob): JobRow;
  get(id: string): JobRow | undefined;
  /** @throws AppError `jobs/not-found` */
  require(id: string): JobRow;
  /** Newest first. */
  list(filter?: { readonly states?: readonly JobState[]; readonly kind?: string }): JobRow[];
  /** Changes the fields given (null empties one) and `updatedAt`. */
  update(id: string, patch: Partial<Omit<JobRow, 'id' | 'kind' | 'createdAt' | 'log'>>): void;
  /** Adds the result of one stage to those done. */
  saveStage(id: string, stage: string, result: unknown): void;
  /** Asks whichever process owns the job to cancel it. */
  askCancel(id: string): void;
  askPause(id: string): void;
  cancelAsked(id: string): boolean;
  /** Removes the row and its points. @throws AppError `store/conflict` while it runs. */
  remove(id: string): void;
}

export function jobStore(db: SqlDatabase): JobStore {
  const jobs = defineTable<JobRow>(db, 'jobs', {
    id: 'plain',
    kind: 'plain',
    state: 'plain',
    reason: 'plain',
    input: 'json',
    stage: 'plain',
    stages: 'json',
    progress: 'json',
    result: 'json',
    error: 'json',
    cancelAsked: 'boolean',
    pid: 'plain',
    owner: 'plain',
    createdAt: 'plain',
    updatedAt: 'plain',
    finishedAt: 'plain',
    log: 'json',
  });
  const get = (id: string) => jobs.one('WHERE id = ?', id);
  const require = (id: string) => {
    const job = get(id);
    if (job === undefined) {
      throw new AppError('jobs/not-found', `Looked for job ${id}: there is none.`, { command: 'stockpot jobs list' });
    }
    return job;
  };
  const update: JobStore['update'] = (id, patch) =>
    db.transaction(() => {
      const before = get(id);
      if (before === undefined) return;
      const updatedAt = new Date().toISOString();
      const news = newsOf(before, patch).map((line) => ({ at: updatedAt, ...line }));
      const log = news.length === 0 ? {} : { log: [...before.log, ...news] };
      jobs.update({ ...patch, ...log, updatedAt }, 'id = ?', id);
    });

  return {
    insert(job) {
      const now = new Date().toISOString();
      const { state = 'queued' } = job;
      const row: JobRow = {
        id: newId('job'),
        state,
        reason: null,
        stage: null,
        stages: {},
        progress: null,
        result: null,
        error: null,
        cancelAsked: false,
        pid: null,
        owner: null,
        createdAt: now,
        updatedAt: now,
        finishedAt: null,
        log: [{ at: now, kind: 'state', name: state }],
        ...job,
      };
      jobs.insert({ ...row, input: row.input ?? {} });
      return row;
    },
    get,
    require,
    list({ states, kind } = {}) {
      const rows = jobs.matching(kind === undefined ? {} : { kind }, 'ORDER BY id DESC');
      return states === undefined ? rows : rows.filter(({ state }) => states.includes(state));
    },
    update,
    saveStage: (id, stage, result) =>
      db.transaction(() => update(id, { stages: { ...require(id).stages, [stage]: result ?? null } })),
    askCancel: (id) => void jobs.update({ cancelAsked: true }, 'id = ?', id),
    askPause: (id) => void jobs.update({ cancelAsked: true, reason: 'asked' }, 'id = ?', id),
    cancelAsked: (id) => db.statement('SELECT cancel_asked AS asked FROM jobs WHERE id = ?').get(id)?.asked === 1,
    remove: (id) =>
      db.transaction(() => {
        if (require(id).state === 'running') {
          throw new AppError('store/conflict', `Tried to remove job ${id}: it runs.`, {
            command: `stockpot jobs cancel ${id}`,
          });
        }
        jobs.delete('id = ?', id);
      }),
  };
}

/** What a change adds to a job's log. */
function newsOf(before: JobRow, patch: Partial<JobRow>): Omit<JobLogLine, 'at'>[] {
  const { state = before.state, stage = before.stage, stages = before.stages } = patch;
  const done = Object.keys(stages).filter((name) => !Object.hasOwn(before.stages, name));
  return [
    ...done.map((name) => ({ kind: 'stage-done' as const, name })),
    ...(state === before.state ? [] : [{ kind: 'state' as const, name: state }]),
    ...(stage === before.stage || stage === null ? [] : [{ kind: 'stage-started' as const, name: stage }]),
  ];
}
