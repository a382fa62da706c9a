import type { BenchReport, Interval, RunSummary } from '../../api.ts';

export type HistoryBy = 'bot' | 'manual' | 'suites';

export interface RunHistory {
  /** Oldest first. */
  readonly runs: readonly RunSummary[];
  /** Runs of a suite of this name that asked other questions: their scores can't be compared. */
  readonly otherQuestions: number;
}

/** Runs to put beside one: of its bot or manual on the same questions; or the newest of its bot on each suite. */
export function historyOf(list: readonly RunSummary[], run: RunSummary, by: HistoryBy): RunHistory {
  const done = list.filter(({ state }) => state === 'done').sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  if (by === 'suites') {
    const newest = new Map(done.filter(({ bot }) => bot === run.bot).map((each) => [each.suite, each]));
    return { runs: [...newest.values()], otherQuestions: 0 };
  }
  const whose = done.filter((each) => (by === 'bot' ? each.bot === run.bot : each.manual === run.manual));
  const named = whose.filter(({ suite }) => suite === run.suite);
  const runs = named.filter(({ suiteHash }) => suiteHash === run.suiteHash);
  return { runs, otherQuestions: named.length - runs.length };
}

/** One system's score in each of the runs; those that did not score it are left out. */
export function scoresOver(
  runs: readonly RunSummary[],
  reports: ReadonlyMap<string, BenchReport>,
  system: string,
  scorer: string,
): readonly (Interval & { readonly run: RunSummary })[] {
  return runs.flatMap((run) => {
    const score = reports.get(run.id)?.systems.find(({ name }) => name === system)?.scores[scorer];
    return score === undefined || score.mean === null ? [] : [{ ...score, run }];
  });
}
