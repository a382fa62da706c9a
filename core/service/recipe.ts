import { existsSync, readFileSync } from 'node:fs';
import { AppError } from '../errors.ts';
import type { BotRow, Store } from '../store/index.ts';
import type { Json, RecipeJson } from './contract.ts';
import { type PresetName, presets } from './presets.ts';
import { type Recipe, recipeSchema } from './recipe-schema.ts';

/** A dotted key of the recipe → its new value, as `--set` gives it. */
export type Changes = Readonly<Record<string, Json>>;

export type { Recipe };

export const defaultPreset: PresetName = 'quick';

/**
 * The recipe that a name, a file or its own JSON gives, with the changes made.
 * @param given a preset; or a JSON file or its content: a whole recipe, or `{"preset": "quick", …}` with what differs from it.
 * @throws AppError `recipe/invalid` naming the key.
 */
export function resolveRecipe(given: string | RecipeJson = defaultPreset, changes: Changes = {}): Recipe {
  let recipe: unknown;
  if (typeof given !== 'string') recipe = overPreset(given);
  else recipe = isPreset(given) ? presets[given] : readRecipeFile(given);
  for (const [key, value] of Object.entries(changes)) recipe = withChange(recipe, key.split('.'), value, key);
  return parseRecipe(recipe);
}

/** A stored or changed recipe, checked. */
export function parseRecipe(value: unknown): Recipe {
  const parsed = recipeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const key = [...issue.path, ...(unknown === undefined ? [] : [unknown])].join('.');
  throw new AppError('recipe/invalid', `The recipe's "${key}" can't be used: ${issue.message}.`, {
    command: `"stockpot build --help" shows how to set a key; the presets are ${Object.keys(presets).join(', ')}.`,
  });
}

/** The recipe that a bot was made by; the default one for a bot that keeps none. */
export function recipeOfBot(store: Store, { recipeId }: Pick<BotRow, 'recipeId'>): Recipe {
  const kept = recipeId === null ? undefined : store.recipes.get(recipeId);
  return kept === undefined ? presets[defaultPreset] : parseRecipe(kept.json);
}

/** `key=value` as the command line writes it: the value is JSON where it can be read as JSON, text otherwise. */
export function parseChange(text: string): readonly [key: string, value: Json] {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new AppError('recipe/invalid', `"${text}" is not KEY=VALUE.`, { hint: 'For example: training.epochs=2' });
  }
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value) as Json];
  } catch {
    return [text.slice(0, at), value];
  }
}

function isPreset(name: string): name is PresetName {
  return Object.hasOwn(presets, name);
}

function readRecipeFile(path: string): unknown {
  const names = Object.keys(presets).join(', ');
  if (!existsSync(path)) {
    throw new AppError('recipe/invalid', `The recipe "${path}" is neither a file nor a preset.`, {
      hint: `Presets: ${names}.`,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AppError('recipe/invalid', `${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isRecord(value)) throw new AppError('recipe/invalid', `${path} does not hold a recipe: expected an object.`);
  return overPreset(value);
}

/** What a recipe leaves out is its preset's. */
function overPreset(value: Readonly<Record<string, unknown>>): unknown {
  const base = value.preset ?? defaultPreset;
  if (typeof base !== 'string' || !isPreset(base)) {
    throw new AppError('recipe/invalid', `The recipe's "preset" is ${JSON.stringify(base)}.`, {
      hint: `Presets: ${Object.keys(presets).join(', ')}.`,
    });
  }
  return merge(presets[base], value);
}

function merge(base: unknown, change: unknown): unknown {
  if (!isRecord(base) || !isRecord(change)) return change;
  const keys = new Set([...Object.keys(base), ...Object.keys(change)]);
  return Object.fromEntries([...keys].map((key) => [key, key in change ? merge(base[key], change[key]) : base[key]]));
}

function withChange(recipe: unknown, path: readonly string[], value: Json, whole: string): unknown {
  const [key, ...rest] = path;
  if (!isRecord(recipe) || key === undefined || !Object.hasOwn(recipe, key)) {
    const known = isRecord(recipe) ? Object.keys(recipe).join(', ') : 'none below it';
    throw new AppError('recipe/invalid', `The recipe has no key "${whole}".`, { hint: `Known there: ${known}.` });
  }
  return { ...recipe, [key]: rest.length === 0 ? value : withChange(recipe[key], rest, value, whole) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
