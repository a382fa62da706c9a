import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type FormatScore,
  letterExamples,
  letterFormats,
  letterRecords,
  meanInterval,
  type PromptFormat,
} from '../core/bench/index.ts';
import { AppError } from '../core/errors.ts';
import type { Input, Json, Method, Output, RunSample } from '../core/service/index.ts';

/** What is trained and tested: pairs of formats, and the formats that none of them knows (LoRA Soups, §5.4). */
export interface FormatsPlan {
  readonly pairs: readonly (readonly [number, number])[];
  /** Those of a pair are left out for that pair. */
  readonly tests: readonly number[];
  readonly model?: string;
  /** Examples of each format to train on, and questions to test on. */
  readonly examples: number;
  readonly questions: number;
  readonly seed: number;
  readonly systems: readonly string[];
  readonly shots: number;
  readonly maxNewTokens: number;
  readonly recipe: string;
  readonly set: Readonly<Record<string, Json>>;
}

export const defaultPlan: FormatsPlan = {
  pairs: [
    [1, 4],
    [1, 2],
    [2, 4],
  ],
  tests: [3, 7, 8, 10],
  examples: 320,
  questions: 40,
  seed: 0,
  systems: ['skill-1', 'skill-2', 'data-mix-plain', 'cat-static', 'cat-learned'],
  shots: 1,
  maxNewTokens: 8,
  recipe: 'best',
  set: {
    'instruction.epochs': 2, // of few examples
    'instruction.maxTokens': 160, // the longest prompt has about 110
    // Data mixing, by these, sees each example as often as a skill does.
    'training.epochs': 2,
    'training.length': 160,
    'training.dropout': 0,
    'soup.length': 160,
    'soup.maxSteps': 48,
  },
};

/** Calls the contract; events go where the caller wants them. */
export type Call = <M extends Method>(method: M, input: Input<M>) => Promise<Output<M>>;

/**
 * Runs the whole experiment in a home. What is there already is not done again, and jobs that were cut off go on, so that
 * it can be stopped and begun again at any time.
 *
 * @param say told of each part as it begins.
 */
export async function runFormats(
  call: Call,
  plan: FormatsPlan,
  { home, say }: { readonly home: string; readonly say: (text: string) => void },
): Promise<FormatScore[]> {
  const scores: FormatScore[] = [];
  for (const pair of plan.pairs) {
    for (const number of pair) {
      say(`A skill for format ${number}`);
      await skillFor(call, plan, formatOf(number), home);
    }
    say(`Formats ${pair.join(' and ')} blended`);
    const bot = await botFor(call, plan, pair);
    for (const format of plan.tests.filter((test) => !pair.includes(test))) {
      say(`Formats ${pair.join(' and ')} tested on format ${format}`);
      const run = await runFor(call, plan, bot, format);
      scores.push(...(await scoresOf(call, run, { pair: [pair[0], pair[1]], format, systems: plan.systems })));
    }
  }
  return scores;
}

async function skillFor(call: Call, plan: FormatsPlan, format: PromptFormat, home: string): Promise<void> {
  const name = skillName(format.number);
  if ((await call('skill.list', {})).some((skill) => skill.name === name)) return;
  if (await resumed(call, 'train-skill', name)) return;
  const folder = join(home, 'formats');
  const data = join(folder, `format-${format.number}.json`);
  mkdirSync(folder, { recursive: true });
  // Test questions are drawn with another seed.
  const examples = letterExamples({ seed: plan.seed + TRAIN_SEED, count: plan.examples });
  writeFileSync(data, JSON.stringify(letterRecords(format, examples), null, 1));
  const model = plan.model === undefined ? {} : { model: plan.model };
  await call('skill.train', { data, name, recipe: plan.recipe, set: plan.set, ...model });
}

async function botFor(call: Call, plan: FormatsPlan, pair: readonly [number, number]): Promise<string> {
  const name = `Formats ${pair.join(' and ')}`;
  const isThere = async () => (await call('bot.list', {})).some((bot) => bot.name === name);
  if (!(await isThere()) && !(await resumed(call, 'blend', name))) {
    const skills = pair.map(skillName);
    await call('soup.blend', { skills, learn: true, name, recipe: plan.recipe, set: plan.set });
  }
  return name;
}

async function runFor(call: Call, plan: FormatsPlan, bot: string, format: number): Promise<string> {
  // Some are set aside as worked examples.
  const suite = `letters:${format}:${plan.seed}:${plan.questions + plan.shots}`;
  const done = async () =>
    (await call('run.list', {})).find((run) => run.bot === bot && run.suite === suite && run.state === 'done')?.id;
  const before = await done();
  if (before !== undefined) return before;
  if (!(await resumed(call, 'benchmark', `${bot}, ${suite}`))) {
    const { shots, maxNewTokens } = plan;
    const systems = plan.systems.join(',');
    const scorers = 'exact,likelihood';
    await call('bench.run', { target: bot, suite, task: 'letters', systems, scorers, shots, maxNewTokens });
  }
  const run = await done();
  if (run === undefined) throw new AppError('internal/defect', `The run of "${bot}" on ${suite} is not there.`);
  return run;
}

/** Goes on with a job that was cut off; false when there is none. */
async function resumed(call: Call, kind: string, title: string): Promise<boolean> {
  const jobs = await call('job.list', {});
  const cut = jobs.find((job) => job.kind === kind && job.title === title && cutOff.has(job.state));
  if (cut === undefined) return false;
  await call('job.resume', { job: cut.id });
  return true;
}

const cutOff: ReadonlySet<string> = new Set(['paused', 'failed', 'cancelled']);

/** Each system's share of right answers; behind the single skills the average of both, question by question. */
async function scoresOf(
  call: Call,
  run: string,
  { pair, format, systems }: Pick<FormatScore, 'pair' | 'format'> & { readonly systems: readonly string[] },
): Promise<FormatScore[]> {
  const { items } = await call('run.samples', { run, limit: 1000 });
  const score = (system: string, values: (number | null)[]) => ({ pair, format, system, score: meanInterval(values) });
  const single = ['skill-1', 'skill-2'].map((system) => rightAnswers(items, system));
  const both = single[0]!.map((first, i) => {
    const second = single[1]![i] ?? null;
    return first === null || second === null ? null : (first + second) / 2;
  });
  return systems.flatMap((system) => {
    const own = score(system, rightAnswers(items, system));
    return system === 'skill-2' ? [own, score('average', both)] : [own];
  });
}

/** By question, over its seeds. */
function rightAnswers(samples: readonly RunSample[], system: string): (number | null)[] {
  return samples.map(({ answers }) => {
    const scored = answers.flatMap((answer) => (answer.system === system ? [answer.scores.exact ?? null] : []));
    const known = scored.filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}

function skillName(number: number): string {
  return `Letters in format ${number}`;
}

function formatOf(number: number): PromptFormat {
  const format = letterFormats.find((one) => one.number === number);
  if (format !== undefined) return format;
  throw new AppError('cli/usage', `There is no format ${number}.`, { hint: `Formats: 1 to ${letterFormats.length}.` });
}

const TRAIN_SEED = 1_000_000;
