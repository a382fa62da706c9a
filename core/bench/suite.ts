import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.ts';

/** One question with the answer it should get. */
export interface SuiteQuestion {
  readonly question: string;
  /** The reference answer. */
  readonly answer: string;
  /** The stretch of the manual that holds the answer, where the suite gives it. */
  readonly context?: string;
  /** The manual's page that holds the answer, counted from 1. */
  readonly page?: number;
}

/** A named list of questions; `sha256` is over the file's bytes, so that a score says what it was measured on. */
export interface Suite {
  readonly name: string;
  readonly sha256: string;
  readonly questions: readonly SuiteQuestion[];
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
 * too (an `answer` beside `output` wins, and the lead-in "The correct answer is " is no part of a reference).
 *
 * @param nameOrPath a file, or the name of a built-in suite.
 * @throws AppError `bench/bad-suite` naming the record at fault.
 */
export function readSuite(nameOrPath: string, folder: string = builtInFolder): Suite {
  const builtIn = filesIn(folder).get(nameOrPath);
  const path = builtIn ?? nameOrPath;
  const bytes = readBytes(path, nameOrPath, folder);
  const records = parseList(bytes, path);
  return {
    name: builtIn === undefined ? basename(path, extname(path)) : nameOrPath,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    questions: records.map((record, index) => questionOf(record, index, path)),
  };
}

function readBytes(path: string, asked: string, folder: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const known = builtInSuites(folder).join(', ') || 'none';
    throw new AppError('bench/bad-suite', `The suite "${asked}" is neither a readable file nor built in.`, {
      cause,
      hint: `Built-in suites: ${known}.`,
    });
  }
}

function parseList(bytes: Buffer, path: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new AppError('bench/bad-suite', `${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!Array.isArray(value)) {
    throw new AppError('bench/bad-suite', `${path} holds ${kindOf(value)}; a suite is a list of {question, answer}.`);
  }
  if (value.length === 0) throw new AppError('bench/bad-suite', `${path} holds no questions.`);
  return value;
}

function questionOf(record: unknown, index: number, path: string): SuiteQuestion {
  const fail = (what: string): never => {
    throw new AppError('bench/bad-suite', `Record ${index + 1} of ${path}: ${what}`);
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
  const question = text('question') ?? joined(text('instruction'), text('input'));
  const answer = text('answer') ?? withoutLeadIn(text('output'));
  if (question === undefined) return fail('it has no "question" (or "instruction").');
  if (answer === undefined) return fail('it has no "answer" (or "output").');
  const page = fields.page ?? undefined;
  if (page !== undefined && !(Number.isInteger(page) && (page as number) >= 1)) {
    return fail(`"page" is ${JSON.stringify(page)}, not a page number counted from 1.`);
  }
  const context = text('context');
  return {
    question,
    answer,
    ...(context === undefined ? {} : { context }),
    ...(page === undefined ? {} : { page: page as number }),
  };
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
