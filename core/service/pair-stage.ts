import {
  comparePairs,
  eloRatings,
  type Interval,
  matchesOf,
  type PairVerdict,
  pairScore,
  type Sample,
  type SuiteQuestion,
  type SystemName,
  type SystemResult,
} from '../bench/index.ts';
import type { PairVerdictRow, Store } from '../store/index.ts';
import type { Judge } from './judging.ts';

/**
 * Has the judge compare every two systems of a run, keeping each verdict as it comes, and gives the systems with what they
 * scored: `pairwise`, 0 to 3, and their rating, `elo`.
 */
export async function comparePairsOf(
  runId: string,
  { systems, samples }: { readonly systems: readonly SystemResult[]; readonly samples: readonly Sample[] },
  {
    store,
    questions,
    judge,
    signal,
    onVerdict,
  }: {
    readonly store: Store;
    readonly questions: readonly SuiteQuestion[];
    readonly judge: Judge;
    readonly signal: AbortSignal;
    readonly onVerdict: () => void;
  },
): Promise<SystemResult[]> {
  const verdicts = await comparePairs(samples, questions, (prompt) => judge.ask(prompt), {
    signal,
    done: store.verdicts.list(runId).map(verdictOf),
    onVerdict(verdict) {
      store.verdicts.save(rowOf(runId, verdict));
      onVerdict();
    },
  });
  const ratings: Readonly<Record<string, Interval>> = eloRatings(
    systems.map(({ name }) => name),
    matchesOf(verdicts),
  );
  return systems.map((system) => {
    const pairwise = pairScore(verdicts, system.name, questions.length);
    return { ...system, scores: { ...system.scores, pairwise, elo: ratings[system.name]! } };
  });
}

/** How many pairs of so many systems there are for one question and seed. */
export function pairsOf(systems: number): number {
  return (systems * (systems - 1)) / 2;
}

function rowOf(runId: string, { index, ...verdict }: PairVerdict): PairVerdictRow {
  return { ...verdict, runId, number: index };
}

function verdictOf({ runId: _, number, first, second, ...row }: PairVerdictRow): PairVerdict {
  return { ...row, first: first as SystemName, second: second as SystemName, index: number };
}
