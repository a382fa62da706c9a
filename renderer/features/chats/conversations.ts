import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConversationSummary } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface ConversationsState {
  /** The ones touched last first, as far as they were read; null until the first came. */
  readonly items: readonly ConversationSummary[] | null;
  readonly total: number;
  readonly query: string;
  readonly error: unknown;
  /** Where the list was scrolled to, in pixels: kept while another page is on show. */
  readonly scrolled: number;
}

export interface Conversations extends StoreApi<ConversationsState> {
  load(): Promise<void>;
  /** Reads the next part, when the end of what is there comes in sight. */
  more(): Promise<void>;
  search(query: string): Promise<void>;
  rename(conversation: string, title: string): Promise<void>;
  remove(conversation: string): Promise<void>;
  export(conversation: string, format: 'markdown' | 'json'): Promise<void>;
  scrollTo(offset: number): void;
}

/** As many as are read at once. */
export const part = 200;
/** As many as the host gives at once. */
const most = 1000;

export function createConversations({ service, home, files }: AppState): Conversations {
  const store = createStore<ConversationsState>(() => ({
    items: null,
    total: 0,
    query: '',
    error: null,
    scrolled: 0,
  }));
  let asked = 0;
  const filter = () => {
    const query = store.getState().query.trim();
    return query === '' ? {} : { query };
  };
  const load = async () => {
    const turn = ++asked;
    const limit = Math.min(most, Math.max(part, store.getState().items?.length ?? 0));
    try {
      const { items, total } = await service.call('conversation.list', { ...filter(), offset: 0, limit });
      if (turn === asked) store.setState({ items, total, error: null });
    } catch (error) {
      if (turn === asked) store.setState({ error });
    }
  };
  let reading = false;
  void load();
  home.onChanged(['conversations', 'bots'], () => void load());
  return {
    ...store,
    load,
    async more() {
      const { items, total } = store.getState();
      if (items === null || items.length >= total || reading) return;
      const turn = asked;
      reading = true;
      try {
        const next = await service.call('conversation.list', { ...filter(), offset: items.length, limit: part });
        if (turn !== asked) return;
        const there = new Set(items.map(({ id }) => id));
        store.setState({ items: [...items, ...next.items.filter(({ id }) => !there.has(id))], total: next.total });
      } catch (error) {
        if (turn === asked) store.setState({ error });
      } finally {
        reading = false;
      }
    },
    async search(query) {
      store.setState({ query, scrolled: 0 });
      await load();
    },
    async rename(conversation, title) {
      const renamed = await service.call('conversation.rename', { conversation, title });
      const items = store.getState().items?.map((item) => (item.id === conversation ? renamed : item)) ?? null;
      store.setState({ items });
    },
    async remove(conversation) {
      await service.call('conversation.remove', { conversation });
      const { items, total } = store.getState();
      store.setState({ items: items?.filter(({ id }) => id !== conversation) ?? null, total: Math.max(0, total - 1) });
    },
    async export(conversation, format) {
      const { fileName, text } = await service.call('conversation.export', { conversation, format });
      files.saveText(fileName, text);
    },
    scrollTo: (scrolled) => store.setState({ scrolled }),
  };
}

/** How long ago, as a list is divided by it. */
export type Age = 'today' | 'yesterday' | 'week' | 'month' | 'older';

export type ListRow =
  | { readonly kind: 'age'; readonly age: Age }
  | { readonly kind: 'conversation'; readonly conversation: ConversationSummary };

/** Conversations with a heading before the first of each age. */
export function listRows(items: readonly ConversationSummary[], now: Date): readonly ListRow[] {
  const rows: ListRow[] = [];
  let before: Age | null = null;
  for (const conversation of items) {
    const age = ageOf(new Date(conversation.updatedAt), now);
    if (age !== before) rows.push({ kind: 'age', age });
    before = age;
    rows.push({ kind: 'conversation', conversation });
  }
  return rows;
}

function ageOf(at: Date, now: Date): Age {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const daysBefore = (days: number) =>
    new Date(midnight.getFullYear(), midnight.getMonth(), midnight.getDate() - days).getTime();
  const time = at.getTime();
  if (time >= midnight.getTime()) return 'today';
  if (time >= daysBefore(1)) return 'yesterday';
  if (time >= daysBefore(7)) return 'week';
  return time >= daysBefore(30) ? 'month' : 'older';
}
