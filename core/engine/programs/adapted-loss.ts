import { gradients } from '../autodiff/gradients.ts';
import type { Graph } from '../graph/graph.ts';
import type { FloatType, Value } from '../graph/types.ts';
import { packedAttention } from '../models/attention.ts';
import { type Adaptation, denseLinear } from '../models/linear.ts';
import type { Model } from '../models/model.ts';
import { hiddenStates } from '../models/transformer.ts';
import { crossEntropy } from './head.ts';
import type { MicroBatch } from './optimizer-loop.ts';

export interface AdaptedLossOptions {
  readonly batch: number;
  readonly length: number;
  readonly type: FloatType;
  /** Keeps only each block's input for the gradient, and smaller blocks of logits. */
  readonly lowMemory: boolean;
}

/** Loss of a micro-batch under an adaptation of the frozen model, and its gradient for each of the micro-batch's parameters. */
export function adaptedLoss(
  graph: Graph,
  model: Model,
  adapt: Adaptation,
  { ids, positions, segments, labels, weights, parameters, gradientScale }: MicroBatch,
  { batch, length, type, lowMemory }: AdaptedLossOptions,
): { readonly loss: Value; readonly gradients: readonly Value[] } {
  const hidden = hiddenStates(
    graph,
    model,
    { ids, positions, maxPositions: length, batch, recomputeBlocks: lowMemory },
    {
      project: denseLinear(graph, model, adapt, type),
      attend: packedAttention(graph, model.config, { segments, batch, length }),
    },
    type,
  );
  const tokens = { hidden, labels, weights, gradientScale, lowMemory };
  const { loss, hiddenGradient } = crossEntropy(graph, model, tokens, type);
  return { loss, gradients: gradients(graph, [{ value: hidden, gradient: hiddenGradient }], parameters) };
}
