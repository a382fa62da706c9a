import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BotRatings, RatedAnswer, Slice } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface RatedState {
  /** The bot rated last first; null until the host told them. */
  readonly bots: readonly BotRatings[] | null;
  readonly error: unknown;
  /** By bot: the answers read so far, and how many there are. */
  readonly answers: ReadonlyMap<string, Slice<RatedAnswer>>;
}

export interface Rated extends StoreApi<RatedState> {
  load(): Promise<void>;
  /** Reads the first answers of a bot that were rated; told changes do it again by themselves. */
  show(bot: string): Promise<void>;
  /** Reads the next ones. */
  more(bot: string): Promise<void>;
  remove(message: string): Promise<void>;
}

/** What persons thought of answers in chats, bot by bot. */
export function createRated({ service, home }: Pick<AppState, 'service' | 'home'>): Rated {
  const store = createStore<RatedState>(() => ({ bots: null, error: null, answers: new Map() }));
  const keep = (bot: string, slice: Slice<RatedAnswer>) =>
    store.setState({ answers: new Map(store.getState().answers).set(bot, slice) });
  const show = async (bot: string) => {
    const read = store.getState().answers.get(bot)?.items.length ?? 0;
    keep(bot, await service.call('rating.list', { bot, limit: Math.min(MOST, Math.max(PART, read)) }));
  };
  const load = async () => {
    try {
      store.setState({ bots: await service.call('rating.count', {}), error: null });
      for (const bot of store.getState().answers.keys()) await show(bot);
    } catch (error) {
      store.setState({ error });
    }
  };
  void load();
  home.onChanged(['ratings', 'bots'], () => void load());
  return {
    ...store,
    load,
    show,
    async more(bot) {
      const read = store.getState().answers.get(bot)?.items ?? [];
      const { total, items } = await service.call('rating.list', { bot, offset: read.length, limit: PART });
      keep(bot, { total, items: [...read, ...items] });
    },
    async remove(message) {
      await service.call('rating.remove', { message });
      await load();
    },
  };
}

/** As many as are read at once. */
const PART = 100;
/** As many as a host gives at once. */
const MOST = 1000;
