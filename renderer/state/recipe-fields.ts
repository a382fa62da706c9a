import type { Json, RecipeJson } from '../api.ts';

/** How a number of the recipe is set. `nullable`: may be left without a limit. */
export type FieldKind =
  | { readonly kind: 'integer' | 'number'; readonly min: number; readonly max: number; readonly nullable?: boolean }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'choices'; readonly options: readonly string[] }
  | { readonly kind: 'integers'; readonly min: number; readonly max: number }
  /** Stop early on held-out windows, or not: `{ every, patience }` or null. */
  | { readonly kind: 'early-stop' }
  /** Where coefficients begin: a number, or drawn from a normal distribution. */
  | { readonly kind: 'initial' };

const count = { kind: 'integer', min: 1, max: 1_000_000 } as const;
const limit = { ...count, nullable: true } as const;
const rate = { kind: 'number', min: 1e-7, max: 1 } as const;
const share = { kind: 'number', min: 0, max: 1 } as const;
const warmup = { kind: 'integer', min: 0, max: 1_000_000 } as const;
const batch = { kind: 'integer', min: 1, max: 256 } as const;
const length = { kind: 'integer', min: 4, max: 8192 } as const;
const modules = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] as const;

/** Every number that a build depends on, by its dotted path, in the order in which it is used. */
export const recipeFields = {
  seed: { kind: 'integer', min: 0, max: 4_294_967_295 },
  'study.windowLengths': { kind: 'integers', min: 4, max: 8192 },
  'study.headingContext': { kind: 'boolean' },
  'study.maxExamples': limit,
  'study.holdOut': { kind: 'number', min: 0, max: 0.5 },
  'instruction.format': { kind: 'choice', options: ['alpaca', 'chat'] },
  'instruction.maxExamples': limit,
  'instruction.maxTokens': { kind: 'integer', min: 8, max: 8192 },
  'instruction.learningRate': rate,
  'instruction.warmupSteps': warmup,
  'instruction.epochs': count,
  'instruction.maxSteps': limit,
  'training.rank': { kind: 'integer', min: 1, max: 512 },
  'training.alpha': { kind: 'number', min: 0.001, max: 100_000 },
  'training.dropout': { kind: 'number', min: 0, max: 0.9 },
  'training.targets': { kind: 'choices', options: modules },
  'training.learningRate': rate,
  'training.warmupSteps': warmup,
  'training.epochs': count,
  'training.batch': batch,
  'training.length': length,
  'training.accumulation': { kind: 'integer', min: 1, max: 1024 },
  'training.weightDecay': share,
  'training.clipNorm': { kind: 'number', min: 0.0001, max: 1000, nullable: true },
  'training.maxSteps': limit,
  'soup.method': { kind: 'choice', options: ['cat-learned', 'cat-static'] },
  'soup.constraint': { kind: 'choice', options: ['softmax', 'sigmoid', 'free'] },
  'soup.granularity': { kind: 'choice', options: ['module', 'layer', 'model'] },
  'soup.learningRate': { kind: 'number', min: 1e-7, max: 10 },
  'soup.epochs': count,
  'soup.maxSteps': limit,
  'soup.batch': batch,
  'soup.length': length,
  'soup.share': share,
  'soup.initial': { kind: 'initial' },
  'soup.earlyStop': { kind: 'early-stop' },
  'soup.holdOut': { kind: 'integer', min: 0, max: 100_000 },
  'search.passages': { kind: 'integer', min: 0, max: 20 },
  'search.read': { kind: 'integer', min: 1, max: 20 },
  'generation.maxNewTokens': { kind: 'integer', min: 1, max: 8192 },
  'generation.temperature': { kind: 'number', min: 0, max: 5 },
  'generation.topP': { kind: 'number', min: 0.01, max: 1 },
  'generation.topK': { kind: 'integer', min: 0, max: 1_000_000 },
  'generation.repetitionPenalty': { kind: 'number', min: 0.01, max: 5 },
  'generation.historyTurns': { kind: 'integer', min: 0, max: 20 },
} as const satisfies Readonly<Record<string, FieldKind>>;

export type FieldPath = keyof typeof recipeFields;
export const fieldPaths = Object.keys(recipeFields) as FieldPath[];

export const recipeParts = ['study', 'instruction', 'training', 'soup', 'search', 'generation'] as const;
export type RecipePart = (typeof recipeParts)[number];

export function valueAt(recipe: RecipeJson, path: FieldPath): Json {
  let value: Json = recipe;
  for (const key of path.split('.')) value = (value as RecipeJson)[key] ?? null;
  return value;
}

export function withValue(recipe: RecipeJson, path: FieldPath, value: Json): RecipeJson {
  const [part, key] = path.split('.') as [string, string | undefined];
  return key === undefined
    ? { ...recipe, [part]: value }
    : { ...recipe, [part]: { ...(recipe[part] as RecipeJson), [key]: value } };
}

/** What differs from a preset, by dotted path: what is sent to the host. */
export function changesFrom(preset: RecipeJson, recipe: RecipeJson): Readonly<Record<string, Json>> {
  const changed = fieldPaths.filter(
    (path) => JSON.stringify(valueAt(preset, path)) !== JSON.stringify(valueAt(recipe, path)),
  );
  return Object.fromEntries(changed.map((path) => [path, valueAt(recipe, path)]));
}
