import { AppError } from '../errors.ts';
import { type BootstrapOptions, type Interval, meanInterval } from './metrics.ts';
import {
  type Score,
  type Scorer,
  type ScorerInput,
  type ScorerName,
  type ScorerTools,
  unscored,
} from './scorers/scorer.ts';
import type { Suite, SuiteQuestion } from './suite.ts';
import type { Citation, System, SystemName } from './system.ts';

/** One system's answer to one question with one seed, scored: a line of the samples file. */
export interface Sample {
  readonly system: SystemName;
  /** Place of the question in the suite, from 0. */
  readonly index: number;
  readonly seed: number;
  readonly question: string;
  readonly reference: string;
  /** Null when no scorer asked for an answer, or the system could not give one. */
  readonly answer: string | null;
  readonly citations: readonly Citation[];
  readonly scores: Readonly<Partial<Record<ScorerName, number | null>>>;
  readonly explanations: Readonly<Partial<Record<ScorerName, string>>>;
  /** What a scorer scored, where that is not the answer itself: normalised words, the program that was run. */
  readonly answersUsed?: Readonly<Partial<Record<ScorerName, string>>>;
  readonly seconds: number;
}

/** One system over the whole suite. */
export interface SystemResult {
  readonly name: SystemName;
  /** Questions put to it. */
  readonly n: number;
  /** By scorer; `pairwise` and `elo` where a judge compared the systems. */
  readonly scores: Readonly<Partial<Record<ScorerName | 'pairwise' | 'elo', Interval>>>;
  /** Time of all its samples together. */
  readonly seconds: number;
}

/** What a run found. */
export interface BenchResult {
  readonly suite: string;
  readonly model: string;
  readonly systems: readonly SystemResult[];
  readonly samples: readonly Sample[];
}

/** How a run goes. */
export interface RunOptions {
  /** The base model's name, kept with the result. */
  readonly model: string;
  /** Each question is answered once with each seed; a question's score is the mean over them. */
  readonly seeds?: readonly number[];
  readonly signal?: AbortSignal;
  /** Called with each new sample, in order; awaited, so that a sample counts as done only when it is kept. */
  readonly onSample?: (sample: Sample) => void | Promise<void>;
  /** Samples of an earlier, interrupted run: not asked again where question, reference and scorers are the same. */
  readonly done?: readonly Sample[];
  readonly bootstrap?: BootstrapOptions;
  /** Places of the questions that are asked; all of them unless given. */
  readonly only?: readonly number[];
  /** Answers are asked for even when no scorer needs them: something after the run does. */
  readonly withAnswers?: boolean;
  /** What the scorers may ask of others: each that one of them `uses`. */
  readonly tools?: ScorerTools;
}

/**
 * Puts every question of the suite to every system and scores what comes back. Likelihoods do not depend on the seed and
 * are measured once a question; answers are asked for only when a scorer needs them or they are wanted. What is too long
 * for a system or a judge, or lacks the context that a system reads, is left unscored; any other failure ends the run.
 *
 * @throws the signal's reason when cancelled.
 */
export async function runBench(
  systems: readonly System[],
  suite: Suite,
  scorers: readonly Scorer[],
  options: RunOptions,
): Promise<BenchResult> {
  const seeds = options.seeds ?? [0];
  const earlier = new Map((options.done ?? []).map((sample) => [keyOf(sample), sample]));
  const samples: Sample[] = [];
  const asked = options.only ?? suite.questions.map((_, index) => index);
  for (const system of systems) {
    for (const index of asked) {
      const question = suite.questions[index]!;
      let first: Sample | undefined;
      for (const seed of seeds) {
        options.signal?.throwIfAborted();
        const kept = earlier.get(keyOf({ system: system.name, index, seed }));
        let sample = kept !== undefined && answers(kept, question, scorers) ? kept : undefined;
        if (sample === undefined) {
          const { signal, tools = {}, withAnswers = false } = options;
          sample = await takeSample(system, question, { index, seed, scorers, first, tools, withAnswers, signal });
          await options.onSample?.(sample);
        }
        first ??= sample;
        samples.push(sample);
      }
    }
  }
  return {
    suite: suite.name,
    model: options.model,
    systems: systems.map(({ name }) =>
      systemResult(name, samples, {
        scorers: scorers.map((scorer) => scorer.name),
        n: asked.length,
        bootstrap: options.bootstrap ?? {},
      }),
    ),
    samples,
  };
}

/** One system's means over the questions of these samples; `n` questions were put to it. */
export function systemResult(
  name: SystemName,
  samples: readonly Sample[],
  { scorers, n, bootstrap = {} }: SystemScoring,
): SystemResult {
  const questions = samples.reduce((most, { index }) => Math.max(most, index + 1), 0);
  const scores = scorers.map((scorer) => [
    scorer,
    meanInterval(questionScores(samples, name, scorer, questions), bootstrap),
  ]);
  const seconds = samples.reduce((sum, sample) => sum + (sample.system === name ? sample.seconds : 0), 0);
  return { name, n, scores: Object.fromEntries(scores), seconds };
}

interface SystemScoring {
  readonly scorers: readonly ScorerName[];
  readonly n: number;
  readonly bootstrap?: BootstrapOptions;
}

/**
 * A system's scores in the order of the suite's questions, each the mean over its seeds; null where a question has none.
 * Two of these lists are what `pairedDifference` compares.
 */
export function questionScores(
  samples: readonly Sample[],
  system: SystemName,
  scorer: ScorerName,
  questions: number,
): (number | null)[] {
  const scored = Array.from({ length: questions }, (): number[] => []);
  for (const sample of samples) {
    const score = sample.scores[scorer];
    if (sample.system === system && score !== null && score !== undefined) scored[sample.index]?.push(score);
  }
  return scored.map((list) => (list.length === 0 ? null : list.reduce((sum, value) => sum + value, 0) / list.length));
}

interface SampleOptions {
  readonly index: number;
  readonly seed: number;
  readonly scorers: readonly Scorer[];
  /** The same question's sample with the first seed. */
  readonly first: Sample | undefined;
  readonly tools: ScorerTools;
  readonly withAnswers: boolean;
  readonly signal: AbortSignal | undefined;
}

async function takeSample(system: System, question: SuiteQuestion, options: SampleOptions): Promise<Sample> {
  const { index, seed, scorers, first, tools, withAnswers } = options;
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const wants = (needs: Scorer['needs']) => scorers.some((scorer) => scorer.needs === needs);
  const started = performance.now();
  const given = withAnswers || wants('answer') ? await orUnscored(system.answer(question, { seed, ...signal })) : null;
  const measured =
    wants('likelihood') && first === undefined
      ? await orUnscored(system.likelihood(question, question.answer, signal))
      : null;
  const seconds = (performance.now() - started) / 1000;

  const answer = given !== null && 'value' in given ? given.value : null;
  const input: ScorerInput = {
    question: question.question,
    reference: question.answer,
    context: question.context ?? null,
    page: question.page ?? null,
    answer: answer?.answer ?? null,
    citations: answer?.citations ?? [],
    logLikelihoods: measured !== null && 'value' in measured ? measured.value : null,
    rating: null,
  };
  const scoreOf = async (scorer: Scorer): Promise<Score> => {
    if (scorer.needs === 'likelihood' && first !== undefined) {
      return { ...unscored(first.explanations[scorer.name] ?? ''), score: first.scores[scorer.name] ?? null };
    }
    const asked = scorer.needs === 'answer' ? given : measured;
    if (asked !== null && 'unscored' in asked) return unscored(asked.unscored);
    const scored = await orUnscored(Promise.resolve(scorer.score(input, { ...tools, ...signal })));
    return 'unscored' in scored ? unscored(scored.unscored) : scored.value;
  };
  const scored: (readonly [ScorerName, Score])[] = [];
  for (const scorer of scorers) scored.push([scorer.name, await scoreOf(scorer)]);
  return {
    system: system.name,
    index,
    seed,
    question: question.question,
    reference: question.answer,
    answer: input.answer,
    citations: input.citations,
    scores: Object.fromEntries(scored.map(([name, { score }]) => [name, score])),
    explanations: Object.fromEntries(scored.map(([name, { explanation }]) => [name, explanation])),
    answersUsed: Object.fromEntries(
      scored.flatMap(([name, { answerUsed: used }]) => (used === null || used === input.answer ? [] : [[name, used]])),
    ),
    seconds,
  };
}

const leavesUnscored: ReadonlySet<string> = new Set(['engine/too-long', 'bench/no-context']);

/** What does not fit a model, that of a judge included, and what a suite does not hold is told instead of ending the run. */
export async function orUnscored<T>(work: Promise<T>): Promise<{ value: T } | { unscored: string }> {
  try {
    return { value: await work };
  } catch (error) {
    if (error instanceof AppError && leavesUnscored.has(error.code)) return { unscored: error.message };
    throw error;
  }
}

function answers(kept: Sample, question: SuiteQuestion, scorers: readonly Scorer[]): boolean {
  return (
    kept.question === question.question &&
    kept.reference === question.answer &&
    scorers.every((scorer) => kept.scores[scorer.name] !== undefined)
  );
}

function keyOf({ system, index, seed }: Pick<Sample, 'system' | 'index' | 'seed'>): string {
  return `${system} ${index} ${seed}`;
}
