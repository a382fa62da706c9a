import { AppError } from '../errors.ts';
import type { SqlDatabase } from './database.ts';
import { newId } from './ids.ts';
import { defineTable } from './table.ts';

export type DraftState = 'waiting' | 'accepted' | 'edited' | 'rejected';

/** A question of a suite of one's own: made from a passage and reviewed, or read from a file. */
export interface QuestionDraftRow {
  readonly id: string;
  /** The suite's name. */
  readonly suite: string;
  /** Null once the manual is gone, and for questions of a file that ask about none. */
  readonly manualId: string | null;
  /** Its place in the suite, from 0. */
  readonly seq: number;
  /** 0: none is known. */
  readonly page: number;
  /** The passage that holds the answer; empty where none is known. */
  readonly context: string;
  readonly question: string;
  readonly answer: string;
  /** The task that its suite is for; empty for questions about a manual. */
  readonly task: string;
  /** A program that gives the answer; empty where there is none. */
  readonly program: string;
  /** Accepted and edited ones alone count. */
  readonly state: DraftState;
  /** What a person should look at. */
  readonly hints: readonly string[];
  readonly madeBy: MadeBy;
  readonly jobId: string | null;
  readonly createdAt: string;
  readonly reviewedAt: string | null;
}

/** Who made a question, and what it was before a person changed it. */
export interface MadeBy {
  /** A model's name, or that of a file. */
  readonly name: string;
  readonly question: string;
  readonly answer: string;
  /** The place of its passage in the manual. */
  readonly passage?: number;
  readonly seed?: number;
}

/** A suite of one's own, counted. */
export interface DraftSuiteRow {
  readonly suite: string;
  readonly manualId: string | null;
  readonly waiting: number;
  readonly accepted: number;
  readonly edited: number;
  readonly rejected: number;
  readonly createdAt: string;
}

export interface QuestionDraftStore {
  /** Keeps questions behind those that the suite has. */
  add(drafts: readonly NewQuestionDraft[]): QuestionDraftRow[];
  /** @throws AppError `store/not-found` */
  require(id: string): QuestionDraftRow;
  /** In their order. */
  list(suite: string): QuestionDraftRow[];
  /** Those that a job made, in their order. */
  madeBy(jobId: string): QuestionDraftRow[];
  update(id: string, patch: Pick<QuestionDraftRow, 'question' | 'answer' | 'state' | 'reviewedAt'>): void;
  /** Newest first. */
  suites(): DraftSuiteRow[];
  /** Removes a suite with all its questions; gives how many they were. */
  remove(suite: string): number;
}

export type NewQuestionDraft = Omit<QuestionDraftRow, 'id' | 'seq' | 'createdAt' | 'reviewedAt' | 'task' | 'program'> &
  Partial<Pick<QuestionDraftRow, 'task' | 'program'>>;

export function questionDraftStore(db: SqlDatabase): QuestionDraftStore {
  const drafts = defineTable<QuestionDraftRow>(db, 'question_drafts', {
    id: 'plain',
    suite: 'plain',
    manualId: 'plain',
    seq: 'plain',
    page: 'plain',
    context: 'plain',
    question: 'plain',
    answer: 'plain',
    task: 'plain',
    program: 'plain',
    state: 'plain',
    hints: 'json',
    madeBy: 'json',
    jobId: 'plain',
    createdAt: 'plain',
    reviewedAt: 'plain',
  });
  const nextSeq = (suite: string) =>
    Number(
      db.statement('SELECT coalesce(max(seq) + 1, 0) AS next FROM question_drafts WHERE suite = ?').get(suite)?.next,
    );
  return {
    add: (rows) =>
      db.transaction(() =>
        rows.map((row) => {
          const draft: QuestionDraftRow = {
            id: newId('drf'),
            seq: nextSeq(row.suite),
            createdAt: new Date().toISOString(),
            reviewedAt: null,
            task: '',
            program: '',
            ...row,
          };
          drafts.insert(draft);
          return draft;
        }),
      ),
    require(id) {
      const draft = drafts.one('WHERE id = ?', id);
      if (draft !== undefined) return draft;
      throw new AppError('store/not-found', `Looked for question ${id}: there is none.`, {
        command: 'stockpot suites list',
      });
    },
    list: (suite) => drafts.all('WHERE suite = ? ORDER BY seq', suite),
    madeBy: (jobId) => drafts.all('WHERE job_id = ? ORDER BY seq', jobId),
    update: (id, patch) => void drafts.update(patch, 'id = ?', id),
    suites: () =>
      db
        .statement(
          `SELECT suite, max(manual_id) AS manualId, min(created_at) AS createdAt,
             sum(state = 'waiting') AS waiting, sum(state = 'accepted') AS accepted,
             sum(state = 'edited') AS edited, sum(state = 'rejected') AS rejected
           FROM question_drafts GROUP BY suite ORDER BY createdAt DESC, suite`,
        )
        .all()
        .map((row) => ({
          suite: String(row.suite),
          manualId: row.manualId === null ? null : String(row.manualId),
          createdAt: String(row.createdAt),
          waiting: Number(row.waiting),
          accepted: Number(row.accepted),
          edited: Number(row.edited),
          rejected: Number(row.rejected),
        })),
    remove: (suite) => drafts.delete('suite = ?', suite),
  };
}
