import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import {
  builtInSuites,
  letterExamples,
  letterFormats,
  letterQuestion,
  lettersSuite,
  readSuite,
  type Suite,
  type SuiteQuestion,
  type TaskName,
} from '../bench/index.ts';
import { AppError } from '../errors.ts';
import { canonicalJson, type DraftSuiteRow, type QuestionDraftRow, type Store } from '../store/index.ts';
import type { LetterFormatChoice, Removed, SuiteImportInput, SuiteInput, SuiteSummary } from './contract.ts';
import { findManual } from './find.ts';
import type { CallContext, Methods } from './methods.ts';

export const suiteMethods: Methods<'suite.list' | 'suite.import' | 'suite.remove'> = {
  'suite.list': (_input, { host }) => [...builtIn(), ...host.store.questionDrafts.suites().map(ownSummary)],
  'suite.import': importSuite,
  'suite.remove': removeSuite,
};

/**
 * The suite that a person names: a file, one of their own, `letters:FORMAT:SEED:COUNT`, or one that comes with the program.
 * @throws AppError `bench/bad-suite`
 */
export function findSuite(store: Store, text: string): Suite {
  if (existsSync(text)) return readSuite(resolve(text));
  return lettersSuite(text) ?? ownSuite(store, text) ?? readSuite(text);
}

/** The suites that can be named, each with how many questions it asks; those without any are left out. */
export function suiteChoices(store: Store): Pick<Suite, 'name' | 'questions' | 'task'>[] {
  const names = [
    ...builtInSuites(),
    ...store.questionDrafts
      .suites()
      .filter(counts)
      .map(({ suite }) => suite),
  ];
  return names.map((name) => ({ ...findSuite(store, name), name }));
}

/** How each format of the counted letters asks: suites of them are made when they are named. */
export function letterFormatChoices(): LetterFormatChoice[] {
  const [example] = letterExamples({ seed: 0, count: 1 });
  return letterFormats.map((format) => ({
    number: format.number,
    example: letterQuestion(format, example!).question,
    withChoices: letterQuestion(format, example!, { choices: true }).question,
  }));
}

/** A suite of one's own: what was accepted, as it stands now. Undefined where there is none of this name. */
function ownSuite(store: Store, name: string): Suite | undefined {
  const drafts = store.questionDrafts.list(name);
  if (drafts.length === 0) return undefined;
  const questions = drafts.filter(({ state }) => state === 'accepted' || state === 'edited').map(questionOf);
  if (questions.length === 0) {
    const waiting = drafts.filter(({ state }) => state === 'waiting').length;
    throw new AppError('bench/bad-suite', `No question of "${name}" was accepted; ${waiting} wait for review.`, {
      command: `stockpot suites review "${name}"`,
    });
  }
  const [{ task }] = drafts as [QuestionDraftRow];
  return {
    name,
    questions,
    sha256: createHash('sha256').update(canonicalJson(questions)).digest('hex'),
    ...(task === '' ? {} : { task: task as TaskName }),
  };
}

function questionOf({ question, answer, context, page, program }: QuestionDraftRow): SuiteQuestion {
  return {
    question,
    answer,
    ...(context === '' ? {} : { context }),
    ...(page === 0 ? {} : { page }),
    ...(program === '' ? {} : { program }),
  };
}

/** @throws AppError `store/conflict` for a name that means another suite. */
export function checkOwnName(store: Store, name: string, { isNew }: { readonly isNew: boolean }): void {
  const isTaken = builtInSuites().includes(name) || (isNew && store.questionDrafts.list(name).length > 0);
  if (isTaken) {
    throw new AppError('store/conflict', `There is a suite "${name}" already.`, { hint: 'Give another name.' });
  }
  if (!/^letters:/.test(name)) return;
  throw new AppError('store/conflict', `"${name}" names counted letters.`, { hint: 'Give another name.' });
}

/** @throws AppError `service/not-found`. */
export function requireOwnSuite(store: Store, name: string): DraftSuiteRow {
  const suites = store.questionDrafts.suites();
  const found = suites.find(({ suite }) => suite === name);
  if (found !== undefined) return found;
  throw new AppError('service/not-found', `There is no suite "${name}" of your own.`, {
    ...(suites.length === 0
      ? { command: 'stockpot suites make MANUAL' }
      : { hint: `Suites: ${suites.map(({ suite }) => `"${suite}"`).join(', ')}.` }),
  });
}

export function ownSummary({ suite, manualId, createdAt, ...states }: DraftSuiteRow): SuiteSummary {
  const questions = states.accepted + states.edited;
  return { name: suite, kind: 'own', questions, ...states, manual: manualId, createdAt };
}

function importSuite({ path, name: given, manual }: SuiteImportInput, { host, emit }: CallContext): SuiteSummary {
  const { store } = host;
  const manualId = manual === undefined ? null : findManual(store, manual).id;
  const suite = readSuite(resolve(path));
  if (suite.notice !== undefined) emit({ kind: 'notice', code: 'warning', message: suite.notice });
  const name = given ?? suite.name;
  checkOwnName(store, name, { isNew: true });
  store.questionDrafts.add(
    suite.questions.map(({ question, answer, context = '', page = 0, program = '' }) => ({
      suite: name,
      manualId,
      page,
      context,
      question,
      answer,
      program,
      task: suite.task ?? '',
      state: 'accepted',
      hints: [],
      madeBy: { name: basename(path, extname(path)), question, answer },
      jobId: null,
    })),
  );
  return ownSummary(requireOwnSuite(store, name));
}

function removeSuite({ suite }: SuiteInput, { host: { store } }: CallContext): Removed {
  requireOwnSuite(store, suite);
  store.questionDrafts.remove(suite);
  return { removed: suite };
}

function builtIn(): SuiteSummary[] {
  return builtInSuites().map((name) => ({
    name,
    kind: 'built-in',
    questions: readSuite(name).questions.length,
    waiting: 0,
    accepted: 0,
    edited: 0,
    rejected: 0,
    manual: null,
    createdAt: null,
  }));
}

function counts({ accepted, edited }: DraftSuiteRow): boolean {
  return accepted + edited > 0;
}
