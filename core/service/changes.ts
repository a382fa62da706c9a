import type { ChangeListener, Store } from '../store/index.ts';
import type { Kept } from './contract.ts';

/** Tells that something of a kind was added, changed or removed, some moments after it was. */
export interface Changes {
  /** For what is kept outside the database. */
  tell(what: Kept): void;
  /** Gives the function that ends it. */
  listen(listener: (what: Kept) => void): () => void;
  close(): void;
}

/** Changes of a store by any method or job of this process, and, while someone listens, by other processes. */
export function changesOf(store: Store): Changes {
  const listeners = new Set<(what: Kept) => void>();
  const waiting = new Set<Kept>();
  let timer: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;
  let seen = 0;

  const hand = () => {
    timer = undefined;
    const kinds = [...waiting];
    waiting.clear();
    for (const what of kinds) for (const listener of listeners) listener(what);
  };
  const tell = (what: Kept) => {
    if (listeners.size === 0) return;
    waiting.add(what);
    // Later: a transaction has ended by then, and many changes are told as one.
    timer ??= setTimeout(hand, TELL_MS);
  };
  const lookAround = () => {
    const now = store.otherChanges();
    if (now !== seen) for (const what of everything) tell(what);
    seen = now;
  };
  const end = store.onChange((...change) => {
    for (const what of keptIn(...change)) tell(what);
  });
  return {
    tell,
    listen(listener) {
      listeners.add(listener);
      if (looking === undefined) {
        seen = store.otherChanges();
        looking = setInterval(lookAround, LOOK_MS);
        looking.unref();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(looking);
        looking = undefined;
      };
    },
    close() {
      end();
      clearTimeout(timer);
      clearInterval(looking);
      listeners.clear();
    },
  };
}

const TELL_MS = 100;
const LOOK_MS = 1000;

/** A job's progress is told by the job itself; here, that one came or went. What hangs on a bot goes with it unseen. */
const keptIn = (...[table, change]: Parameters<ChangeListener>): readonly Kept[] => {
  if (table === 'jobs' && change === 'update') return [];
  if (table === 'bots' && change === 'delete') return ['bots', 'conversations', 'runs'];
  const what = tables[table];
  return what === undefined ? [] : [what];
};

const tables: Readonly<Record<string, Kept>> = {
  manuals: 'manuals',
  pages: 'manuals',
  passages: 'manuals',
  skills: 'skills',
  skill_parents: 'skills',
  soups: 'soups',
  soup_skills: 'soups',
  bots: 'bots',
  bot_manuals: 'bots',
  promotions: 'bots',
  conversations: 'conversations',
  messages: 'conversations',
  rated_answers: 'ratings',
  runs: 'runs',
  run_systems: 'runs',
  samples: 'runs',
  question_drafts: 'suites',
  sample_ratings: 'runs',
  sample_marks: 'runs',
  prepared: 'prepared',
  pair_verdicts: 'runs',
  jobs: 'jobs',
  settings: 'settings',
  connections: 'connections',
};

/** All that a database keeps. */
export const everything: readonly Kept[] = [...new Set(Object.values(tables))];
