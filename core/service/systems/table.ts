import type { SystemName } from '../../bench/index.ts';
import type { BotRow, Store } from '../../store/index.ts';
import type { SystemEffort } from '../contract.ts';
import { keptData } from '../skill-data.ts';
import { catLearned, catLearnedAs, catOwn, catStatic } from './concatenated.ts';
import { dataMix, dataMixPlain } from './data-mix.ts';
import type { BotSkills, SystemKind } from './kind.ts';
import { lorahub } from './lorahub.ts';
import { openBook } from './open-book.ts';
import { retrieval, retrievalBase } from './retrieval.ts';
import { router } from './router.ts';
import { base, instructSkill, manualSkill, skillAt } from './single.ts';
import { swept } from './swept.ts';

/** Every system, in the order of a report. */
export const systemKinds: Readonly<Partial<Record<SystemName, SystemKind>>> = {
  base,
  'manual-skill': manualSkill,
  'instruct-skill': instructSkill,
  'skill-1': skillAt(0),
  'skill-2': skillAt(1),
  'skill-3': skillAt(2),
  'skill-4': skillAt(3),
  'cat-static': catStatic,
  'cat-learned': catLearned,
  'cat-own': catOwn,
  'cat-learned-paper': catLearnedAs('paper'),
  'cat-learned-best': catLearnedAs('best'),
  'data-mix': dataMix,
  'data-mix-plain': dataMixPlain,
  linear: swept('linear'),
  ties: swept('ties'),
  dare: swept('dare'),
  lorahub,
  router,
  retrieval,
  'retrieval-base': retrievalBase,
  'open-book': openBook,
};

/** A bot with what it is made of. */
export function botSkills(store: Store, bot: BotRow): BotSkills {
  const { soupId, skillId } = bot;
  const ids = soupId !== null ? store.soups.skillIds(soupId) : skillId !== null ? [skillId] : [];
  const skills = ids.map((id) => store.skills.require(id));
  return {
    bot,
    method: soupId === null ? null : store.soups.require(soupId).method,
    skills,
    withoutData: skills.filter((skill) => keptData(store, skill) === undefined),
    manuals: store.bots.manualIds(bot.id),
  };
}

/** Every system, and why this bot has none of it; null where it has. */
export function systemChoices(
  store: Store,
  bot: BotRow,
): readonly { readonly name: SystemName; readonly reason: string | null; readonly takes: SystemEffort }[] {
  const made = botSkills(store, bot);
  return entries().map(([name, { reason, takes }]) => ({ name, reason: reason(made), takes }));
}

/** The systems that a bot's skills can make. */
export function availableSystems(store: Store, bot: BotRow): SystemName[] {
  return systemChoices(store, bot).flatMap(({ name, reason }) => (reason === null ? [name] : []));
}

/** Whether one of these is tuned on questions of the suite. */
export function anyTuned(names: readonly SystemName[]): boolean {
  return names.some((name) => systemKinds[name]?.takes === 'tuning');
}

/** Whether one of these finds passages by their meaning. */
export function anyEmbedding(names: readonly SystemName[]): boolean {
  return names.some((name) => systemKinds[name]?.needs === 'embeddings');
}

function entries(): [SystemName, SystemKind][] {
  return Object.entries(systemKinds) as [SystemName, SystemKind][];
}
