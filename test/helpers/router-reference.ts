import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Adapter } from '../../core/engine/adapter.ts';
import { openSafetensors, readSafetensorsMetadata, readTensor } from '../../core/engine/weights/safetensors.ts';
import type { Routing } from '../../core/soup/index.ts';

export const routedFamilies = ['llama', 'qwen2', 'qwen3'] as const;

/** What NumPy computed of three skills weighed by routers; see test/fixtures/engine/make-router.py. */
export interface RouterReference {
  readonly skills: readonly Adapter[];
  readonly routing: Routing;
  tensor(name: string): Float32Array;
}

export function readRouterReference(family: string): RouterReference {
  const folder = join(import.meta.dirname, '..', 'fixtures', 'engine', family);
  const path = join(folder, 'router.safetensors');
  const set = openSafetensors(path);
  const scalings = JSON.parse(readSafetensorsMetadata(path).scalings as string) as number[];
  const { modules } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as { modules: string[] };
  const tensor = (name: string) => readTensor(set, name);
  return {
    tensor,
    skills: scalings.map(
      (scaling, i) =>
        new Map(
          modules.flatMap((module) => {
            const stored = set.tensors.get(`skill.${i}.${module}.a`);
            if (!stored) return [];
            const [a, b] = [tensor(stored.name), tensor(`skill.${i}.${module}.b`)];
            return [[module, { rank: stored.shape[0] as number, scaling, a, b }] as const];
          }),
        ),
    ),
    routing: { skills: 3, weights: new Map(modules.map((module) => [module, tensor(`router.${module}`)])) },
  };
}
