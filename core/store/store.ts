import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError, invariant } from '../errors.ts';
import { type BotStore, botStore } from './bots.ts';
import { type ConnectionStore, connectionStore } from './connections.ts';
import { type ConversationStore, conversationStore } from './conversations.ts';
import { type ChangeListener, openDatabase, type SqlDatabase } from './database.ts';
import { makeHome } from './home.ts';
import { type JobStore, jobStore } from './jobs.ts';
import type { HomeLock } from './lock.ts';
import { type ManualStore, manualStore } from './manuals.ts';
import { type MarkStore, markStore } from './marks.ts';
import { migrate } from './migrate.ts';
import { movePaths } from './move-paths.ts';
import { type PairVerdictStore, pairVerdictStore } from './pair-verdicts.ts';
import { type PassageVectorStore, passageVectorStore } from './passage-vectors.ts';
import { type PassageStore, passageStore, passageTable } from './passages.ts';
import { type PointStore, pointStore } from './points.ts';
import { type PreparedStore, preparedStore } from './prepared.ts';
import { type PromotionStore, promotionStore } from './promotions.ts';
import { type QuestionDraftStore, questionDraftStore } from './question-drafts.ts';
import { type RatedAnswerStore, ratedAnswerStore } from './rated-answers.ts';
import { type RatingStore, ratingStore } from './ratings.ts';
import { type RecipeStore, recipeStore } from './recipes.ts';
import { type RunStore, runStore, type SuiteStore, suiteStore } from './runs.ts';
import { type SettingStore, settingStore } from './settings.ts';
import { type SkillRow, type SkillStore, skillStore } from './skills.ts';
import { type SoupStore, soupStore } from './soups.ts';
import { removeOrphans, type Sweep, sweep } from './sweep.ts';

/** An open home: its database, and where its files lie. Close it. */
export interface Store {
  readonly home: string;
  readonly manuals: ManualStore;
  readonly passages: PassageStore;
  readonly passageVectors: PassageVectorStore;
  readonly recipes: RecipeStore;
  readonly skills: SkillStore;
  readonly soups: SoupStore;
  readonly bots: BotStore;
  readonly promotions: PromotionStore;
  readonly jobs: JobStore;
  readonly points: PointStore;
  readonly conversations: ConversationStore;
  readonly ratedAnswers: RatedAnswerStore;
  readonly suites: SuiteStore;
  readonly runs: RunStore;
  readonly ratings: RatingStore;
  readonly marks: MarkStore;
  readonly verdicts: PairVerdictStore;
  readonly prepared: PreparedStore;
  readonly questionDrafts: QuestionDraftStore;
  readonly connections: ConnectionStore;
  readonly settings: SettingStore;
  /** `manuals/<sha256>`, `skills/<id>`, `jobs/<id>`, `runs/<id>`, `prepared/<key>`: absolute, whether there or not. */
  manualFolder(sha256: string): string;
  skillFolder(skill: Pick<SkillRow, 'folder'> | string): string;
  jobFolder(id: string): string;
  runFolder(id: string): string;
  preparedFolder(key: string): string;
  /** All of `body`'s changes or none. `body` is synchronous; transactions may stand inside one another. */
  transaction<T>(body: () => T): T;
  /** Hears of every change of a table made here, at once: a transaction may still take it back. Gives the function that ends it. */
  onChange(listener: ChangeListener): () => void;
  /** A number that differs from the one before when another process has changed something in between. */
  otherChanges(): number;
  /**
   * Removes a manual's row, then its folder; `withDependants`: after everything that rests on it.
   * @throws AppError `store/in-use` when something needs it.
   */
  removeManual(id: string, options?: { readonly withDependants?: boolean }): void;
  /** Removes a bot with its conversations, and its soup where nothing else needs that. */
  removeBot(id: string): void;
  /** Removes a skill's row, then its folder where that lies in the home. @throws AppError `store/in-use`. */
  removeSkill(id: string): void;
  removeJob(id: string): void;
  removeRun(id: string): void;
  removePrepared(key: string): void;
  /** Compares rows with folders: what is orphaned, what is missing. Changes nothing. */
  sweep(): Sweep;
  /** Removes what {@link Store.sweep} finds orphaned, and gives it. For the home's owner, before it runs jobs. */
  removeOrphans(lock: HomeLock): Sweep;
  /** What is wrong with the database file; empty when it is whole. */
  check(): string[];
  /** Changes every path that leads into the folder `from` so that it leads into `to`. */
  movePaths(from: string, to: string): void;
  /** Writes a whole copy of the database, as it is now, to a new file. */
  backup(path: string): void;
  close(): void;
}

/**
 * Opens a home, making its folder and `stockpot.db` where there are none and bringing an older file up to date.
 * Several processes may have one home open; who runs jobs or removes files holds its lock (`lockHome`).
 *
 * @throws AppError `store/newer-version`, `store/corrupt`, `store/disk-full`, `store/not-writable`, `store/disk-failed`.
 */
export function openStore(home: string, options: { readonly nativeBinding?: string } = {}): Store {
  const root = resolve(home);
  makeHome(root);
  const db = openDatabase(join(root, DATABASE_NAME), options);
  try {
    migrate(db);
    return storeOver(root, db);
  } catch (error) {
    db.close();
    throw error;
  }
}

export const DATABASE_NAME = 'stockpot.db';

function storeOver(home: string, db: SqlDatabase): Store {
  const manuals = manualStore(db);
  const passages = passageTable(db);
  const skills = skillStore(db);
  const soups = soupStore(db);
  const bots = botStore(db);
  const jobs = jobStore(db);
  const runs = runStore(db);
  const jobFolder = (id: string) => join(home, 'jobs', id);
  const prepared = preparedStore(db);
  const preparedFolder = (key: string) => join(home, 'prepared', key);
  const runFolder = (id: string) => join(home, 'runs', id);
  const manualFolder = (sha256: string) => join(home, 'manuals', sha256);

  // Row first: a kill in between leaves a folder without a row, which the next start sweeps away.
  const removeBot = (id: string): void => {
    const { soupId } = bots.require(id);
    bots.remove(id);
    if (soupId !== null) soups.removeUnused(soupId);
  };
  /** Rows alone; gives the folders that are to go after them. */
  const removeDependants = (manualId: string): string[] => {
    const { bots: resting, soups: blends, skills: trained, speakers } = manuals.dependants(manualId);
    for (const { id } of resting) removeBot(id);
    for (const id of blends) if (soups.get(id) !== undefined) soups.remove(id);
    const folders = trained.map(({ id }) => skills.require(id)).filter(({ id, folder }) => folder === `skills/${id}`);
    for (const { id } of trained) skills.remove(id);
    for (const { id } of speakers) bots.setManuals(id, without(bots.manualIds(id), manualId));
    return folders.map(({ folder }) => join(home, folder));
  };
  const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });

  return {
    home,
    manuals,
    passages: passageStore(db, passages),
    passageVectors: passageVectorStore(db, passages),
    recipes: recipeStore(db),
    skills,
    soups,
    bots,
    promotions: promotionStore(db),
    jobs,
    points: pointStore(db),
    conversations: conversationStore(db),
    ratedAnswers: ratedAnswerStore(db),
    suites: suiteStore(db),
    runs,
    ratings: ratingStore(db),
    marks: markStore(db),
    verdicts: pairVerdictStore(db),
    prepared,
    questionDrafts: questionDraftStore(db),
    connections: connectionStore(db),
    settings: settingStore(db),
    manualFolder,
    skillFolder: (skill) => (typeof skill === 'string' ? join(home, 'skills', skill) : resolve(home, skill.folder)),
    jobFolder,
    runFolder,
    preparedFolder,
    transaction: (body) => db.transaction(body),
    onChange: (listener) => db.onChange(listener),
    otherChanges: () => Number(db.statement('SELECT data_version AS version FROM pragma_data_version').get()?.version),
    removeManual(id, { withDependants = false } = {}) {
      const { sha256 } = manuals.require(id);
      const folders = db.transaction(() => {
        const gone = withDependants ? removeDependants(id) : [];
        manuals.remove(id);
        return gone;
      });
      for (const folder of [...folders, manualFolder(sha256)]) removeFolder(folder);
    },
    removeBot: (id) => db.transaction(() => removeBot(id)),
    removeSkill(id) {
      const { folder } = skills.require(id);
      skills.remove(id);
      if (folder === `skills/${id}`) removeFolder(join(home, folder));
    },
    removeJob(id) {
      jobs.remove(id);
      removeFolder(jobFolder(id));
    },
    removeRun(id) {
      runs.remove(id);
      removeFolder(runFolder(id));
    },
    removePrepared(key) {
      prepared.remove(key);
      removeFolder(preparedFolder(key));
    },
    sweep: () => sweep(home, db),
    removeOrphans(lock) {
      invariant(lock.home === home, `the lock is of ${lock.home}, not of ${home}`);
      return removeOrphans(home, db);
    },
    check() {
      const found = db.statement('SELECT integrity_check AS line FROM pragma_integrity_check').all();
      const lines = found.map(({ line }) => String(line)).filter((line) => line !== 'ok');
      const broken = db.statement('SELECT "table", rowid FROM pragma_foreign_key_check').all();
      return [
        ...lines,
        ...broken.map((row) => `${row.table} ${row.rowid}: points to an entry that is not there`),
        ...(searchIndexAgrees(db, 'passages_text')
          ? []
          : ['passages_text: the full-text index disagrees with the passages']),
        ...(searchIndexAgrees(db, 'conversation_search')
          ? []
          : ['conversation_search: the full-text index disagrees with the conversations']),
      ];
    },
    movePaths: (from, to) => movePaths(db, from, to),
    backup: (path) => db.copyTo(path),
    close: () => db.close(),
  };
}

function without(ids: readonly string[], one: string): string[] {
  return ids.filter((id) => id !== one);
}

function searchIndexAgrees(db: SqlDatabase, index: string): boolean {
  try {
    // 1: compare with the table indexed too, not only the index with itself.
    db.statement(`INSERT INTO ${index} (${index}, rank) VALUES ('integrity-check', 1)`).run();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'store/corrupt') return false;
    throw error;
  }
}
