import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Adapter } from '../../core/engine/adapter.ts';
import type { Example } from '../../core/engine/example.ts';
import { type Model, openModel } from '../../core/engine/models/model.ts';
import { openSafetensors, readTensor } from '../../core/engine/weights/safetensors.ts';

export const families = ['llama', 'llama-rope3', 'mistral', 'qwen2', 'qwen3'] as const;

/** What PyTorch, transformers and PEFT computed on a tiny model; see test/fixtures/engine/README.md. */
export interface Reference {
  readonly model: Model;
  readonly modules: readonly string[];
  readonly examples: readonly Example[];
  readonly json: ReferenceJson;
  readonly adapter: Adapter;
  readonly adapter2: Adapter;
  tensor(name: string): Float32Array;
  integers(name: string): BigInt64Array;
}

interface ReferenceJson {
  readonly examples: readonly Example[];
  readonly modules: readonly string[];
  readonly adapters: Readonly<Record<string, { rank: number; alpha: number; scaling: number }>>;
  readonly dropout: number;
  readonly trajectory: Trajectory;
  readonly greedy: {
    readonly prompts: number[][];
    readonly base: { readonly ids: number[][] };
    readonly adapter: { readonly ids: number[][] };
  };
}

export interface Trajectory {
  readonly microBatches: readonly (readonly Example[])[];
  readonly learningRates: readonly number[];
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
  readonly [setting: string]: unknown;
}

export function readReference(family: string): Reference {
  const folder = join(import.meta.dirname, '..', 'fixtures', 'engine', family);
  const json = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as ReferenceJson;
  const expected = openSafetensors(join(folder, 'expected.safetensors'));
  return {
    model: openModel(folder),
    modules: json.modules,
    examples: json.examples,
    json,
    adapter: peft(join(folder, 'adapter'), json.modules),
    adapter2: peft(join(folder, 'adapter-2'), json.modules),
    tensor: (name) => readTensor(expected, name),
    integers: (name) => {
      const tensor = expected.tensors.get(name);
      if (!tensor) throw new Error(`${family} has no ${name}`);
      const bytes = readFileSync(join(folder, 'expected.safetensors')).subarray(
        tensor.offset,
        tensor.offset + tensor.length,
      );
      const copy = Uint8Array.from(bytes).buffer;
      return tensor.type === 'I64' ? new BigInt64Array(copy) : BigInt64Array.from(new Int32Array(copy), BigInt);
    },
  };
}

function peft(folder: string, modules: readonly string[]): Adapter {
  const { r, lora_alpha: alpha } = JSON.parse(readFileSync(join(folder, 'adapter_config.json'), 'utf8'));
  const weights = openSafetensors(join(folder, 'adapter_model.safetensors'));
  return new Map(
    modules.map((module) => [
      module,
      {
        rank: r,
        scaling: alpha / r,
        a: readTensor(weights, `base_model.model.${module}.lora_A.weight`),
        b: readTensor(weights, `base_model.model.${module}.lora_B.weight`),
      },
    ]),
  );
}

export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`);
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    if (!(difference <= worst)) worst = difference;
  }
  return worst;
}

/** ‖a − b‖ / ‖b‖ */
export function relativeL2(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`);
  let error = 0;
  let size = 0;
  for (let i = 0; i < a.length; i++) {
    error += ((a[i] as number) - (b[i] as number)) ** 2;
    size += (b[i] as number) ** 2;
  }
  return Math.sqrt(error / size);
}
