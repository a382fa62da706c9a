import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionState, JobDetail, Kept, Point, ServiceClient, ServiceEvent } from '../api.ts';

export interface HomeState {
  readonly connection: ConnectionState;
  /** Whether the first snapshot has come: before it, no jobs means nothing. */
  readonly known: boolean;
  /** Every job under way, and those that ended while the page was open and are on the list still, by id. */
  readonly jobs: ReadonlyMap<string, JobDetail>;
  /** Curves of jobs that were looked at or ran while the page was open: job → series → points by step. */
  readonly curves: ReadonlyMap<string, Curves>;
}

export type Curves = Readonly<Record<string, readonly { readonly step: number; readonly value: number }[]>>;

/** What the host tells of the home, live: the one `home.watch` of a page. */
export interface Home extends StoreApi<HomeState> {
  /** Calls when something of these kinds changed, and after each reconnection: read it again. Gives back how to stop. */
  onChanged(kinds: readonly Kept[], reload: () => void): () => void;
  /** Reads a job's curves as far as they are kept; new points join them by themselves. */
  loadCurves(job: string): Promise<void>;
}

/** Watches the home through `service`, again after each reconnection. */
export function createHome(service: ServiceClient): Home {
  const store = createStore<HomeState>(() => ({
    connection: service.connection(),
    known: false,
    jobs: new Map(),
    curves: new Map(),
  }));
  const reloads = new Set<{ readonly kinds: readonly Kept[]; readonly reload: () => void }>();
  const tell = (kind: Kept | null) => {
    for (const each of [...reloads]) if (kind === null || each.kinds.includes(kind)) each.reload();
  };

  const take = (event: ServiceEvent) => {
    switch (event.kind) {
      case 'snapshot': {
        const again = store.getState().known;
        store.setState({ known: true, jobs: new Map(event.jobs.map((job) => [job.id, job])) });
        if (!again) return;
        for (const job of store.getState().curves.keys()) void loadCurves(job);
        return tell(null);
      }
      case 'job-changed':
        addRates(event.job);
        return store.setState({ jobs: new Map(store.getState().jobs).set(event.job.id, event.job) });
      case 'points':
        return addPoints(event.job, event.points);
      case 'changed':
        if (event.what === 'jobs') void dropRemoved();
        return tell(event.what);
    }
  };
  /** No event tells that a job was taken off the list: the list is asked for those known. */
  const dropRemoved = async () => {
    const known = [...store.getState().jobs.keys()];
    // A lost connection brings a new snapshot.
    const list = await service.call('job.list', {}).catch(() => null);
    if (list === null) return;
    const listed = new Set(list.map(({ id }) => id));
    const removed = new Set(known.filter((id) => !listed.has(id)));
    if (removed.size === 0) return;
    const { jobs, curves } = store.getState();
    store.setState({ jobs: without(jobs, removed), curves: without(curves, removed) });
  };
  const addPoints = (job: string, points: readonly Point[]) => {
    const { curves } = store.getState();
    store.setState({ curves: new Map(curves).set(job, withPoints(curves.get(job) ?? {}, points)) });
  };
  /** The learning rate is told with a job's progress: it becomes a curve beside the loss of its stage. */
  const addRates = ({ id, stage, state, progress }: JobDetail) => {
    if (state !== 'running' || stage === null || progress?.learningRate === undefined) return;
    addPoints(id, [{ series: `${stage}-learning-rate`, step: progress.done, value: progress.learningRate }]);
  };
  const loadCurves = async (job: string) => addPoints(job, await service.call('job.points', { job }));
  const watch = () => {
    // It ends with its channel, and begins again with the next one.
    service.call('home.watch', {}, { onEvent: take }).catch(() => undefined);
  };

  if (service.connection().kind === 'open') watch();
  service.onConnection((connection) => {
    store.setState({ connection });
    if (connection.kind === 'open') watch();
  });
  return {
    ...store,
    onChanged(kinds, reload) {
      const entry = { kinds, reload };
      reloads.add(entry);
      return () => reloads.delete(entry);
    },
    loadCurves,
  };
}

function without<Value>(map: ReadonlyMap<string, Value>, ids: ReadonlySet<string>): ReadonlyMap<string, Value> {
  return new Map([...map].filter(([id]) => !ids.has(id)));
}

/** Points joined to what is there: each step once, in order, the newer value winning. */
export function withPoints(curves: Curves, points: readonly Point[]): Curves {
  const next: Record<string, readonly { step: number; value: number }[]> = { ...curves };
  for (const series of new Set(points.map((point) => point.series))) {
    const fresh = points.filter((point) => point.series === series);
    const before = next[series] ?? [];
    const last = before.at(-1)?.step ?? Number.NEGATIVE_INFINITY;
    if (fresh.every((point, i) => point.step > (fresh[i - 1]?.step ?? last))) {
      next[series] = [...before, ...fresh.map(({ step, value }) => ({ step, value }))];
    } else {
      const bySteps = new Map([...before, ...fresh].map(({ step, value }) => [step, { step, value }]));
      next[series] = [...bySteps.values()].sort((a, b) => a.step - b.step);
    }
  }
  return next;
}
