import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder, writeError } from '../disk.ts';
import type { Adapter, LoraModule } from '../engine/index.ts';
import { syncFolder, writeBeside } from '../engine/weights/file-bytes.ts';
import { writeSafetensors } from '../engine/weights/safetensors-write.ts';
import { AppError, invariant } from '../errors.ts';
import { checkPlain } from './check-plain.ts';
import { type Lineage, lineageFile } from './lineage.ts';
import { mostCommon } from './most-common.ts';

/** A skill to be put on disk. */
export interface SkillToWrite {
  readonly adapter: Adapter;
  /** The base model's name, as others know it. */
  readonly baseModel: string;
  readonly revision?: string;
  /** `lora_alpha`; by default the one that most modules' scaling comes from. */
  readonly alpha?: number;
  readonly dropout?: number;
  /** `target_modules`; by default the last parts of the adapted modules' paths. */
  readonly targets?: readonly string[];
  /** How the matrices are stored; F32 by default. */
  readonly type?: 'F32' | 'F16';
  readonly lineage?: Lineage;
}

/**
 * Writes a PEFT folder that PEFT loads with the same ΔW: modules whose rank or scaling differ from the rest go into
 * `rank_pattern` and `alpha_pattern`. The folder appears complete or not at all.
 *
 * @throws AppError `skill/bad-folder` when the folder is there and not empty; `skill/unsupported` when a value is not
 * finite or, stored as F16, would not be, or the adapter has routers; what `writeError` gives.
 */
export function writeSkill(folder: string, skill: SkillToWrite): void {
  checkPlain(skill.adapter);
  const target = resolve(folder);
  const type = skill.type ?? 'F32';
  checkValues(skill.adapter, type);
  if (existsSync(target)) {
    if (readdirSync(target).length > 0) {
      throw new AppError('skill/bad-folder', `${target} is there already and not empty. Choose another folder.`);
    }
    rmdirSync(target);
  }
  const beside = join(dirname(target), `.${basename(target)}.writing-${process.pid}`);
  try {
    rmSync(beside, { recursive: true, force: true });
    makeFolder(beside);
    writeSafetensors(join(beside, 'adapter_model.safetensors'), tensorsOf(skill.adapter, type), { format: 'pt' }, what);
    writeJson(join(beside, 'adapter_config.json'), configOf(skill));
    if (skill.lineage !== undefined) writeJson(join(beside, lineageFile), skill.lineage);
    renameSync(beside, target);
    syncFolder(dirname(target));
  } catch (error) {
    if (existsSync(beside)) rmSync(beside, { recursive: true, force: true });
    throw writeError(error, { path: target, what });
  }
}

const what = 'the skill';

function checkValues(adapter: Adapter, type: 'F32' | 'F16'): void {
  invariant(adapter.size > 0, 'an adapter to be written has modules');
  // From here on, the nearest half-precision number is infinity.
  const limit = type === 'F16' ? 65_520 : Number.POSITIVE_INFINITY;
  for (const [module, { a, b, scaling }] of adapter) {
    const fits = (value: number) => Math.abs(value) < limit;
    if (Number.isFinite(scaling) && a.every(fits) && b.every(fits)) continue;
    const hint = type === 'F16' ? 'Write it as F32.' : 'Its training diverged: train it again at a lower rate.';
    throw new AppError('skill/unsupported', `Module ${module} holds values that ${type} can't store.`, { hint });
  }
}

function* tensorsOf(adapter: Adapter, type: 'F32' | 'F16') {
  for (const [module, { rank, a, b }] of adapter) {
    const name = `base_model.model.${module}`;
    yield { name: `${name}.lora_A.weight`, type, shape: [rank, a.length / rank], data: a };
    yield { name: `${name}.lora_B.weight`, type, shape: [b.length / rank, rank], data: b };
  }
}

function configOf(skill: SkillToWrite) {
  const modules = [...skill.adapter];
  const alphaOf = ({ scaling, rank }: LoraModule) => scaling * rank;
  const rank = mostCommon(modules.map(([, module]) => module.rank));
  const alpha = skill.alpha ?? mostCommon(modules.map(([, module]) => alphaOf(module)));
  // `^` keeps a pattern from matching the end of a longer path.
  const patternOf = (value: (module: LoraModule) => number, usual: number) =>
    Object.fromEntries(modules.flatMap(([path, m]) => (value(m) === usual ? [] : [[`^${path}`, value(m)]])));
  return {
    task_type: 'CAUSAL_LM',
    peft_type: 'LORA',
    base_model_name_or_path: skill.baseModel,
    revision: skill.revision ?? null,
    inference_mode: true,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: skill.dropout ?? 0,
    target_modules: skill.targets ?? [...new Set(modules.map(([path]) => path.slice(path.lastIndexOf('.') + 1)))],
    bias: 'none',
    use_rslora: false,
    use_dora: false,
    rank_pattern: patternOf((module) => module.rank, rank),
    alpha_pattern: patternOf(alphaOf, alpha),
    modules_to_save: null,
    fan_in_fan_out: false,
    init_lora_weights: true,
    peft_version: '0.21.2',
  };
}

function writeJson(path: string, value: unknown): void {
  writeBeside(path, (append) => append(new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)), { what });
}
