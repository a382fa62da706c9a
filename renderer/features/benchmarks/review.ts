import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Draft, DraftReviewInput } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface ReviewState {
  /** In their order; null until the host told them. */
  readonly drafts: readonly Draft[] | null;
  /** Which one is looked at. */
  readonly at: number;
  /** The words as they are being changed. */
  readonly editing: Words | null;
  /** Decisions that can be taken back. */
  readonly undoable: number;
  readonly error: unknown;
}

export interface Words {
  readonly question: string;
  readonly answer: string;
}

export interface Review extends StoreApi<ReviewState> {
  load(): Promise<void>;
  go(index: number): void;
  accept(): Promise<void>;
  reject(): Promise<void>;
  /** Begins to change the words; nothing is decided before they are saved. */
  edit(): void;
  change(words: Partial<Words>): void;
  saveEdit(): Promise<void>;
  leaveEdit(): void;
  /** Takes the last decision back, and shows its question again. */
  undo(): Promise<void>;
}

/** The review of a suite's questions, one after another: after each decision comes the next that waits. */
export function createReview({ service, home, toasts }: AppState, suite: string): Review {
  const store = createStore<ReviewState>(() => ({ drafts: null, at: 0, editing: null, undoable: 0, error: null }));
  /** Drafts as they were before each decision. */
  const before: Draft[] = [];
  let generation = 0;
  let deciding = false;

  const load = async () => {
    const mine = generation;
    try {
      const drafts = await allDrafts(service, suite);
      // What was read before a decision was taken does not know of it.
      if (mine !== generation) return;
      const isFirst = store.getState().drafts === null;
      store.setState({ drafts, error: null, ...(isFirst ? { at: nextWaiting(drafts, 0) ?? 0 } : {}) });
    } catch (error) {
      if (mine === generation) store.setState({ error });
    }
  };
  const current = () => {
    const { drafts, at } = store.getState();
    return drafts?.[at];
  };
  /** One decision at a time: a key that is held down decides nothing twice. */
  const decide = async (input: DraftReviewInput): Promise<boolean> => {
    if (deciding) return false;
    deciding = true;
    try {
      const decided = await service.call('draft.review', input);
      generation += 1;
      const drafts = store.getState().drafts ?? [];
      store.setState({ drafts: drafts.map((draft) => (draft.id === decided.id ? decided : draft)) });
      return true;
    } catch (error) {
      toasts.fail(error);
      return false;
    } finally {
      deciding = false;
    }
  };
  const decideAndGoOn = async (decision: Omit<DraftReviewInput, 'draft'>) => {
    const draft = current();
    if (draft === undefined || !(await decide({ draft: draft.id, ...decision }))) return;
    before.push(draft);
    const { drafts, at } = store.getState();
    store.setState({ editing: null, undoable: before.length, at: nextWaiting(drafts ?? [], at) ?? at });
  };

  void load();
  home.onChanged(['suites'], () => void load());
  return {
    ...store,
    load,
    go(index) {
      const last = (store.getState().drafts?.length ?? 1) - 1;
      store.setState({ at: Math.min(Math.max(0, index), last), editing: null });
    },
    accept: () => decideAndGoOn({ action: 'accept' }),
    reject: () => decideAndGoOn({ action: 'reject' }),
    edit() {
      const draft = current();
      if (draft !== undefined) store.setState({ editing: { question: draft.question, answer: draft.answer } });
    },
    change(words) {
      const { editing } = store.getState();
      if (editing !== null) store.setState({ editing: { ...editing, ...words } });
    },
    async saveEdit() {
      const { editing } = store.getState();
      if (editing !== null) await decideAndGoOn({ action: 'edit', ...editing });
    },
    leaveEdit: () => store.setState({ editing: null }),
    async undo() {
      const draft = before.at(-1);
      if (draft === undefined || !(await decide(decisionFor(draft)))) return;
      before.pop();
      const at = store.getState().drafts?.findIndex(({ id }) => id === draft.id) ?? 0;
      store.setState({ undoable: before.length, at: Math.max(0, at), editing: null });
    },
  };
}

/** What brings a question back to what it was. */
function decisionFor({ id: draft, state, question, answer }: Draft): DraftReviewInput {
  switch (state) {
    case 'waiting':
      return { draft, action: 'wait' };
    case 'accepted':
      return { draft, action: 'accept' };
    case 'edited':
      return { draft, action: 'edit', question, answer };
    case 'rejected':
      return { draft, action: 'reject' };
  }
}

/** The next that waits behind a place, from the beginning again at the end; undefined when none does. */
function nextWaiting(drafts: readonly Draft[], from: number): number | undefined {
  const order = drafts.map((_, i) => (from + i) % drafts.length);
  return order.find((index) => drafts[index]!.state === 'waiting');
}

async function allDrafts(service: AppState['service'], suite: string): Promise<readonly Draft[]> {
  const drafts: Draft[] = [];
  for (;;) {
    const { total, items } = await service.call('draft.list', { suite, offset: drafts.length, limit: AT_ONCE });
    drafts.push(...items);
    if (items.length === 0 || drafts.length >= total) return drafts;
  }
}

const AT_ONCE = 1000;
