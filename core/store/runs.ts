import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { SqlDatabase } from './database.ts';
import { newId } from './ids.ts';
import { canonicalJson } from './recipes.ts';
import type { Versions } from './skills.ts';
import { defineTable, type New } from './table.ts';

/** One suite answered by some systems. Names and hashes are kept beside the ids, for when bot or manual is gone. */
export interface RunRow {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly botId: string | null;
  readonly botName: string | null;
  readonly manualId: string | null;
  readonly manualSha256: string | null;
  readonly suiteId: string | null;
  readonly suiteName: string;
  readonly suiteHash: string;
  readonly baseModel: string;
  readonly baseModelHash: string | null;
  readonly recipeId: string | null;
  readonly seeds: readonly number[];
  readonly device: string;
  /** How questions were put and answers drawn. */
  readonly settings: unknown;
  readonly versions: Versions;
  readonly jobId: string | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export type NewRun = New<
  RunRow,
  | 'id'
  | 'state'
  | 'botId'
  | 'botName'
  | 'manualId'
  | 'manualSha256'
  | 'suiteId'
  | 'baseModelHash'
  | 'recipeId'
  | 'settings'
  | 'versions'
  | 'jobId'
  | 'createdAt'
  | 'finishedAt'
>;

/** A score with its confidence interval. */
export interface StoredScore {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface RunSystemRow {
  readonly runId: string;
  readonly position: number;
  readonly name: string;
  /** Questions answered. */
  readonly count: number;
  readonly scores: Readonly<Record<string, StoredScore>>;
  readonly seconds: number;
  /** What was trained or searched for to make it, and what else was found. */
  readonly details: unknown;
}

export interface SampleRow {
  readonly runId: string;
  readonly system: string;
  /** The question's place in its suite, from 0. */
  readonly number: number;
  readonly seed: number;
  readonly question: string;
  readonly reference: string;
  /** Null when the system gave none. */
  readonly answer: string | null;
  readonly citations: readonly unknown[];
  /** By scorer; null where it gave none (unscored is not zero). */
  readonly scores: Readonly<Record<string, number | null>>;
  /** By scorer: why it gave that score. */
  readonly explanations: Readonly<Record<string, string>>;
  /** By scorer: what it scored, where that is not the answer itself. */
  readonly answersUsed: Readonly<Record<string, string>>;
  readonly seconds: number;
}

export interface RunStore {
  insert(run: NewRun): RunRow;
  get(id: string): RunRow | undefined;
  /** @throws AppError `store/not-found` */
  require(id: string): RunRow;
  /** Newest first. */
  list(filter?: { readonly botId?: string; readonly manualId?: string }): RunRow[];
  update(id: string, patch: Partial<Omit<RunRow, 'id'>>): void;
  /** Keeps samples in one transaction; one answered again (a resumed run) replaces the one before. */
  saveSamples(samples: readonly SampleRow[]): void;
  samples(runId: string, system?: string): SampleRow[];
  /** The names of the systems that have samples. */
  answered(runId: string): string[];
  /**
   * The samples of some of a run's questions, by question, then system and seed: of the questions that hold all these
   * words, those from `offset` on, at most `limit`. `total` counts questions.
   */
  questions(
    runId: string,
    wanted: { readonly words?: string | undefined; readonly offset: number; readonly limit: number },
  ): { readonly total: number; readonly items: readonly (readonly SampleRow[])[] };
  /** Keeps a system's scores, in the place of those it had in this run. */
  saveSystem(system: RunSystemRow): void;
  systems(runId: string): RunSystemRow[];
  remove(id: string): void;
}

export function runStore(db: SqlDatabase): RunStore {
  const runs = defineTable<RunRow>(db, 'runs', {
    id: 'plain',
    state: 'plain',
    botId: 'plain',
    botName: 'plain',
    manualId: 'plain',
    manualSha256: 'plain',
    suiteId: 'plain',
    suiteName: 'plain',
    suiteHash: 'plain',
    baseModel: 'plain',
    baseModelHash: 'plain',
    recipeId: 'plain',
    seeds: 'json',
    device: 'plain',
    settings: 'json',
    versions: 'json',
    jobId: 'plain',
    createdAt: 'plain',
    finishedAt: 'plain',
  });
  const systems = defineTable<RunSystemRow>(db, 'run_systems', {
    runId: 'plain',
    position: 'plain',
    name: 'plain',
    count: 'plain',
    scores: 'json',
    seconds: 'plain',
    details: 'json',
  });
  const samples = defineTable<SampleRow>(db, 'samples', {
    runId: 'plain',
    system: 'plain',
    number: 'plain',
    seed: 'plain',
    question: 'plain',
    reference: 'plain',
    answer: 'plain',
    citations: 'json',
    scores: 'json',
    explanations: 'json',
    answersUsed: 'json',
    seconds: 'plain',
  });
  const get = (id: string) => runs.one('WHERE id = ?', id);

  return {
    insert(run) {
      const row: RunRow = {
        id: newId('run'),
        state: 'running',
        botId: null,
        botName: null,
        manualId: null,
        manualSha256: null,
        suiteId: null,
        baseModelHash: null,
        recipeId: null,
        settings: {},
        versions: {},
        jobId: null,
        createdAt: new Date().toISOString(),
        finishedAt: null,
        ...run,
      };
      runs.insert(row);
      return row;
    },
    get,
    require(id) {
      const run = get(id);
      if (run === undefined) {
        throw new AppError('store/not-found', `Looked for run ${id}: there is none.`, {
          command: 'stockpot runs list',
        });
      }
      return run;
    },
    list: (filter = {}) => runs.matching(filter, 'ORDER BY id DESC'),
    update: (id, patch) => void runs.update(patch, 'id = ?', id),
    saveSamples: (rows) =>
      db.transaction(() => {
        for (const row of rows) samples.put(row);
      }),
    samples: (runId, system) =>
      samples.matching({ runId, ...(system === undefined ? {} : { system }) }, 'ORDER BY system, seed, number'),
    answered: (runId) =>
      db
        .statement('SELECT DISTINCT system FROM samples WHERE run_id = ? ORDER BY system')
        .all(runId)
        .map(({ system }) => String(system)),
    questions(runId, { words = '', offset, limit }) {
      const asked = words.split(/\s+/).filter((word) => word !== '');
      const tests = asked.map(() => ` AND question LIKE ? ESCAPE '!'`).join('');
      const values = asked.map((word) => `%${word.replace(/[!%_]/g, '!$&')}%`);
      const where = `WHERE run_id = ?${tests}`;
      const count = db.statement(`SELECT count(DISTINCT number) AS total FROM samples ${where}`).get(runId, ...values);
      const rows = samples.all(
        `WHERE t.run_id = ? AND t.number IN (
           SELECT DISTINCT number FROM samples ${where} ORDER BY number LIMIT ? OFFSET ?
         ) ORDER BY t.number, t.system, t.seed`,
        runId,
        runId,
        ...values,
        limit,
        offset,
      );
      const items = new Map<number, SampleRow[]>();
      for (const row of rows) items.set(row.number, [...(items.get(row.number) ?? []), row]);
      return { total: Number(count?.total), items: [...items.values()] };
    },
    saveSystem: (system) => void systems.put(system),
    systems: (runId) => systems.all('WHERE run_id = ? ORDER BY position, name', runId),
    remove: (id) => void runs.delete('id = ?', id),
  };
}

/** A set of questions as it was when it was run: another text is another row. */
export interface SuiteRow {
  readonly id: string;
  readonly name: string;
  /** sha256 of the questions' canonical JSON. */
  readonly hash: string;
  readonly questions: readonly unknown[];
  readonly createdAt: string;
}

export interface SuiteStore {
  /** Keeps a suite, or gives the row that has the same name and questions. */
  save(name: string, questions: readonly unknown[]): SuiteRow;
  get(id: string): SuiteRow | undefined;
  /** Newest first. */
  list(): SuiteRow[];
}

export function suiteStore(db: SqlDatabase): SuiteStore {
  const suites = defineTable<SuiteRow>(db, 'suites', {
    id: 'plain',
    name: 'plain',
    hash: 'plain',
    questions: 'json',
    createdAt: 'plain',
  });
  return {
    save: (name, questions) =>
      db.transaction(() => {
        const hash = createHash('sha256').update(canonicalJson(questions)).digest('hex');
        const kept = suites.one('WHERE name = ? AND hash = ?', name, hash);
        if (kept !== undefined) return kept;
        const row: SuiteRow = { id: newId('sui'), name, hash, questions, createdAt: new Date().toISOString() };
        suites.insert(row);
        return row;
      }),
    get: (id) => suites.one('WHERE id = ?', id),
    list: () => suites.all('ORDER BY id DESC'),
  };
}
