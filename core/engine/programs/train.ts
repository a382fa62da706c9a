import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { FloatType, Value } from '../graph/types.ts';
import { type LinearLayer, loraLayers } from '../models/layers.ts';
import type { Model } from '../models/model.ts';
import { adaptedLoss } from './adapted-loss.ts';
import { dropoutPool, maskRows } from './dropout.ts';
import { applyLora } from './lora.ts';
import { optimizerLoop } from './optimizer-loop.ts';
import type { ParameterSpec } from './parameter-groups.ts';

export interface TrainProgramOptions {
  readonly batch: number;
  readonly length: number;
  readonly rank: number;
  readonly alpha: number;
  /** Probability that an input of an adapter is dropped. */
  readonly dropout: number;
  readonly targets: readonly string[];
  readonly accumulate: boolean;
  readonly type: FloatType;
  /** Keeps only each block's input for the gradient: about a third more time for far less memory. */
  readonly lowMemory: boolean;
}

/** Parameters of a LoRA adapter in the order of the model: for each layer A `[rank, in]` then B `[out, rank]`. */
export function loraParameters(layers: readonly LinearLayer[], rank: number): ParameterSpec[] {
  return layers.flatMap(({ module, inSize, outSize }) => [
    { name: `${module}.a`, shape: [rank, inSize] },
    { name: `${module}.b`, shape: [outSize, rank] },
  ]);
}

/**
 * The *train step* program: LoRA fine-tuning with the base frozen, the whole of forward, backward and AdamW inside a Loop.
 * With dropout, an extra input `masks` `[steps, adapted layers]` says where in the mask pool each layer's mask begins.
 */
export function trainProgram(model: Model, options: TrainProgramOptions): Graph {
  const { batch, length, rank, type, dropout } = options;
  const layers = loraLayers(model.config, options.targets);
  const index = new Map(layers.map(({ module }, i) => [module, i]));
  const scaling = options.alpha / rank;

  return optimizerLoop({
    batch,
    length,
    type,
    accumulate: options.accumulate,
    parameters: loraParameters(layers, rank),
    extra: dropout > 0 ? { masks: layers.length } : {},
    loss: (graph, microBatch) => {
      const { parameters, extra } = microBatch;
      const m = math(graph);
      const pools = new Map<number, Value>();
      const poolOf = (columns: number): Value => {
        const pool = pools.get(columns) ?? dropoutPool(graph, dropout, columns);
        pools.set(columns, pool);
        return pool;
      };
      const rows = extra.masks
        ? maskRows(
            graph,
            extra.masks,
            layers.map(({ inSize }) => inSize),
            batch * length,
          )
        : [];
      const adapt = (layer: LinearLayer, x: Value, base: Value): Value => {
        const i = index.get(layer.module);
        if (i === undefined) return base;
        const a = parameters[2 * i] as Value;
        const b = parameters[2 * i + 1] as Value;
        const mask = dropout > 0 ? () => m.gather(poolOf(layer.inSize), rows[i] as Value) : undefined;
        return applyLora(graph, x, base, { a, b, scaling, mask, block: layer.layer });
      };
      return adaptedLoss(graph, model, adapt, microBatch, options);
    },
  });
}
