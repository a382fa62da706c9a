import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Adapter, LoraModule } from '../engine/index.ts';
import { openSafetensors, readTensor, type StoredTensor, type WeightSet } from '../engine/weights/safetensors.ts';
import { AppError } from '../errors.ts';
import { type Lineage, lineageFile } from './lineage.ts';
import { moduleSettings, type PeftConfig, parsePeftConfig } from './peft-config.ts';

/** An adapter as it lies on disk. */
export interface Skill {
  readonly adapter: Adapter;
  readonly config: PeftConfig;
  readonly folder: string;
  /** What made it; null for a skill from elsewhere. */
  readonly lineage: Lineage | null;
}

/**
 * Reads a PEFT folder: `adapter_config.json`, `adapter_model.safetensors` (32- or 16-bit floats, given as 32-bit) and, where
 * it stands, `stockpot.json`. Each module's scaling is as PEFT computes it, patterns and rank stabilisation included.
 *
 * @throws AppError `skill/not-found`; `skill/bad-folder` when the folder is damaged or contradicts itself;
 * `skill/unsupported` when the adapter is more than low-rank changes of linear layers.
 */
export function readSkill(folder: string): Skill {
  if (!existsSync(folder)) throw new AppError('skill/not-found', `There is no skill folder at ${folder}.`);
  const configPath = join(folder, 'adapter_config.json');
  if (!existsSync(configPath)) {
    throw new AppError('skill/bad-folder', `${folder} has no adapter_config.json, so it is not a PEFT adapter.`);
  }
  const config = parsePeftConfig(readJson(configPath), configPath);
  const weights = openWeights(folder);
  const lineagePath = join(folder, lineageFile);
  return {
    adapter: adapterOf(weights, config, folder),
    config,
    folder,
    lineage: existsSync(lineagePath) ? (readJson(lineagePath) as Lineage) : null,
  };
}

function readJson(path: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AppError('skill/bad-folder', `${path} can't be read as JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('skill/bad-folder', `${path} does not hold a JSON object.`);
  }
  return value;
}

function openWeights(folder: string): WeightSet {
  const path = join(folder, 'adapter_model.safetensors');
  if (!existsSync(path)) {
    if (existsSync(join(folder, 'adapter_model.bin'))) {
      throw new AppError(
        'skill/unsupported',
        `${folder} holds adapter_model.bin, a Python pickle that could run code when read. Save it again as safetensors.`,
      );
    }
    throw new AppError('skill/bad-folder', `${folder} has no adapter_model.safetensors.`);
  }
  return orBadFolder(() => openSafetensors(path));
}

/** What the reader of weights calls a bad model file is a bad skill here. */
function orBadFolder<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError('skill/bad-folder', error.message, { cause: error });
  }
}

function adapterOf(weights: WeightSet, config: PeftConfig, folder: string): Adapter {
  const pairs = new Map<string, { A?: StoredTensor; B?: StoredTensor }>();
  for (const tensor of weights.tensors.values()) {
    const [, module, side] = keyForm.exec(tensor.name) ?? [];
    if (module === undefined || tensor.shape.length !== 2) {
      throw new AppError(
        'skill/unsupported',
        `${folder} holds the tensor ${tensor.name} [${tensor.shape.join(', ')}]. Only lora_A and lora_B matrices of linear layers can be used; ${reasonFor(tensor)}.`,
      );
    }
    const pair = pairs.get(module) ?? {};
    if (pair[side as 'A' | 'B'] !== undefined) {
      throw new AppError('skill/bad-folder', `${folder} holds lora_${side} of ${module} twice.`);
    }
    pairs.set(module, { ...pair, [side as 'A' | 'B']: tensor });
  }
  if (pairs.size === 0) throw new AppError('skill/bad-folder', `${folder} holds an adapter without any tensor.`);
  const modules = [...pairs].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  return new Map(modules.map(([module, pair]) => [module, moduleOf(weights, config, folder, module, pair)]));
}

/** `base_model.model.<module path>.lora_A.weight`; in memory PEFT puts the adapter's name before `weight`. */
const keyForm = /^base_model\.model\.(.+)\.lora_([AB])(?:\.default)?\.weight$/;

function reasonFor(tensor: StoredTensor): string {
  if (tensor.name.includes('lora_embedding_')) return 'this is an adapted embedding';
  if (tensor.name.includes('lora_magnitude_vector')) return 'this is a magnitude of a DoRA adapter';
  if (tensor.name.endsWith('.bias')) return 'this is a bias';
  if (tensor.shape.length > 2) return 'this is an adapted convolution or a stack of experts';
  return 'this is something else, and leaving it out would change what the adapter does';
}

function moduleOf(
  weights: WeightSet,
  config: PeftConfig,
  folder: string,
  module: string,
  pair: { A?: StoredTensor; B?: StoredTensor },
): LoraModule {
  const bad = (found: string) => new AppError('skill/bad-folder', `${folder}: module ${module} ${found}.`);
  if (pair.A === undefined || pair.B === undefined) throw bad(`has no lora_${pair.A === undefined ? 'A' : 'B'}`);
  const { rank, scaling } = moduleSettings(config, module);
  const [rankOfA] = pair.A.shape;
  const [, rankOfB] = pair.B.shape;
  if (rankOfA !== rank || rankOfB !== rank) {
    throw bad(`has rank ${rankOfA} in lora_A and ${rankOfB} in lora_B, where its configuration says ${rank}`);
  }
  const [a, b] = [pair.A, pair.B].map(({ name }) => orBadFolder(() => readTensor(weights, name))) as [
    Float32Array,
    Float32Array,
  ];
  if (!a.every(Number.isFinite) || !b.every(Number.isFinite)) {
    throw bad('holds values that are not finite numbers: its training diverged, or the file is damaged');
  }
  return { rank, a, b, scaling };
}
