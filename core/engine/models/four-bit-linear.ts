import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { DType, Value } from '../graph/types.ts';
import { type FourBitLayer, type FourBitWeights, fourBitBlock } from '../weights/four-bit.ts';
import { type LinearTarget, linearSizes, modulePath } from './layers.ts';
import { type Adaptation, denseLinear } from './linear.ts';
import type { Model } from './model.ts';
import type { Parts } from './transformer.ts';

/**
 * MatMulNBits's accuracy levels. At 4, activations are rounded to 8 bits in blocks, which the processor's integer instructions multiply;
 * at 1 they are kept, for which 8-bit weights have no fast kernel. What comes out of a norm is kept: rounding it costs most, and keeping
 * it little (docs/engine.md, "Four bits").
 */
const accuracyLevels = { rounded: 4, exact: 1 } as const;
const afterNorm: readonly LinearTarget[] = ['q_proj', 'k_proj', 'v_proj', 'gate_proj', 'up_proj'];

/** Layers that share an input are stored as one: its last name, and the targets it holds. */
const fused: Readonly<Record<string, string>> = {
  'q_proj,k_proj,v_proj': 'self_attn.qkv_proj',
  'gate_proj,up_proj': 'mlp.gate_up_proj',
};

/** Block-quantised frozen layers (4 or 8 bits a weight) where the model folder has them, dense ones for the rest. f32 on the processor. */
export function fourBitLinear(
  graph: Graph,
  model: Model,
  fourBit: FourBitWeights,
  adapt: Adaptation,
): Parts['project'] {
  const m = math(graph);
  const dense = denseLinear(graph, model, adapt, 'f32');
  return (x, layer, targets) => {
    const sums = blockSums(graph, x);
    const together = fourBit.layers.get(`model.layers.${layer}.${fused[targets.join()]}`);
    const sizes = targets.map((target) => linearSizes(model.config, target).outSize);
    const options = { sums, exact: targets.every((target) => afterNorm.includes(target)) };
    const bases = together && m.split(fourBitProduct(graph, fourBit, together, x, options), sizes, -1);
    return targets.map((target, i) => {
      const base = bases?.[i] ?? single(x, layer, target, options);
      return base ? adapt(described(layer, target), x, base) : (dense(x, layer, [target])[0] as Value);
    });
  };

  function single(x: Value, layer: number, target: LinearTarget, options: ProductOptions): Value | undefined {
    const alone = fourBit.layers.get(modulePath(layer, target));
    return alone && fourBitProduct(graph, fourBit, alone, x, options);
  }

  function described(layer: number, target: LinearTarget) {
    return { module: modulePath(layer, target), layer, ...linearSizes(model.config, target) };
  }
}

interface ProductOptions {
  /** Sums of the blocks of x, where several layers share them. */
  readonly sums?: () => Value;
  /** Does not round x where the weights have 4 bits. */
  readonly exact?: boolean;
}

/**
 * x `[rows, in]` times a quantised matrix: the symmetric part by MatMulNBits, and where blocks have offsets
 *
 *     y += blockSums(x) offsetsᵀ,  blockSums(x)[r, j] = Σ of x[r] over block j
 */
export function fourBitProduct(
  graph: Graph,
  { weights }: FourBitWeights,
  { name, bits, outSize, inSize, hasOffsets, hasBias }: FourBitLayer,
  x: Value,
  { sums = blockSums(graph, x), exact = false }: ProductOptions = {},
): Value {
  const m = math(graph);
  const stored = (part: string, type: DType): Value => {
    const tensor = weights.tensors.get(`${name}.${part}`);
    if (!tensor) throw new Error(`${name}.${part} is not in the quantised weights`);
    return graph.weight(`four-bit ${tensor.name}`, type, tensor.shape, tensor);
  };
  const symmetric = graph.op('MatMulNBits', [x, stored('weight', 'u8'), stored('scales', 'f32')], {
    K: inSize,
    N: outSize,
    bits,
    block_size: fourBitBlock,
    accuracy_level: accuracyLevels[exact && bits === 4 ? 'exact' : 'rounded'],
  });
  const shifted = hasOffsets ? m.linear(sums(), stored('offsets', 'f32'), { c: symmetric }) : symmetric;
  return hasBias ? m.add(shifted, stored('bias', 'f32')) : shifted;
}

/** `[rows, in]` → `[rows, in / 32]`, made when first asked for. */
function blockSums(graph: Graph, x: Value): () => Value {
  const m = math(graph);
  let sums: Value | undefined;
  return () => {
    if (!sums) {
      const blocks = (x.shape[1] as number) / fourBitBlock;
      sums = m.sum(m.reshape(x, [-1, blocks, fourBitBlock]), [-1], false);
    }
    return sums;
  };
}
