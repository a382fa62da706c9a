import { AppError } from '../../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { DType, FloatType, Value } from '../graph/types.ts';
import { openSafetensors, type WeightSet } from '../weights/safetensors.ts';
import { type ModelConfig, readModelConfig } from './config.ts';
import { linearSizes, linearTargets, modulePath } from './layers.ts';

/** A base model on disk: its sizes and where each of its tensors lies. Holds no weights in memory. */
export interface Model {
  readonly folder: string;
  readonly config: ModelConfig;
  readonly weights: WeightSet;
}

/**
 * Opens a model folder in Hugging Face's layout and checks that every tensor is there with its shape.
 * Throws `model/unknown-architecture`, `model/bad-config`, `model/bad-file`, `model/missing-tensor`.
 */
export function openModel(folder: string): Model {
  const config = readModelConfig(folder);
  const weights = openSafetensors(folder);
  checkTensors(folder, weights, expectedTensors(config));
  return { folder: weights.folder, config, weights };
}

/** Throws `model/missing-tensor` or, for one of another shape, `model/bad-file`. */
export function checkTensors(
  folder: string,
  weights: WeightSet,
  expected: ReadonlyMap<string, readonly number[]>,
): void {
  for (const [name, shape] of expected) {
    const tensor = weights.tensors.get(name);
    if (!tensor)
      throw new AppError('model/missing-tensor', `${folder}: the tensor ${name} is missing; the model is incomplete.`);
    if (tensor.shape.join() !== shape.join())
      throw new AppError(
        'model/bad-file',
        `${folder}: ${name} should have shape [${shape.join(', ')}], found [${tensor.shape.join(', ')}].`,
      );
  }
}

const storedTypes: Readonly<Record<string, DType>> = { F32: 'f32', F16: 'f16', BF16: 'bf16' };

/** Where the tensors of a model lie. */
export type Weights = Pick<Model, 'folder' | 'weights'>;

/** A weight of the model as a graph value in the type to compute in; mapped from its file, a cast is folded when the session loads. */
export function weight(graph: Graph, model: Weights, name: string, type: FloatType): Value {
  return math(graph).cast(storedWeight(graph, model, name), type);
}

/** A weight in the type in which it is stored. */
export function storedWeight(graph: Graph, model: Weights, name: string): Value {
  const tensor = model.weights.tensors.get(name);
  if (!tensor) throw new AppError('model/missing-tensor', `${model.folder}: the tensor ${name} is missing.`);
  const type = storedTypes[tensor.type];
  if (!type)
    throw new AppError('model/unsupported-tensor-type', `${model.folder}: ${name} is stored as ${tensor.type}.`);
  return graph.weight(name, type, tensor.shape, tensor);
}

export const headName = (config: ModelConfig): string =>
  config.tiedEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';

function expectedTensors(config: ModelConfig): Map<string, readonly number[]> {
  const { hiddenSize: hidden, vocabularySize: vocabulary, headDim } = config;
  const tensors = new Map<string, readonly number[]>([
    ['model.embed_tokens.weight', [vocabulary, hidden]],
    ['model.norm.weight', [hidden]],
    [headName(config), [vocabulary, hidden]],
  ]);
  for (let layer = 0; layer < config.layers; layer++) {
    const block = `model.layers.${layer}`;
    tensors.set(`${block}.input_layernorm.weight`, [hidden]).set(`${block}.post_attention_layernorm.weight`, [hidden]);
    for (const target of linearTargets) {
      const { inSize, outSize } = linearSizes(config, target);
      tensors.set(`${modulePath(layer, target)}.weight`, [outSize, inSize]);
      if (config.attentionBias && 'qkv'.includes(target[0] as string))
        tensors.set(`${modulePath(layer, target)}.bias`, [outSize]);
    }
    if (config.headNorm)
      tensors.set(`${block}.self_attn.q_norm.weight`, [headDim]).set(`${block}.self_attn.k_norm.weight`, [headDim]);
  }
  return tensors;
}
