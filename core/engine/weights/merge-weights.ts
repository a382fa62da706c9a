import type { Adapter, LoraModule } from '../adapter.ts';
import type { Model } from '../models/model.ts';
import { checkAdapter } from '../programs/lora.ts';
import { readTensor, readTensorBytes } from './safetensors.ts';
import { type TensorToWrite, writeSafetensors } from './safetensors-write.ts';

/**
 * Writes a model's weights with an adapter in them, W + s B A, as one safetensors file. Matrices that the adapter leaves alone are copied
 * as they lie; those it changes are stored in 32 bits, or in the type that they had, which rounds W and the change together.
 *
 * @throws AppError `engine/adapter-mismatch`; what `writeError` gives.
 */
export function writeMergedWeights(
  model: Model,
  adapter: Adapter,
  path: string,
  { type }: { readonly type: 'f32' | 'stored' },
): void {
  checkAdapter(model.config, adapter);
  const tensors = [...model.weights.tensors.values()].map((tensor): TensorToWrite => {
    const { name, shape } = tensor;
    const lora = name.endsWith('.weight') ? adapter.get(name.slice(0, -'.weight'.length)) : undefined;
    if (lora === undefined) return { name, shape, type: tensor.type, data: () => readTensorBytes(model.weights, name) };
    return {
      name,
      shape,
      type: type === 'f32' ? 'F32' : tensor.type,
      data: () => withChange(readTensor(model.weights, name), lora),
    };
  });
  writeSafetensors(path, tensors, { format: 'pt' }, 'the merged model');
}

/** W + s B A, row by row: the change is summed in 64 bits. */
function withChange(weight: Float32Array, { rank, a, b, scaling }: LoraModule): Float32Array {
  const inSize = a.length / rank;
  const change = new Float64Array(inSize);
  for (let row = 0; row < b.length / rank; row++) {
    change.fill(0);
    for (let r = 0; r < rank; r++) {
      const factor = scaling * b[row * rank + r]!;
      const start = r * inSize;
      for (let i = 0; i < inSize; i++) change[i]! += factor * a[start + i]!;
    }
    const start = row * inSize;
    for (let i = 0; i < inSize; i++) weight[start + i]! += change[i]!;
  }
  return weight;
}
