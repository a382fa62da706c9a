import { z } from 'zod';
import { AppError } from '../errors.ts';

/** What `adapter_config.json` says of a plain LoRA adapter, in our words. */
export interface PeftConfig {
  /** `base_model_name_or_path` */
  readonly baseModel: string | null;
  readonly revision: string | null;
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
  /** `target_modules`: names, or a regular expression over module paths. */
  readonly targets: readonly string[] | string | null;
  /** Scaling is α/√r instead of α/r. */
  readonly rankStabilised: boolean;
  /** Ranks and alphas of modules that differ, by pattern, in the file's order. */
  readonly rankPattern: ReadonlyMap<string, number>;
  readonly alphaPattern: ReadonlyMap<string, number>;
}

/**
 * Reads a parsed `adapter_config.json`.
 *
 * @throws AppError `skill/bad-folder` when it is not such a document; `skill/unsupported`, with the reason, when the adapter
 * is more than ΔW = scaling · B A on linear layers: leaving a part out would give other answers without a word.
 */
export function parsePeftConfig(json: unknown, path: string): PeftConfig {
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const where = issue.path.length === 0 ? 'it' : `"${issue.path.join('.')}"`;
    throw new AppError('skill/bad-folder', `${path} is no adapter configuration: ${where}: ${issue.message}.`, {
      cause: parsed.error,
    });
  }
  const config = parsed.data;
  refuseUnsupported(config, path);
  const patterns = [config.rank_pattern, config.alpha_pattern].map((given) => new Map(Object.entries(given ?? {})));
  for (const pattern of patterns.flatMap((map) => [...map.keys()])) patternExpression(pattern, path);
  return {
    baseModel: config.base_model_name_or_path ?? null,
    revision: config.revision ?? null,
    rank: config.r,
    alpha: config.lora_alpha,
    dropout: config.lora_dropout,
    targets: config.target_modules ?? null,
    rankStabilised: config.use_rslora === true,
    rankPattern: patterns[0]!,
    alphaPattern: patterns[1]!,
  };
}

/** The rank and scaling that a module has under a configuration. The first pattern that matches it counts, as in PEFT. */
export function moduleSettings(config: PeftConfig, module: string): { rank: number; scaling: number } {
  const rank = valueFor(config.rankPattern, module) ?? config.rank;
  const alpha = valueFor(config.alphaPattern, module) ?? config.alpha;
  return { rank, scaling: alpha / (config.rankStabilised ? Math.sqrt(rank) : rank) };
}

function valueFor(pattern: ReadonlyMap<string, number>, module: string): number | undefined {
  for (const [key, value] of pattern) if (patternExpression(key, key).test(module)) return value;
  return undefined;
}

/** A pattern matches a whole module path, or its end after a dot. */
function patternExpression(pattern: string, path: string): RegExp {
  const refuse = (why: string, cause?: unknown) =>
    new AppError('skill/unsupported', `${path}: the pattern ${JSON.stringify(pattern)} ${why}.`, { cause });
  // A repeated group can take exponential time on a path that it does not match.
  if (/\)[*+{]/.test(pattern) || pattern.length > 300) throw refuse('is too long or repeats a group');
  try {
    return new RegExp(`^(.*\\.)?(${pattern})$`);
  } catch (cause) {
    throw refuse('is no regular expression that can be read here', cause);
  }
}

function refuseUnsupported(config: z.infer<typeof schema>, path: string): void {
  const given = Object.entries(config).filter(([, value]) => isSet(value));
  const reasons = given.flatMap(([name, value]) => {
    const known = unsupported[name];
    if (known !== undefined) return known(value) ?? [];
    // A later PEFT's variants announce themselves this way, and change what the adapter computes.
    const variant = /^use_|_config$/.test(name) && !harmless.has(name);
    return variant ? `it uses ${name}, which is not known here` : [];
  });
  if (reasons.length === 0) return;
  throw new AppError('skill/unsupported', `${path} can't be used as a skill: ${reasons.join('; ')}.`, {
    hint: 'Merge it into its base model with PEFT, or train it again as plain LoRA.',
  });
}

function isSet(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Why a field that is set makes the adapter more than plain LoRA; nothing when its value is harmless. */
const unsupported: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  peft_type: (value) => (value === 'LORA' ? undefined : `it is of type ${String(value)}, not LORA`),
  use_dora: () => 'it is a DoRA adapter (use_dora): its magnitudes have no place in B A',
  bias: (value) => (value === 'none' ? undefined : `it trains the base model's biases (bias: ${String(value)})`),
  lora_bias: () => 'it has biases of its own (lora_bias)',
  modules_to_save: (value) => `it replaces whole modules (modules_to_save: ${list(value)})`,
  trainable_token_indices: () => 'it trains single token embeddings (trainable_token_indices)',
  target_parameters: (value) => `it adapts bare parameters (target_parameters: ${list(value)})`,
  fan_in_fan_out: () => 'its layers are stored transposed (fan_in_fan_out)',
  layer_replication: () => 'it repeats layers of the base model (layer_replication)',
  alora_invocation_tokens: () => 'it acts only after certain tokens (alora_invocation_tokens)',
  init_lora_weights: (value) =>
    value === true || plainStarts.has(String(value))
      ? undefined
      : `it was started by ${String(value)}, which changes the base model's own weights (init_lora_weights)`,
};

/** Ways to start an adapter that leave the base model as it was. */
const plainStarts = new Set(['gaussian', 'eva', 'orthogonal']);

/** Settings of how an adapter was started or run, not of what it computes. */
const harmless = new Set([
  'use_rslora',
  'loftq_config',
  'eva_config',
  'corda_config',
  'lora_ga_config',
  'megatron_config',
  'runtime_config',
]);

function list(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : JSON.stringify(value);
}

const rank = z.number().int().positive();
const schema = z.looseObject({
  peft_type: z.string(),
  base_model_name_or_path: z.string().nullish(),
  revision: z.string().nullish(),
  r: rank,
  lora_alpha: z.number(),
  lora_dropout: z.number().default(0),
  target_modules: z.union([z.array(z.string()), z.string()]).nullish(),
  use_rslora: z.boolean().nullish(),
  rank_pattern: z.record(z.string(), rank).nullish(),
  alpha_pattern: z.record(z.string(), z.number()).nullish(),
});
