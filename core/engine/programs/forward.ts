import type { Adapter } from '../adapter.ts';
import { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { FloatType } from '../graph/types.ts';
import { packedAttention } from '../models/attention.ts';
import { denseLinear } from '../models/linear.ts';
import type { Model } from '../models/model.ts';
import { hiddenStates } from '../models/transformer.ts';
import { labelLogLikelihood, logits } from './head.ts';
import { frozenLora, suppliedLora } from './lora.ts';

export interface ForwardProgramOptions {
  readonly batch: number;
  readonly length: number;
  readonly adapter?: Adapter | undefined;
  /** Modules whose adapter comes with each run, of any rank, instead of `adapter`: further inputs, see `adapterInputNames`. */
  readonly supplied?: readonly string[];
  readonly type: FloatType;
  /** `score`: log-likelihood of each label, `[batch, length]`; `logits`: `[batch, length, vocabulary]`. */
  readonly output: 'score' | 'logits';
}

/** Whether rows may begin with what all their sequences have in common. A sliding window counts columns, which are no distances then. */
export function sharesStarts({ config }: Model): boolean {
  return config.slidingWindow === null;
}

/**
 * One forward pass over packed rows. Inputs `ids`, `positions`, `segments` `[batch, length]`, and for the *score* program `labels`
 * `[batch · length]`; the output is named as the option says, in f32.
 */
export function forwardProgram(model: Model, options: ForwardProgramOptions): Graph {
  const { batch, length, adapter, supplied, type, output } = options;
  const graph = new Graph();
  const m = math(graph);
  const ids = graph.input('ids', 'i64', [batch, length]);
  const positions = graph.input('positions', 'i64', [batch, length]);
  const segments = graph.input('segments', 'i64', [batch, length]);
  const adapt = supplied ? suppliedLora(graph, supplied) : frozenLora(graph, model.config, adapter);
  const hidden = hiddenStates(
    graph,
    model,
    { ids, positions, maxPositions: length, batch },
    {
      project: denseLinear(graph, model, adapt, type),
      attend: packedAttention(graph, model.config, { segments, batch, length, shared: sharesStarts(model) }),
    },
    type,
  );
  if (output === 'logits') {
    const all = logits(graph, model, hidden, type);
    graph.output('logits', m.reshape(all, [batch, length, model.config.vocabularySize]));
  } else {
    const labels = graph.input('labels', 'i64', [batch * length]);
    const scores = labelLogLikelihood(graph, model, { hidden, labels }, type);
    graph.output('score', m.reshape(scores, [batch, length]));
  }
  return graph;
}
