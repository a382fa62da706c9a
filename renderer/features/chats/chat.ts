import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Citation, type ConversationDetail, errorShape, type Message, type ServiceEvent } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';
import { branchOf, type Chosen, keyOfParent, type Placed, unansweredQuestion } from './message-tree.ts';
import { showPieces } from './pieces.ts';
import { isAnswered, type Run } from './run.ts';

/** The place of a conversation that has not begun, in every map by conversation. */
export const fresh = 'new';

export interface ChatState {
  /** The conversation on show, or `new`. */
  readonly open: string;
  readonly details: ReadonlyMap<string, ConversationDetail>;
  /** Why the open conversation could not be read. */
  readonly error: unknown;
  readonly chosen: Chosen;
  /** By conversation. */
  readonly runs: ReadonlyMap<string, Run>;
  /** What is typed and not sent, by conversation. */
  readonly drafts: ReadonlyMap<string, string>;
  /** The passage on show beside the chat. */
  readonly source: Citation | null;
}

export interface Chat extends StoreApi<ChatState> {
  show(conversation: string): Promise<void>;
  /** Asks after the last message of the shown branch, or after `parent`: then it begins a branch. */
  send(bot: string, question: string, parent?: string | null): Promise<void>;
  /** Another answer to the same question. */
  regenerate(bot: string, message: Message): Promise<void>;
  /** Ends the answer under way; what is written so far stays. */
  stop(): void;
  /** Asks again what failed. */
  retry(): Promise<void>;
  /** Takes a failed answer off the page. */
  dismiss(): void;
  choose(parent: string | null, message: string): void;
  rate(message: Message, rating: -1 | 1): Promise<void>;
  write(draft: string): void;
  showSource(source: Citation | null): void;
  /** Forgets a conversation that was removed. */
  forget(conversation: string): void;
}

export function createChat({ service, home, navigation, toasts }: AppState, now: () => number = Date.now): Chat {
  const store = createStore<ChatState>(() => ({
    open: fresh,
    details: new Map(),
    error: null,
    chosen: new Map(),
    runs: new Map(),
    drafts: new Map(),
    source: null,
  }));
  const stops = new Map<number, AbortController>();
  let lastRun = 0;

  const setRun = (conversation: string, run: Run | null) =>
    store.setState(({ runs }) => ({ runs: changed(runs, conversation, run) }));
  const setDraft = (conversation: string, draft: string) =>
    store.setState(({ drafts }) => ({ drafts: changed(drafts, conversation, draft === '' ? null : draft) }));
  /** Where a run stands now: a new conversation gets its name while it is answered. */
  const placeOf = (id: number) => [...store.getState().runs].find(([, run]) => run.id === id);
  const update = (id: number, change: (run: Run) => Run) => {
    const place = placeOf(id);
    if (place !== undefined) setRun(place[0], change(place[1]));
  };
  const end = (id: number) => {
    const place = placeOf(id);
    if (place !== undefined) setRun(place[0], null);
  };

  const read = async (conversation: string) => {
    const detail = await service.call('conversation.show', { conversation });
    store.setState(({ details, error, open }) => ({
      details: changed(details, conversation, detail),
      error: open === conversation ? null : error,
    }));
    settle(conversation, detail);
    return detail;
  };
  /** An answer that this window lost sight of, and that the host went on with, takes the place of its failure. */
  const settle = (conversation: string, { messages }: ConversationDetail) => {
    const run = store.getState().runs.get(conversation);
    if (run !== undefined && run.error !== null && isAnswered(run, messages)) setRun(conversation, null);
  };
  const show = async (conversation: string) => {
    if (store.getState().open !== conversation) store.setState({ open: conversation, error: null, source: null });
    if (conversation === fresh) return;
    try {
      await read(conversation);
    } catch (error) {
      if (store.getState().open === conversation) store.setState({ error });
    }
  };
  home.onChanged(['conversations'], () => {
    const { open, details, runs } = store.getState();
    // What is not on show is read when it is shown.
    store.setState({ details: new Map([...details].filter(([id]) => id === open || runs.has(id))) });
    if (open !== fresh) void show(open);
  });

  /** The host has kept the question: the conversation has its name, and the address says it. */
  const begin = (id: number, conversation: string, asked: string) => {
    const place = placeOf(id);
    if (place === undefined) return;
    const [from, run] = place;
    store.setState(({ runs, open }) => ({
      runs: changed(changed(runs, from, null), conversation, { ...run, asked }),
      open: open === from ? conversation : open,
    }));
    if (run.asks.kind === 'send') choose(run.parent, asked);
    if (from !== fresh) return;
    void read(conversation).catch(() => undefined);
    const route = navigation.getState();
    if (route.feature === 'chats' && (route.parts[0] ?? fresh) === fresh) navigation.replace('chats', conversation);
  };
  const start = async (conversation: string, run: Run) => {
    const controller = new AbortController();
    stops.set(run.id, controller);
    setRun(conversation, run);
    const pieces = showPieces((change) => update(run.id, change));
    const onEvent = (event: ServiceEvent) => {
      if (event.kind === 'token') pieces.add(event.text, now());
      if (event.kind === 'asked') begin(run.id, event.conversation, event.message);
    };
    const options = { signal: controller.signal, onEvent };
    try {
      const result =
        run.asks.kind === 'send'
          ? await service.call('chat.send', run.asks.input, options)
          : await service.call('chat.regenerate', run.asks.input, options);
      pieces.flush();
      begin(run.id, result.conversation, result.asked);
      await read(result.conversation);
      choose(result.asked, result.answered);
      end(run.id);
    } catch (error) {
      pieces.flush();
      await readBack(run.id);
      update(run.id, (before) => ({ ...before, error, stopping: false }));
      if (errorShape(error) === null) takeOff(run.id);
    } finally {
      stops.delete(run.id);
    }
  };
  /** What is kept of a run that failed: a question that was refused is taken back by the host, with a conversation that it began. */
  const readBack = async (id: number) => {
    const [place = fresh, run] = placeOf(id) ?? [];
    if (place === fresh || run === undefined) return;
    try {
      const { messages } = await read(place);
      if (!messages.some((message) => message.id === run.asked)) update(id, (before) => ({ ...before, asked: null }));
    } catch (error) {
      if (errorShape(error)?.code !== 'store/not-found') return;
      store.setState(({ runs, details, open }) => ({
        runs: changed(changed(runs, place, null), fresh, { ...run, asked: null }),
        details: changed(details, place, null),
        open: open === place ? fresh : open,
      }));
      const { feature, parts } = navigation.getState();
      if (feature === 'chats' && parts[0] === place) navigation.replace('chats', 'new', { bot: run.bot });
    }
  };
  /** Takes a run off the page; a question that was not kept goes back to where it was typed. */
  const takeOff = (id: number) => {
    const [place, run] = placeOf(id) ?? [];
    if (place === undefined || run === undefined) return;
    setRun(place, null);
    if (run.asks.kind === 'send' && run.asked === null) setDraft(place, run.asks.input.question);
  };
  const busy = () => {
    const run = store.getState().runs.get(store.getState().open);
    return run !== undefined && run.error === null;
  };
  const choose = (parent: string | null, message: string) =>
    store.setState(({ chosen }) => ({ chosen: changed(chosen, keyOfParent(parent), message) }));
  const newRun = (bot: string, asks: Run['asks'], parent: string | null): Run => ({
    id: ++lastRun,
    asks,
    bot,
    parent,
    asked: null,
    known: new Set(
      store
        .getState()
        .details.get(store.getState().open)
        ?.messages.map(({ id }) => id),
    ),
    text: '',
    pieces: 0,
    firstAt: null,
    lastAt: null,
    stopping: false,
    error: null,
  });
  const send: Chat['send'] = async (bot, question, parent) => {
    if (busy() || question.trim() === '') return;
    const { open, details, chosen } = store.getState();
    const after =
      parent === undefined ? (branchOf(details.get(open)?.messages ?? [], chosen).at(-1)?.message.id ?? null) : parent;
    const input = { bot, question: question.trim() };
    const asks = {
      kind: 'send' as const,
      input: open === fresh ? input : { ...input, conversation: open, parent: after },
    };
    await start(open, newRun(bot, asks, after));
  };
  const regenerate: Chat['regenerate'] = async (bot, { id, role, parent }) => {
    if (busy()) return;
    const seed = Math.floor(now() % 1_000_000);
    const asks = { kind: 'regenerate' as const, input: { message: id, seed } };
    await start(store.getState().open, newRun(bot, asks, role === 'user' ? id : parent));
  };

  return {
    ...store,
    show,
    send,
    regenerate,
    stop() {
      const run = store.getState().runs.get(store.getState().open);
      if (run === undefined || run.error !== null) return;
      update(run.id, (before) => ({ ...before, stopping: true }));
      stops.get(run.id)?.abort();
    },
    async retry() {
      const { open, runs, details } = store.getState();
      const run = runs.get(open);
      if (run === undefined || run.error === null) return;
      setRun(open, null);
      const { asks, bot, parent, asked } = run;
      if (asks.kind === 'regenerate') return start(open, newRun(bot, asks, parent));
      const messages = details.get(open)?.messages ?? [];
      const kept = messages.find(({ id }) => id === asked) ?? unansweredQuestion(messages, parent, asks.input.question);
      if (kept !== undefined) return regenerate(bot, kept);
      return start(open, newRun(bot, asks, parent));
    },
    dismiss() {
      const { open, runs } = store.getState();
      const run = runs.get(open);
      if (run === undefined || run.error === null) return;
      takeOff(run.id);
    },
    choose,
    async rate(message, rating) {
      const { open } = store.getState();
      const next = message.rating === rating ? 0 : rating;
      const put = (value: Message) =>
        store.setState(({ details }) => {
          const detail = details.get(open);
          if (detail === undefined) return {};
          const messages = detail.messages.map((each) => (each.id === value.id ? value : each));
          return { details: changed(details, open, { ...detail, messages }) };
        });
      put({ ...message, rating: next });
      try {
        put(await service.call('message.rate', { message: message.id, rating: next }));
      } catch (error) {
        put(message);
        toasts.fail(error);
      }
    },
    write: (draft) => setDraft(store.getState().open, draft),
    showSource: (source) => store.setState({ source }),
    forget(conversation) {
      store.setState(({ details, drafts }) => ({
        details: changed(details, conversation, null),
        drafts: changed(drafts, conversation, null),
      }));
    },
  };
}

/** What stands in the thread, one below the other. */
export type Row =
  | { readonly kind: 'question'; readonly key: string; readonly placed: Placed }
  | { readonly kind: 'answer'; readonly key: string; readonly placed: Placed; readonly question: Message | null }
  /** A question that is on its way to be kept. */
  | { readonly kind: 'asking'; readonly key: string; readonly text: string }
  | { readonly kind: 'answering'; readonly key: string; readonly run: Run; readonly question: string }
  /** A kept question without an answer, and none under way in this window. */
  | { readonly kind: 'unanswered'; readonly key: string; readonly question: Message };

export function rowsOf({ open, details, chosen, runs }: ChatState): readonly Row[] {
  const branch = branchOf(details.get(open)?.messages ?? [], chosen);
  const run = runs.get(open);
  const rows: Row[] = [];
  const keptQuestion = run === undefined || run.asked === null ? undefined : branchMessage(details, open, run.asked);
  for (const placed of run === undefined ? branch : upTo(branch, run.parent)) {
    const { message } = placed;
    const question = rows.findLast((row) => row.kind === 'question')?.placed.message ?? null;
    if (message.role === 'user') rows.push({ kind: 'question', key: message.id, placed });
    else rows.push({ kind: 'answer', key: message.id, placed, question });
  }
  if (run === undefined) {
    const last = branch.at(-1)?.message;
    if (last?.role === 'user') rows.push({ kind: 'unanswered', key: `${last.id} unanswered`, question: last });
    return rows;
  }
  let question = '';
  if (run.asks.kind === 'send') {
    question = run.asks.input.question;
    if (keptQuestion === undefined) rows.push({ kind: 'asking', key: `asking ${run.id}`, text: question });
    else {
      rows.push({
        kind: 'question',
        key: keptQuestion.id,
        placed: { message: keptQuestion, siblings: [keptQuestion.id] },
      });
    }
  } else question = rows.findLast((row) => row.kind === 'question')?.placed.message.content ?? '';
  rows.push({ kind: 'answering', key: `answering ${run.id}`, run, question });
  return rows;
}

function branchMessage(details: ChatState['details'], open: string, id: string): Message | undefined {
  return details.get(open)?.messages.find((message) => message.id === id);
}

/** The branch as far as this message; nothing of it for null. */
function upTo(branch: readonly Placed[], last: string | null): readonly Placed[] {
  return branch.slice(0, branch.findIndex(({ message }) => message.id === last) + 1);
}

function changed<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value | null): ReadonlyMap<Key, Value> {
  const next = new Map(map);
  if (value === null) next.delete(key);
  else next.set(key, value);
  return next;
}
