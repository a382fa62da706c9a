import { AppError } from '../errors.ts';
import type { SoupRow, Store } from '../store/index.ts';
import { blend } from './blend.ts';
import { botSummary, refuseTakenBotName } from './bot-summary.ts';
import type { BotSummary, SoupDetail, SoupSaveInput, SoupSummary } from './contract.ts';
import { findBot, findSoup } from './find.ts';
import type { CallContext, Methods } from './methods.ts';
import { presetOf } from './preset-of.ts';
import { recipeOf } from './skill-detail.ts';
import { soupModules } from './soup-modules.ts';
import { skillShares } from './soup-stage.ts';
import { versions } from './versions.ts';

export const soupMethods: Methods<'soup.list' | 'soup.show' | 'soup.save' | 'soup.blend'> = {
  'soup.list': (_input, { host: { store } }) => store.soups.list().map((row) => soupSummary(store, row)),
  'soup.show': ({ soup }, { host: { store } }) => soupDetail(store, findSoup(store, soup)),
  'soup.save': save,
  'soup.blend': blend,
};

function soupSummary(store: Store, { id, baseModel: model, method, recipeId, createdAt }: SoupRow): SoupSummary {
  const made = { recipe: recipeOf(store, recipeId), preset: presetOf(recipeId) };
  return { id, model, method, skills: skillShares(store, id), bots: store.soups.botIds(id), ...made, createdAt };
}

function soupDetail(store: Store, row: SoupRow): SoupDetail {
  const { constraint, granularity, heldOut } = row;
  const { modules, coefficients } = soupModules(store, row.id);
  return { ...soupSummary(store, row), constraint, granularity, modules, coefficients, heldOut };
}

/** The bot stays as it is: a new soup, and a new bot over it with the same manuals and settings. */
function save({ bot: text, coefficients, name }: SoupSaveInput, { host: { store } }: CallContext): BotSummary {
  const bot = findBot(store, text);
  const { soupId, baseModel, baseModelHash, settings, recipeId } = bot;
  if (soupId === null) {
    throw new AppError('soup/incompatible', `"${bot.name}" is no soup: it has no coefficients to change.`);
  }
  refuseTakenBotName(store, name);
  const values = soupModules(store, soupId).valuesOf(coefficients);
  return store.transaction(() => {
    const soup = store.soups.insert({
      baseModel,
      baseModelHash,
      method: 'cat-static',
      constraint: 'fixed',
      granularity: 'module',
      coefficients: values,
      recipeId: store.soups.require(soupId).recipeId,
      versions: versions(),
      skillIds: store.soups.skillIds(soupId),
    });
    const manualIds = store.bots.manualIds(bot.id);
    const made = store.bots.insert({
      name,
      baseModel,
      baseModelHash,
      soupId: soup.id,
      settings,
      recipeId,
      manualIds,
    });
    return botSummary(store, made.id);
  });
}
