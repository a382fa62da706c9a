import { createHash } from 'node:crypto';
import { invariant } from '../errors.ts';
import type { SqlDatabase } from './database.ts';
import { defineTable } from './table.ts';

export interface RecipeRow {
  /** sha256 of {@link canonicalJson} of `json`. */
  readonly id: string;
  readonly json: unknown;
  readonly createdAt: string;
}

export interface RecipeStore {
  /** Keeps a recipe and gives its row; the same numbers in another order are the same recipe. */
  save(recipe: unknown): RecipeRow;
  get(id: string): RecipeRow | undefined;
  list(): RecipeRow[];
}

export function recipeStore(db: SqlDatabase): RecipeStore {
  const recipes = defineTable<RecipeRow>(db, 'recipes', { id: 'plain', json: 'json', createdAt: 'plain' });
  const get = (id: string) => recipes.one('WHERE id = ?', id);
  return {
    save: (recipe) =>
      db.transaction(() => {
        const id = recipeId(recipe);
        if (get(id) === undefined) recipes.insert({ id, json: recipe, createdAt: new Date().toISOString() });
        return get(id)!;
      }),
    get,
    list: () => recipes.all('ORDER BY created_at DESC, id'),
  };
}

/** What a recipe is known by: sha256, in hexadecimal, of its canonical JSON. */
export function recipeId(recipe: unknown): string {
  return createHash('sha256').update(canonicalJson(recipe)).digest('hex');
}

/** JSON with keys sorted by code unit and no spaces, fields that are undefined left out: one text for one value. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const record = value as Readonly<Record<string, unknown>>;
    const keys = Object.keys(record).filter((key) => record[key] !== undefined);
    return `{${keys
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`)
      .join(',')}}`;
  }
  invariant(typeof value !== 'number' || Number.isFinite(value), `JSON has no number ${value}`);
  return JSON.stringify(value ?? null);
}
