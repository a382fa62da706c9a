import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Adapter, LoraModule } from '../../core/engine/index.ts';
import { openSafetensors, readTensor } from '../../core/engine/weights/safetensors.ts';

/** ΔW = scaling · B A, `[out, in]`, in double precision. */
export function deltaOf({ rank, a, b, scaling }: LoraModule): Float64Array {
  const [inSize, outSize] = [a.length / rank, b.length / rank];
  const delta = new Float64Array(outSize * inSize);
  for (let row = 0; row < outSize; row++)
    for (let k = 0; k < rank; k++)
      for (let column = 0; column < inSize; column++)
        delta[row * inSize + column]! += scaling * b[row * rank + k]! * a[k * inSize + column]!;
  return delta;
}

/** Expects an adapter's ΔW to be those of a file that PEFT made: the same modules, values within `tolerance` of the largest. */
export function expectDeltas(adapter: Adapter, file: URL, tolerance = 1e-6): void {
  const stored = openSafetensors(fileURLToPath(file));
  expect([...adapter.keys()].sort()).toEqual([...stored.tensors.keys()].sort());
  for (const [module, lora] of adapter) expectClose(deltaOf(lora), readTensor(stored, module), tolerance, module);
}

export function expectClose(
  actual: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  expect(actual.length, what).toBe(wanted.length);
  const largest = Math.max(...Array.from(wanted, Math.abs));
  const worst = Math.max(...Array.from(wanted, (value, i) => Math.abs(value - actual[i]!)));
  expect(worst / largest, `relative error of ${what}`).toBeLessThan(tolerance);
}

/** A module of given values, for tests that say them out. */
export function loraModule(rank: number, a: readonly number[], b: readonly number[], scaling = 1): LoraModule {
  return { rank, a: Float32Array.from(a), b: Float32Array.from(b), scaling };
}
