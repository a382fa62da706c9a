import { AppError } from '../errors.ts';
import type { Store } from '../store/index.ts';
import type { BotSummary } from './contract.ts';
import { presetOf } from './preset-of.ts';
import { standings } from './standing.ts';

/** A bot as lists show it. */
export function botSummary(store: Store, id: string, standing = standings(store).get(id)!): BotSummary {
  const { name, baseModel: model, recipeId, createdAt } = store.bots.require(id);
  const manual = store.bots.manualIds(id)[0];
  const manualTitle = manual === undefined ? '' : store.manuals.require(manual).title;
  return { id, name, model, manual: manual ?? '', manualTitle, standing, preset: presetOf(recipeId), createdAt };
}

/** All bots, newest first. */
export function botSummaries(store: Store): BotSummary[] {
  return [...standings(store)].map(([id, standing]) => botSummary(store, id, standing));
}

/** @throws AppError `store/conflict` */
export function refuseTakenBotName(store: Store, name: string | undefined): void {
  if (name === undefined || store.bots.byName(name) === undefined) return;
  throw new AppError('store/conflict', `There is a bot "${name}" already.`, { hint: 'Choose another name.' });
}
