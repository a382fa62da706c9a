import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RunAgreement, RunSample, SampleShow } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface SamplesState {
  readonly total: number;
  /** By index in the found list; those not read yet are missing. */
  readonly items: ReadonlyMap<number, RunSample>;
  readonly query: string;
  readonly show: SampleShow | 'all';
  /** By whose scores they differ. */
  readonly scorer: string;
  readonly error: unknown;
  /** How far judge and person agree; null where no judge scored the run, or that is not known yet. */
  readonly agreement: RunAgreement | null;
}

export interface Samples extends StoreApi<SamplesState> {
  /** Reads the page that holds this index, once. */
  need(index: number): void;
  /** What was read, anew: answers came, or ratings. What is shown stays until then. */
  reread(): Promise<void>;
  search(change: Partial<Pick<SamplesState, 'query' | 'show' | 'scorer'>>): void;
  /** Keeps a person's rating of an answer of the sample at this index; null takes it back. */
  rate(index: number, answer: Pick<Answer, 'system' | 'seed'>, rating: number | null): Promise<void>;
  /** Marks the sample at this index; null takes the mark back. */
  mark(index: number, note: string | null): Promise<void>;
}

type Answer = RunSample['answers'][number];

const PAGE = 100;

/** A run's samples, read a page at a time as they come into sight. `scorers`: what its answers were scored by. */
export function createSamples(
  { service, toasts }: Pick<AppState, 'service' | 'toasts'>,
  run: string,
  scorers: readonly string[] = [],
): Samples {
  const store = createStore<SamplesState>(() => ({
    total: 0,
    items: new Map(),
    query: '',
    show: 'all',
    scorer: scorers[0] ?? '',
    error: null,
    agreement: null,
  }));
  const asked = new Set<number>();
  let generation = 0;
  let said = 0;
  const read = async (page: number, { again = false } = {}) => {
    if (asked.has(page) && !again) return;
    asked.add(page);
    const [mine, saidBefore] = [generation, said];
    const { query, show, scorer } = store.getState();
    try {
      const { total, items } = await service.call('run.samples', {
        run,
        offset: page * PAGE,
        limit: PAGE,
        ...(query === '' ? {} : { query }),
        ...(show === 'all' ? {} : { show }),
        ...(show === 'differing' && scorer !== '' ? { scorer } : {}),
      });
      // An answer to an older search is nobody's.
      if (mine !== generation) return;
      // Nor is one that does not know yet what a person said of what it shows anew.
      if (again && saidBefore !== said) return;
      const next = new Map(store.getState().items);
      for (const [i, item] of items.entries()) next.set(page * PAGE + i, item);
      store.setState({ total, items: next, error: null });
    } catch (error) {
      asked.delete(page);
      if (mine === generation) store.setState({ error });
    }
  };
  const agree = async () => {
    if (!scorers.includes('judge')) return;
    try {
      store.setState({ agreement: await service.call('run.agreement', { run }) });
    } catch (error) {
      toasts.fail(error);
    }
  };
  /** What was said of a sample stays in sight, even where it is no longer among those looked for. */
  const put = (index: number, change: (sample: RunSample) => RunSample) => {
    said += 1;
    const { items } = store.getState();
    const sample = items.get(index);
    if (sample !== undefined) store.setState({ items: new Map(items).set(index, change(sample)) });
  };
  void read(0);
  void agree();
  return {
    ...store,
    need: (index) => void read(Math.floor(index / PAGE)),
    async reread() {
      await Promise.all([...asked].map((page) => read(page, { again: true })));
      await agree();
    },
    search(change) {
      generation += 1;
      asked.clear();
      store.setState({ ...change, items: new Map(), total: 0, error: null });
      void read(0);
    },
    async rate(index, { system, seed }, rating) {
      const sample = store.getState().items.get(index);
      if (sample === undefined) return;
      await service.call('sample.rate', { run, system, seed, index: sample.index, rating });
      put(index, (now) => ({
        ...now,
        answers: now.answers.map((answer) =>
          answer.system === system && answer.seed === seed ? { ...answer, rating } : answer,
        ),
      }));
      await agree();
    },
    async mark(index, note) {
      const sample = store.getState().items.get(index);
      if (sample === undefined) return;
      await service.call('sample.mark', { run, index: sample.index, note });
      put(index, (now) => ({ ...now, mark: note }));
    },
  };
}
