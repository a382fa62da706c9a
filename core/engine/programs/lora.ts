import { AppError } from '../../errors.ts';
import type { Adapter } from '../adapter.ts';
import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { Value } from '../graph/types.ts';
import type { ModelConfig } from '../models/config.ts';
import { type LinearLayer, loraLayers } from '../models/layers.ts';
import type { Adaptation } from '../models/linear.ts';
import { applyShares, routerShares } from './side-by-side.ts';

/** What {@link applyLora} needs of an adapter: A `[rank, in]`, B `[out, rank]`, in f32. */
export interface LoraValues {
  readonly a: Value;
  readonly b: Value;
  readonly scaling: number;
  /** Makes the dropout mask `[tokens, in]`. Called once; what it adds to the graph is computed again for the gradient. */
  readonly mask?: (() => Value) | undefined;
  /** The block that the layer belongs to. */
  readonly block?: number;
}

/**
 * y = base + s · (x ⊙ mask) Aᵀ Bᵀ, with A and B cast to the type of x. The mask is as large as the input itself, so it is made again for
 * the gradient rather than kept.
 */
export function applyLora(graph: Graph, x: Value, base: Value, { a, b, scaling, mask, block = 0 }: LoraValues): Value {
  const m = math(graph);
  const down = m.cast(a, x.type);
  const seen = mask ? graph.recompute(() => m.mul(x, m.cast(mask(), x.type)), `block ${block}`) : x;
  const low = m.linear(seen, down);
  // added afterwards: onnxruntime copies a product's third matrix first, with one thread
  return m.add(base, m.linear(low, m.cast(b, x.type), { alpha: scaling }));
}

/** A frozen adapter whose weights are constants of the graph. Throws `engine/adapter-mismatch` where it doesn't fit the model. */
export function frozenLora(graph: Graph, config: ModelConfig, adapter: Adapter | undefined): Adaptation {
  if (adapter) checkAdapter(config, adapter);
  return (layer, x, base) => {
    const lora = adapter?.get(layer.module);
    if (!lora) return base;
    const a = graph.constant(lora.a, [lora.rank, layer.inSize]);
    const b = graph.constant(lora.b, [layer.outSize, lora.rank]);
    if (!lora.router) return applyLora(graph, x, base, { a, b, scaling: lora.scaling });
    const { ranks, weight } = lora.router;
    const shares = routerShares(graph, x, graph.constant(weight, [ranks.length, layer.inSize]));
    return applyShares(graph, x, base, { a, b, ranks, scaling: lora.scaling }, shares);
  };
}

/** Names of the inputs that an adapter comes by where a program has it from outside: A `[rank, in]` and B `[out, rank]` with the scaling in it. */
export const adapterInputNames = (module: string) => ({ a: `${module}.a`, b: `${module}.b` }) as const;

/** An adapter of these modules that comes with each run, of any rank: inputs of the graph, see {@link adapterInputNames}. */
export function suppliedLora(graph: Graph, modules: readonly string[]): Adaptation {
  return (layer, x, base) => {
    if (!modules.includes(layer.module)) return base;
    const names = adapterInputNames(layer.module);
    const rank = `rank of ${layer.module}`;
    const a = graph.input(names.a, 'f32', [rank, layer.inSize]);
    const b = graph.input(names.b, 'f32', [layer.outSize, rank]);
    return applyLora(graph, x, base, { a, b, scaling: 1 });
  };
}

/** Refuses an adapter with a module that the model lacks or with another size. */
export function checkAdapter(config: ModelConfig, adapter: Adapter): void {
  const known = new Map<string, LinearLayer>();
  for (const layer of loraLayers(config, ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj']))
    known.set(layer.module, layer);
  for (const [module, { rank, a, b, router }] of adapter) {
    const layer = known.get(module);
    if (!layer)
      throw new AppError(
        'engine/adapter-mismatch',
        `The adapter changes ${module}, which this base model does not have.`,
      );
    if (a.length !== rank * layer.inSize || b.length !== layer.outSize * rank)
      throw new AppError(
        'engine/adapter-mismatch',
        `The adapter's ${module} has ${a.length} and ${b.length} numbers; rank ${rank} over this base model needs ` +
          `${rank * layer.inSize} and ${layer.outSize * rank}.`,
      );
    if (router && (total(router.ranks) !== rank || router.weight.length !== router.ranks.length * layer.inSize))
      throw new AppError(
        'engine/adapter-mismatch',
        `The router of ${module} weighs ${router.ranks.length} skills of ranks ${router.ranks.join(' + ')} by ${router.weight.length} ` +
          `numbers; the skills have rank ${rank} together, and each needs ${layer.inSize} numbers.`,
      );
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
