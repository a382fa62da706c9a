import type { BotRow, Store } from '../store/index.ts';
import type { BotStanding } from './contract.ts';

/**
 * The bot that is meant when a manual is named: the one that last became current among those of the manual and all its
 * revisions. A bot becomes current as it is made, or, where it was measured against the one before, as it was promoted
 * or a person made it so; one that is held never is.
 */
export function currentBotOf(store: Store, manualId: string): BotRow | undefined {
  const family = revisionsOf(store, manualId);
  const own = store.bots.list().filter(({ id }) => family.has(ownManual(store, id) ?? ''));
  return latest(store, own) ?? latest(store, speakingFrom(store, family));
}

/** The bot that one built on a manual is to be measured against: the current one, where an older revision has a bot. */
export function botBefore(store: Store, manualId: string): BotRow | undefined {
  const older = new Set<string>();
  for (let id = store.manuals.require(manualId).replaces; id !== null; id = store.manuals.require(id).replaces) {
    older.add(id);
  }
  const has = store.bots.list().some(({ id }) => older.has(ownManual(store, id) ?? ''));
  return has ? currentBotOf(store, manualId) : undefined;
}

/** Where every bot stands among those of its manual. One without a manual stands alone. */
export function standings(store: Store): ReadonlyMap<string, BotStanding> {
  const current = new Map<string, string | undefined>();
  const currentOf = (manual: string) => {
    if (!current.has(manual)) {
      const id = currentBotOf(store, manual)?.id;
      for (const revision of revisionsOf(store, manual)) current.set(revision, id);
    }
    return current.get(manual);
  };
  return new Map(
    store.bots.list().map(({ id }) => {
      const manual = ownManual(store, id);
      if (store.promotions.last(id)?.decision === 'held') return [id, 'held'];
      return [id, manual === undefined || currentOf(manual) === id ? 'current' : 'earlier'];
    }),
  );
}

/** A manual with all that it took the place of, and all that took its place. */
export function revisionsOf(store: Store, manualId: string): ReadonlySet<string> {
  const all = store.manuals.list();
  const family = new Set([manualId]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { id, replaces } of all) {
      if (replaces === null) continue;
      if (family.has(id)) family.add(replaces);
      if (family.has(replaces)) family.add(id);
    }
  }
  return family;
}

/** The manual that a bot was made for: the first it speaks from. */
export function ownManual(store: Store, botId: string): string | undefined {
  return store.bots.manualIds(botId)[0];
}

function speakingFrom(store: Store, family: ReadonlySet<string>): BotRow[] {
  return store.bots.list().filter(({ id }) => store.bots.manualIds(id).some((manual) => family.has(manual)));
}

/** Of bots, newest first, the one that became current last. */
function latest(store: Store, bots: readonly BotRow[]): BotRow | undefined {
  let found: { readonly bot: BotRow; readonly since: string } | undefined;
  for (const bot of bots) {
    const last = store.promotions.last(bot.id);
    if (last?.decision === 'held') continue;
    const since = last?.createdAt ?? bot.createdAt;
    if (found === undefined || since > found.since) found = { bot, since };
  }
  return found?.bot;
}
