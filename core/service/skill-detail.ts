import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { readSkill } from '../skill/index.ts';
import type { SkillRow, Store } from '../store/index.ts';
import type { Json, RecipeJson, SkillDetail, SkillSummary } from './contract.ts';
import { presetOf } from './preset-of.ts';
import { keptData } from './skill-data.ts';

/** @throws AppError `store/conflict` */
export function refuseTakenSkillName(store: Store, name: string | undefined): void {
  if (name === undefined || store.skills.byName(name) === undefined) return;
  throw new AppError('store/conflict', `There is a skill "${name}" already.`, { command: 'Choose another --name.' });
}

export function skillSummary(store: Store, row: SkillRow): SkillSummary {
  const { id, name, kind, baseModel: model, rank, createdAt, tags, note, manualId: manual } = row;
  const parents = store.skills.parents(id).map((parent) => parent.id);
  const data = keptData(store, row)?.kind ?? null;
  const made = { recipe: recipeOf(store, row.recipeId), preset: presetOf(row.recipeId) };
  return { id, name, kind, model, rank, createdAt, tags, note, parents, manual, data, ...made };
}

/** A skill with what lies in its folder. */
export function skillDetail(store: Store, row: SkillRow): SkillDetail {
  const folder = store.skillFolder(row);
  const weights = join(folder, 'adapter_model.safetensors');
  const { adapter, lineage } = readSkill(folder);
  return {
    ...skillSummary(store, row),
    folder,
    bytes: statSync(weights).size,
    sha256: createHash('sha256').update(readFileSync(weights)).digest('hex'),
    modules: adapter.size,
    lineage: lineage as Json,
  };
}

/** The numbers that something was made by, where they are kept. */
export function recipeOf(store: Store, recipeId: string | null): RecipeJson | null {
  if (recipeId === null) return null;
  return (store.recipes.get(recipeId)?.json ?? null) as RecipeJson | null;
}
