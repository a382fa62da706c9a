import type { Adapter } from '../adapter.ts';
import type { Graph } from '../graph/graph.ts';
import type { FloatType, Value } from '../graph/types.ts';
import type { LinearLayer } from '../models/layers.ts';
import type { Model } from '../models/model.ts';
import { adaptedLoss } from './adapted-loss.ts';
import { checkAdapter } from './lora.ts';
import { optimizerLoop } from './optimizer-loop.ts';
import type { ParameterSpec } from './parameter-groups.ts';
import { adaptedLayers, applyShares, sideBySide } from './side-by-side.ts';

export interface BlendProgramOptions {
  readonly batch: number;
  readonly length: number;
  readonly accumulate: boolean;
  readonly type: FloatType;
  /** Keeps only each block's input for the gradient. */
  readonly lowMemory: boolean;
}

/** How much each skill counts in the n-th adapted layer for its input x `[tokens, in]`: `[1 or tokens, skills]` in f32. */
export type SharesOf = (x: Value, layer: number) => Value;

/**
 * A program that learns how frozen skills are blended over a frozen base: the optimizer moves `parameters` alone, from which
 * `sharesOf` makes what each skill counts. The skills stand side by side in one low-rank product (see {@link applyShares}).
 */
export function blendProgram(
  model: Model,
  skills: readonly Adapter[],
  { parameters, ...options }: BlendProgramOptions & { readonly parameters: readonly ParameterSpec[] },
  sharesOf: (graph: Graph, parameters: readonly Value[]) => SharesOf,
): Graph {
  for (const skill of skills) checkAdapter(model.config, skill);
  const indices = new Map(adaptedLayers(model, skills).map(({ module }, i) => [module, i]));
  return optimizerLoop({
    ...options,
    parameters,
    loss: (graph, microBatch) => {
      const shares = sharesOf(graph, microBatch.parameters);
      const adapt = (layer: LinearLayer, x: Value, base: Value): Value => {
        const index = indices.get(layer.module);
        if (index === undefined) return base;
        return applyShares(graph, x, base, sideBySide(graph, layer, skills), shares(x, index));
      };
      return adaptedLoss(graph, model, adapt, microBatch, options);
    },
  });
}
