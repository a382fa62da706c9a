import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BenchInput, BenchReport, BotSummary, RunComparison, RunSummary } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface RunsState {
  /** Newest first; null until the host told them. */
  readonly list: readonly RunSummary[] | null;
  readonly bots: readonly BotSummary[];
  readonly error: unknown;
  readonly reports: ReadonlyMap<string, BenchReport>;
}

export interface Runs extends StoreApi<RunsState> {
  load(): Promise<void>;
  /** A run's scores, read once. */
  report(run: string): Promise<BenchReport>;
  compare(first: string, second: string): Promise<RunComparison>;
  /** Begins a run; what is shown while it goes on comes from the home's jobs. */
  start(input: BenchInput): void;
  remove(run: string): Promise<void>;
}

export function createRuns({ service, home, toasts }: AppState): Runs {
  const store = createStore<RunsState>(() => ({ list: null, bots: [], error: null, reports: new Map() }));
  const load = async () => {
    try {
      const [list, bots] = await Promise.all([service.call('run.list', {}), service.call('bot.list', {})]);
      store.setState({ list, bots, error: null });
    } catch (error) {
      store.setState({ error });
    }
  };
  const keep = (report: BenchReport) =>
    store.setState({ reports: new Map(store.getState().reports).set(report.run, report) });
  void load();
  home.onChanged(['runs', 'bots', 'jobs'], () => void load());
  return {
    ...store,
    load,
    async report(run) {
      const known = store.getState().reports.get(run);
      if (known !== undefined) return known;
      const report = await service.call('run.show', { run });
      keep(report);
      return report;
    },
    compare: (first, second) => service.call('run.compare', { first, second }),
    start: (input) => void service.call('bench.run', input).then(keep, (error) => toasts.fail(error)),
    async remove(run) {
      await service.call('run.remove', { run });
      await load();
    },
  };
}
