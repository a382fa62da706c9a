import { findSupport } from '../chat/index.ts';
import type { BotRow, FoundPassage, SkillRow, Store } from '../store/index.ts';
import { type KeptBotSettings, keptBotSettings } from './bot-settings.ts';
import { soupAdapter } from './soup-stage.ts';
import type { AdapterSpec } from './tasks/schemas.ts';

/** What a bot answers with: its adapter, its manuals' passages, and how answers are drawn. */
export interface BotEngine {
  readonly bot: BotRow;
  readonly adapter: AdapterSpec;
  /** The system that it is, in the benchmark's words. */
  readonly system: string;
  readonly settings: KeptBotSettings;
  /** Passages of its manuals that a question is about, the best first; empty when nothing there supports an answer. */
  search(question: string): readonly FoundPassage[];
}

export function botEngine(store: Store, bot: BotRow): BotEngine {
  const settings = keptBotSettings(bot);
  const manuals = store.bots.manualIds(bot.id);
  return {
    bot,
    settings,
    ...adapterOf(store, bot),
    search: (question) =>
      findSupport(
        question,
        (expression, limit) => store.passages.search(manuals, expression, limit),
        settings.search.passages,
      ),
  };
}

function adapterOf(store: Store, { soupId, skillId }: BotRow): { adapter: AdapterSpec; system: string } {
  if (soupId !== null) return { adapter: soupAdapter(store, soupId), system: store.soups.require(soupId).method };
  if (skillId === null) return { adapter: { folders: [] }, system: 'base' };
  const skill = store.skills.require(skillId);
  return { adapter: { folders: [store.skillFolder(skill)] }, system: skillSystem(skill) };
}

/** One skill alone, in the benchmark's words. */
export function skillSystem({ kind }: Pick<SkillRow, 'kind'>): string {
  return kind === 'instruction' ? 'instruct-skill' : 'manual-skill';
}
