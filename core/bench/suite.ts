import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.ts';
import { factoidQuestions, isBioasq } from './bioasq.ts';
import { whereToGet } from './suites-elsewhere.ts';
import type { TaskName } from './tasks/table.ts';

/** One question with the answer it should get. */
export interface SuiteQuestion {
  readonly question: string;
  /** The reference answer. */
  readonly answer: string;
  /** The stretch of the manual that holds the answer, where the suite gives it. */
  readonly context?: string;
  /** The manual's page that holds the answer, counted from 1. */
  readonly page?: number;
  /** A program that gives the answer, where the suite has one. */
  readonly program?: string;
}

/** A named list of questions; `sha256` is over the file's bytes, so that a score says what it was measured on. */
export interface Suite {
  readonly name: string;
  readonly sha256: string;
  readonly questions: readonly SuiteQuestion[];
  /** What is done with these questions, unless a run says otherwise. */
  readonly task?: TaskName;
  /** What of the file is no part of the suite, and why, in a person's words. */
  readonly notice?: string;
}

/** Where the suites that come with the program lie; the desktop application says where its own do. */
export const builtInFolder =
  process.env.STOCKPOT_RESOURCES === undefined
    ? fileURLToPath(new URL('../../resources/suites/', import.meta.url))
    : join(process.env.STOCKPOT_RESOURCES, 'suites');

/** The names of the suites that come with the program. */
export function builtInSuites(folder: string = builtInFolder): string[] {
  return [...filesIn(folder).keys()].sort();
}

/** By name; the questions about the sample manual lie beside it. */
function filesIn(folder: string): ReadonlyMap<string, string> {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => extname(file) === '.json') : [];
  const named = files.map((file) => [basename(file, '.json'), join(folder, file)] as const);
  const sample = join(folder, '../sample/questions.json');
  return new Map([...named, ...(existsSync(sample) ? [['sample-manual', sample] as const] : [])]);
}

/**
 * Reads a suite: a JSON list of `{question, answer, context?, page?}`. Alpaca's `{instruction, input?, output}` is read
 * too (an `answer` beside `output` wins, and the lead-in "The correct answer is " is no part of a reference), and so are
 * GSM-Hard's `{input, target, code?}` and the factoid questions of a BioASQ file. A file `.jsonl` has one record a line.
 *
 * @param nameOrPath a file, or the name of a built-in suite.
 * @throws AppError `bench/bad-suite` naming the record at fault.
 */
export function readSuite(nameOrPath: string, folder: string = builtInFolder): Suite {
  const builtIn = filesIn(folder).get(nameOrPath);
  const path = builtIn ?? nameOrPath;
  const bytes = readBytes(path, nameOrPath, folder);
  const value = parseJson(bytes, path);
  return {
    name: builtIn === undefined ? basename(path, extname(path)) : nameOrPath,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(isBioasq(value) ? bioasqSuite(value, path) : { questions: suiteQuestions(value, path) }),
    ...(isGsmHard(value) ? { task: 'gsm-hard' } : {}),
  };
}

/** The questions of a suite that is JSON already. @throws AppError `bench/bad-suite` naming `source` and the record at fault. */
export function suiteQuestions(value: unknown, source: string): SuiteQuestion[] {
  return listOf(value, source).map((record, index) => questionOf(record, index, source));
}

/** GSM-Hard's records have a number as `target`, which a program is to give. */
function isGsmHard(value: unknown): boolean {
  const isRecord = (one: unknown) => typeof (one as { target?: unknown } | null)?.target === 'number';
  return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}

function bioasqSuite(
  value: { readonly questions: readonly unknown[] },
  path: string,
): Pick<Suite, 'questions' | 'notice' | 'task'> {
  const { questions, others } = factoidQuestions(value, (index, what) => {
    throw badRecord(index, path, what);
  });
  const counts = Object.entries(others).map(([type, count]) => `${count} of type ${type}`);
  if (questions.length === 0) {
    throw new AppError(
      'bench/bad-suite',
      `${path} holds no factoid questions (${counts.join(', ') || 'none at all'}).`,
    );
  }
  if (counts.length === 0) return { questions, task: 'reading' };
  return {
    questions,
    task: 'reading',
    notice: `${questions.length} factoid questions; left out: ${counts.join(', ')}.`,
  };
}

function readBytes(path: string, asked: string, folder: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const known = builtInSuites(folder).join(', ') || 'none';
    const hint = whereToGet(asked) ?? `Built-in suites: ${known}.`;
    throw new AppError('bench/bad-suite', `The suite "${asked}" is neither a readable file nor built in.`, {
      cause,
      hint,
    });
  }
}

function parseJson(bytes: Buffer, path: string): unknown {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  try {
    if (extname(path) !== '.jsonl') return JSON.parse(text);
    return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line)]));
  } catch (cause) {
    throw new AppError('bench/bad-suite', `${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

function listOf(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new AppError('bench/bad-suite', `${path} holds ${kindOf(value)}; a suite is a list of {question, answer}.`);
  }
  if (value.length === 0) throw new AppError('bench/bad-suite', `${path} holds no questions.`);
  return value;
}

function questionOf(record: unknown, index: number, path: string): SuiteQuestion {
  const fail = (what: string): never => {
    throw badRecord(index, path, what);
  };
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return fail(`expected an object with question and answer, found ${kindOf(record)}.`);
  }
  const fields = record as Record<string, unknown>;
  const text = (name: string): string | undefined => {
    const value = fields[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') return fail(`"${name}" is ${kindOf(value)}, not text.`);
    return value.trim() === '' ? undefined : value.trim();
  };
  const number = (name: string): string | undefined => {
    const value = fields[name];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'number' ? String(value) : fail(`"${name}" is ${kindOf(value)}, not a number.`);
  };
  const inputAlone = fields.target === undefined ? undefined : text('input');
  const question = text('question') ?? joined(text('instruction'), text('input')) ?? inputAlone;
  const answer = text('answer') ?? withoutLeadIn(text('output')) ?? number('target');
  if (question === undefined) return fail('it has no "question" (or "instruction").');
  if (answer === undefined) return fail('it has no "answer" (or "output").');
  const page = fields.page ?? undefined;
  if (page !== undefined && !(Number.isInteger(page) && (page as number) >= 1)) {
    return fail(`"page" is ${JSON.stringify(page)}, not a page number counted from 1.`);
  }
  const context = text('context');
  const program = fields.target === undefined ? undefined : text('code');
  return {
    question,
    answer,
    ...(context === undefined ? {} : { context }),
    ...(page === undefined ? {} : { page: page as number }),
    ...(program === undefined ? {} : { program }),
  };
}

function badRecord(index: number, path: string, what: string): AppError {
  return new AppError('bench/bad-suite', `Record ${index + 1} of ${path}: ${what}`);
}

function joined(instruction: string | undefined, input: string | undefined): string | undefined {
  return instruction === undefined || input === undefined ? instruction : `${instruction}\n\n${input}`;
}

function withoutLeadIn(output: string | undefined): string | undefined {
  const answer = output?.replace(/^The correct answer is /, '').trim();
  return answer === '' ? undefined : answer;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
