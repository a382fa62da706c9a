import type { Match } from './elo.ts';
import { type BootstrapOptions, type Interval, meanInterval } from './metrics.ts';
import { orUnscored, type Sample } from './run.ts';
import { judgePair, type Verdict } from './scorers/pairwise.ts';
import type { ScorerTools } from './scorers/scorer.ts';
import type { SuiteQuestion } from './suite.ts';
import type { SystemName } from './system.ts';

/** How two systems' answers to one question with one seed compare. */
export interface PairVerdict extends Verdict {
  readonly first: SystemName;
  readonly second: SystemName;
  readonly index: number;
  readonly seed: number;
}

export interface PairOptions {
  readonly signal?: AbortSignal;
  /** Called with each new verdict, in order; awaited, so that one counts as done only when it is kept. */
  readonly onVerdict?: (verdict: PairVerdict) => void | Promise<void>;
  /** Verdicts of an earlier, interrupted comparison: not asked for again. */
  readonly done?: readonly PairVerdict[];
}

/** How many verdicts {@link comparePairs} gives on these samples. */
export function countPairs(samples: readonly Sample[]): number {
  return pairsOf(samples).length;
}

/**
 * Has a judging model compare every two systems' answers, question by question and seed by seed. A pair of which one has no
 * answer has no outcome; the same answer twice is a tie without asking.
 */
export async function comparePairs(
  samples: readonly Sample[],
  questions: readonly SuiteQuestion[],
  judge: NonNullable<ScorerTools['judge']>,
  { signal, onVerdict, done = [] }: PairOptions = {},
): Promise<PairVerdict[]> {
  const earlier = new Map(done.map((verdict) => [keyOf(verdict), verdict]));
  const verdicts: PairVerdict[] = [];
  for (const [ours, theirs] of pairsOf(samples)) {
    signal?.throwIfAborted();
    const place = { first: ours.system, second: theirs.system, index: ours.index, seed: ours.seed };
    let verdict = earlier.get(keyOf(place));
    if (verdict === undefined) {
      const { context = null } = questions[ours.index]!;
      verdict = { ...place, ...(await verdictOn(ours, theirs, context, judge, signal)) };
      await onVerdict?.(verdict);
    }
    verdicts.push(verdict);
  }
  return verdicts;
}

/** What counts: pairs with an outcome. */
export function matchesOf(verdicts: readonly PairVerdict[]): Match[] {
  return verdicts.flatMap(({ first, second, outcome }) => (outcome === null ? [] : [{ first, second, outcome }]));
}

/** A system's mean score, 0 to 3, over all it was compared with; its interval draws questions. */
export function pairScore(
  verdicts: readonly PairVerdict[],
  system: SystemName,
  questions: number,
  options: BootstrapOptions = {},
): Interval {
  const scored = Array.from({ length: questions }, (): number[] => []);
  for (const { first, second, index, scores } of verdicts) {
    if (scores === null) continue;
    if (first === system) scored[index]!.push(scores[0]);
    if (second === system) scored[index]!.push(scores[1]);
  }
  const means = scored.map((list) => (list.length === 0 ? null : list.reduce((sum, x) => sum + x, 0) / list.length));
  return meanInterval(means, options);
}

async function verdictOn(
  ours: Sample,
  theirs: Sample,
  context: string | null,
  judge: NonNullable<ScorerTools['judge']>,
  signal: AbortSignal | undefined,
): Promise<Verdict> {
  const { question, reference, answer: first } = ours;
  const { answer: second } = theirs;
  if (first === null || second === null) {
    return { outcome: null, scores: null, explanation: 'One of the systems gave no answer.' };
  }
  if (first === second) return { outcome: 0.5, scores: null, explanation: 'Both gave the same answer.' };
  const asked = { question, reference, context, first, second };
  const found = await orUnscored(judgePair(asked, judge, signal === undefined ? {} : { signal }));
  return 'unscored' in found ? { outcome: null, scores: null, explanation: found.unscored } : found.value;
}

/** By two systems, then question, then seed. */
function pairsOf(samples: readonly Sample[]): (readonly [Sample, Sample])[] {
  const systems = [...new Set(samples.map(({ system }) => system))];
  const named = new Map(samples.map((sample) => [placeOf(sample.system, sample), sample]));
  return systems.flatMap((first, place) =>
    systems.slice(place + 1).flatMap((second) =>
      samples
        .filter(({ system }) => system === first)
        .flatMap((ours) => {
          const theirs = named.get(placeOf(second, ours));
          return theirs === undefined ? [] : [[ours, theirs] as const];
        }),
    ),
  );
}

function keyOf(verdict: Pick<PairVerdict, 'first' | 'second' | 'index' | 'seed'>): string {
  return `${verdict.first} ${placeOf(verdict.second, verdict)}`;
}

function placeOf(system: string, { index, seed }: { readonly index: number; readonly seed: number }): string {
  return `${system} ${index} ${seed}`;
}
