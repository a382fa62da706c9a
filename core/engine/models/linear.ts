import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { FloatType, Value } from '../graph/types.ts';
import { type LinearLayer, linearSizes, modulePath } from './layers.ts';
import { type Model, weight } from './model.ts';
import type { Parts } from './transformer.ts';

/** Adds what an adapter contributes to a linear layer: gives the sum, of the shape of `base`. */
export type Adaptation = (layer: LinearLayer, x: Value, base: Value) => Value;

export const unadapted: Adaptation = (_, __, base) => base;

/** Dense frozen layers, mapped from the model's file: y = x Wᵀ (+ bias), then the adaptation. */
export function denseLinear(graph: Graph, model: Model, adapt: Adaptation, type: FloatType): Parts['project'] {
  const m = math(graph);
  return (x, layer, targets) =>
    targets.map((target) => {
      const module = modulePath(layer, target);
      const hasBias = model.weights.tensors.has(`${module}.bias`);
      const bias = hasBias ? weight(graph, model, `${module}.bias`, type) : null;
      const base = m.linear(x, weight(graph, model, `${module}.weight`, type), { c: bias });
      return adapt({ module, layer, ...linearSizes(model.config, target) }, x, base);
    });
}
