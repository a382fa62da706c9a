import { findEntry } from '../catalog/index.ts';
import { openModel } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import type { BotRow, Store } from '../store/index.ts';
import { botSettings, changedBotSettings } from './bot-settings.ts';
import { botSummary } from './bot-summary.ts';
import type { BotDetail, BotInput, BotSettings, BotSummary, CheckResult, RecipeJson, Removed } from './contract.ts';
import { findBot, findManual } from './find.ts';
import { lastPromotion } from './gate/summary.ts';
import type { CallContext, Methods } from './methods.ts';
import { presentModel } from './models.ts';
import { presets } from './presets.ts';
import { resolveRecipe } from './recipe.ts';
import { recipeOf } from './skill-detail.ts';
import { skillShares } from './soup-stage.ts';

type BotMethod =
  | 'bot.show'
  | 'bot.rename'
  | 'bot.configure'
  | 'bot.speakFrom'
  | 'bot.remove'
  | 'recipe.list'
  | 'recipe.resolve';

/** What can be done with a bot besides talking to it, and the recipes that bots are made by. */
export const botKeepingMethods: Methods<BotMethod> = {
  'bot.show': ({ bot }, { host: { store } }) => botDetail(store, findBot(store, bot)),
  'bot.rename': rename,
  'bot.configure': configure,
  'bot.speakFrom': speakFrom,
  'bot.remove': ({ bot }: BotInput, { host: { store } }): Removed => {
    const { id, name } = findBot(store, bot);
    store.removeBot(id);
    return { removed: name };
  },
  'recipe.list': () => Object.entries(presets).map(([name, recipe]) => ({ name, recipe: recipe as RecipeJson })),
  'recipe.resolve': ({ recipe, set }) => resolveRecipe(recipe, set) as RecipeJson,
};

function botDetail(store: Store, row: BotRow): BotDetail {
  const { id, soupId, skillId, recipeId } = row;
  const manuals = store.bots.manualIds(id).map((manual) => store.manuals.require(manual));
  return {
    ...botSummary(store, id),
    manuals: manuals.map((manual) => ({ id: manual.id, title: manual.title })),
    soup: soupId,
    skill: skillId,
    skills: sharesOf(store, row),
    settings: botSettings(row),
    recipe: recipeOf(store, recipeId),
    check: checkOf(store, row),
    promotion: lastPromotion(store, id),
  };
}

function sharesOf(store: Store, { soupId, skillId }: BotRow): BotDetail['skills'] {
  if (soupId !== null) return skillShares(store, soupId);
  if (skillId === null) return [];
  return [{ skill: skillId, name: store.skills.require(skillId).name, mean: 1, spread: 0, low: 1, high: 1 }];
}

/** What its build measured; null when that job is gone, or it was made otherwise. */
function checkOf(store: Store, { jobId }: BotRow): CheckResult | null {
  const stages = jobId === null ? undefined : store.jobs.get(jobId)?.stages;
  return (stages?.check as CheckResult | undefined) ?? null;
}

function rename({ bot, name }: BotInput & { readonly name: string }, { host: { store } }: CallContext): BotSummary {
  const { id } = findBot(store, bot);
  const other = store.bots.byName(name);
  if (other !== undefined && other.id !== id) {
    throw new AppError('store/conflict', `There is a bot "${other.name}" already.`, { hint: 'Choose another name.' });
  }
  store.bots.update(id, { name });
  return botSummary(store, id);
}

async function configure(
  { bot, settings }: BotInput & { readonly settings: Partial<BotSettings> },
  context: CallContext,
): Promise<BotDetail> {
  const { store } = context.host;
  const row = findBot(store, bot);
  const kept = changedBotSettings(row, settings, await contextLimit(row, context));
  store.bots.update(row.id, { settings: kept });
  return botDetail(store, store.bots.require(row.id));
}

/** How many tokens the base model reads: from its own files, or, while it is not here, from the catalogue. */
async function contextLimit({ baseModel }: BotRow, context: CallContext): Promise<number> {
  try {
    return openModel((await presentModel(baseModel, context)).folder).config.maxPositions;
  } catch (error) {
    if (error instanceof AppError && error.code === 'model/not-found') {
      return findEntry(baseModel)?.contextLength ?? Number.POSITIVE_INFINITY;
    }
    throw error;
  }
}

function speakFrom(
  { bot, manuals }: BotInput & { readonly manuals: readonly string[] },
  { host: { store } }: CallContext,
): BotDetail {
  const row = findBot(store, bot);
  const ids = new Set(manuals.map((manual) => findManual(store, manual).id));
  store.bots.setManuals(row.id, [...ids]);
  return botDetail(store, row);
}
