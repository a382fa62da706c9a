import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  BenchInput,
  BenchReport,
  BotSummary,
  RunComparison,
  RunDifferences,
  RunExportInput,
  RunSummary,
} from '../../api.ts';
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
  /** A run's scores, read once it has ended. */
  report(run: string): Promise<BenchReport>;
  /** Its scores anew: a person's ratings are among them. */
  reread(run: string): Promise<BenchReport>;
  compare(first: string, second: string): Promise<RunComparison>;
  /** Every other system of a run minus one of them. */
  against(run: string, system: string): Promise<RunDifferences>;
  /** As a file to keep or to hand on. */
  save(run: string, format: RunExportInput['format']): Promise<void>;
  /** The report page, for the system's own printing. */
  print(run: string): Promise<void>;
  /** Begins a run; what is shown while it goes on comes from the home's jobs. */
  start(input: BenchInput): void;
  remove(run: string): Promise<void>;
}

export function createRuns({ service, home, toasts, files }: AppState): Runs {
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
  const reread = async (run: string) => {
    const report = await service.call('run.show', { run });
    keep(report);
    return report;
  };
  void load();
  home.onChanged(['runs', 'bots', 'jobs'], () => void load());
  return {
    ...store,
    load,
    reread,
    async report(run) {
      const kept = store.getState().reports.get(run);
      return kept !== undefined && kept.unfinished === undefined ? kept : reread(run);
    },
    compare: (first, second) => service.call('run.compare', { first, second }),
    against: (run, against) => service.call('run.against', { run, against }),
    async save(run, format) {
      const { name, text } = await service.call('run.export', { run, format });
      files.saveText(name, text);
    },
    async print(run) {
      files.print((await service.call('run.export', { run, format: 'html' })).text);
    },
    start: (input) => void service.call('bench.run', input).then(keep, (error) => toasts.fail(error)),
    async remove(run) {
      await service.call('run.remove', { run });
      await load();
    },
  };
}
