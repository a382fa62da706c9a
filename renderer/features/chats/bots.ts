import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BotDetail, BotSettings, BotSummary } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';
import { newestCurrent } from '../../state/promotions.ts';

export interface BotsState {
  readonly details: ReadonlyMap<string, BotDetail>;
  readonly errors: ReadonlyMap<string, unknown>;
  /** Bots whose model is being loaded. */
  readonly warming: ReadonlySet<string>;
}

/** What the chat knows of bots: how they answer, and whether they are ready to. */
export interface Bots extends StoreApi<BotsState> {
  load(bot: string): Promise<void>;
  /** Has the host load what a bot answers with. A failure is not told here: asking will tell it. */
  warm(bot: string): Promise<void>;
  configure(bot: string, settings: Partial<BotSettings>): Promise<void>;
  speakFrom(bot: string, manuals: readonly string[]): Promise<void>;
  rename(bot: string, name: string): Promise<void>;
  remove(bot: string): Promise<void>;
}

export function createBots({ service, home, library }: AppState): Bots {
  const store = createStore<BotsState>(() => ({ details: new Map(), errors: new Map(), warming: new Set() }));
  const put = (detail: BotDetail) =>
    store.setState(({ details, errors }) => {
      const left = new Map(errors);
      left.delete(detail.id);
      return { details: new Map(details).set(detail.id, detail), errors: left };
    });
  const load = async (bot: string) => {
    try {
      put(await service.call('bot.show', { bot }));
    } catch (error) {
      store.setState(({ errors }) => ({ errors: new Map(errors).set(bot, error) }));
    }
  };
  home.onChanged(['bots', 'soups', 'skills', 'manuals'], () => {
    for (const bot of store.getState().details.keys()) void load(bot);
  });
  return {
    ...store,
    load,
    async warm(bot) {
      if (store.getState().warming.has(bot)) return;
      store.setState(({ warming }) => ({ warming: new Set(warming).add(bot) }));
      try {
        await service.call('bot.warm', { bot });
      } catch {
        // Asking loads it again, and says what is wrong.
      } finally {
        store.setState(({ warming }) => ({ warming: new Set([...warming].filter((id) => id !== bot)) }));
      }
    },
    async configure(bot, settings) {
      const before = store.getState().details.get(bot);
      if (before !== undefined) put({ ...before, settings: { ...before.settings, ...settings } });
      try {
        put(await service.call('bot.configure', { bot, settings }));
      } catch (error) {
        if (before !== undefined) put(before);
        throw error;
      }
    },
    async speakFrom(bot, manuals) {
      put(await service.call('bot.speakFrom', { bot, manuals }));
    },
    async rename(bot, name) {
      await service.call('bot.rename', { bot, name });
      library.load();
      await load(bot);
    },
    async remove(bot) {
      await service.call('bot.remove', { bot });
      const details = new Map(store.getState().details);
      details.delete(bot);
      store.setState({ details });
      library.load();
    },
  };
}

/** The bot to begin a chat with: the one the address names, the one spoken with last, the newest that stands for its manual. */
export function botToBegin(
  bots: readonly BotSummary[],
  named: string | undefined,
  last: string | undefined,
): BotSummary | undefined {
  return (
    bots.find(({ id }) => id === named) ??
    bots.find(({ name }) => name === named) ??
    bots.find(({ id }) => id === last) ??
    newestCurrent(bots)
  );
}
