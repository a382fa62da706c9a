import type { Adapter } from '../adapter.ts';
import { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { FloatType, Value } from '../graph/types.ts';
import { fourBitLinear, fourBitProduct } from '../models/four-bit-linear.ts';
import { denseLinear } from '../models/linear.ts';
import type { Model } from '../models/model.ts';
import { hiddenStates, type Parts } from '../models/transformer.ts';
import type { FourBitWeights } from '../weights/four-bit.ts';
import { logits } from './head.ts';
import { frozenLora } from './lora.ts';

export interface DecodeProgramOptions {
  /** Sequences decoded together. */
  readonly batch: number;
  /** Positions lie below this. */
  readonly contextLength: number;
  readonly adapter?: Adapter | undefined;
  /** Quantised layers to use instead of the dense ones; needs type f32. */
  readonly fourBit?: FourBitWeights | undefined;
  readonly type: FloatType;
}

/** Names of a layer's cache: rows known, and rows that a run adds. */
export const cacheNames = (kind: 'key' | 'value', layer: number) =>
  ({ past: `past ${kind} ${layer}`, fresh: `fresh ${kind} ${layer}` }) as const;

/**
 * The *decode* program: T new tokens a sequence over C cached ones, both free. Only the new rows of keys and values come back, so the
 * cache is never copied; the host keeps it. Group = heads / keyValueHeads.
 *
 * Inputs: `ids`, `positions` `[batch, T]`; `last` `[batch]`, the row among batch · T whose next token is wanted; `mask`
 * `[batch, 1, group · T, C + T]`, 0 or very negative; `sizes` `[C, T]`; `past key i`, `past value i` `[batch, keyValueHeads, C, headDim]`.
 * Outputs: `logits` `[batch, vocabulary]`, `fresh key i`, `fresh value i` `[batch, keyValueHeads, T, headDim]`. All f32.
 */
export function decodeProgram(model: Model, options: DecodeProgramOptions): Graph {
  const { batch, contextLength, type, fourBit } = options;
  const { config } = model;
  const graph = new Graph();
  const m = math(graph);
  const group = config.heads / config.keyValueHeads;
  const ids = graph.input('ids', 'i64', [batch, 'T']);
  const positions = graph.input('positions', 'i64', [batch, 'T']);
  const last = graph.input('last', 'i64', [batch]);
  const mask = m.cast(graph.input('mask', 'f32', [batch, 1, group === 1 ? 'T' : `${group}*T`, 'C+T']), type);
  const sizes = graph.input('sizes', 'i64', [2]);
  const past = (kind: 'key' | 'value', layer: number): Value =>
    m.cast(graph.input(cacheNames(kind, layer).past, 'f32', [batch, config.keyValueHeads, 'C', config.headDim]), type);
  const fresh: [string, Value][] = [];

  /** softmax over cached and new tokens together, the products with each apart */
  const attend: Parts['attend'] = (q, k, v, layer) => {
    fresh.push(
      [cacheNames('key', layer).fresh, m.cast(k, 'f32')],
      [cacheNames('value', layer).fresh, m.cast(v, 'f32')],
    );
    const alpha = 1 / Math.sqrt(config.headDim);
    const folded = m.reshape(q, [batch, config.keyValueHeads, -1, config.headDim]);
    const old = m.matmul(folded, past('key', layer), { transB: true, alpha });
    const own = m.matmul(folded, k, { transB: true, alpha });
    const weights = m.softmax(m.add(m.concat([old, own], -1), mask));
    const [oldWeights, ownWeights] = graph.node('Split', [weights, sizes], { axis: -1 });
    const context = m.add(m.matmul(oldWeights as Value, past('value', layer)), m.matmul(ownWeights as Value, v));
    return m.reshape(context, [batch, config.heads, -1, config.headDim]);
  };
  const adapt = frozenLora(graph, config, options.adapter);
  const project = fourBit ? fourBitLinear(graph, model, fourBit, adapt) : denseLinear(graph, model, adapt, type);
  const hidden = hiddenStates(
    graph,
    model,
    { ids, positions, maxPositions: contextLength, batch },
    { project, attend },
    type,
  );
  const rows = m.gather(hidden, last);
  const head = fourBit?.layers.get('lm_head');
  graph.output(
    'logits',
    fourBit && head ? fourBitProduct(graph, fourBit, head, rows) : logits(graph, model, rows, type),
  );
  for (const [name, value] of fresh) graph.output(name, value);
  return graph;
}
