import { invariant } from '../../errors.ts';
import type { Graph, GraphNode, Stretch } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import { sameShape, type Value } from '../graph/types.ts';
import { lateZero, type Replay, replayNodes } from './recompute.ts';
import { type DifferentiableOp, type GradientRule, rules } from './rules.ts';

/**
 * Reverse-mode differentiation within one graph: appends the nodes that compute the gradient of Σ ⟨output, its gradient⟩ with respect to
 * each of `wrt`, in order. Builds only what leads from `wrt` to the outputs. Stretches marked by `graph.recompute` are computed again.
 */
export function gradients(
  graph: Graph,
  outputs: readonly { readonly value: Value; readonly gradient: Value }[],
  wrt: readonly Value[],
): Value[] {
  const m = math(graph);
  const found = new Map<string, Value>();
  const arrive = (value: Value, gradient: Value): void => {
    invariant(sameShape(value.shape, gradient.shape), `gradient of ${value.name} has its shape`);
    const known = found.get(value.name);
    found.set(value.name, known ? m.add(known, gradient) : gradient);
  };
  for (const { value, gradient } of outputs) arrive(value, gradient);

  const nodes = [...graph.nodes];
  const needed = new Set(wrt.map(({ name }) => name));
  for (const { inputs, outputs: results } of nodes)
    if (inputs.some((input) => input && needed.has(input.name))) for (const { name } of results) needed.add(name);

  const zeros = new Map<string, ReturnType<typeof lateZero>>();
  const zeroFor = ({ start, group }: Stretch, trigger: Value) => {
    const key = group ?? `${start}`;
    const zero = zeros.get(key) ?? lateZero(graph, trigger);
    zeros.set(key, zero);
    return zero;
  };
  let replay: Replay | undefined;
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index] as GraphNode;
    const dys = node.outputs.map(({ name }) => found.get(name));
    const trigger = dys.find((dy) => dy !== undefined);
    if (!trigger || !node.inputs.some((input) => input && needed.has(input.name))) continue;
    const stretch = graph.recomputed.find(({ start, end }) => start <= index && index < end);
    if (stretch?.start !== replay?.start) {
      replay?.prune();
      replay = stretch && replayNodes(graph, nodes, stretch, zeroFor(stretch, trigger));
    }
    const rule: GradientRule | undefined = rules[node.op as DifferentiableOp];
    invariant(rule, `${node.op} has a gradient rule`);
    const seen = (value: Value): Value => replay?.values.get(value.name) ?? value;
    const context = {
      graph,
      m,
      attributes: node.attributes,
      inputs: node.inputs.map((input) => (input ? seen(input) : input)) as readonly Value[],
      outputs: node.outputs.map(seen),
      dy: dys[0] as Value,
      dys,
      axes: node.op.startsWith('Reduce') ? reducedAxes(graph, node.inputs) : undefined,
    };
    rule(context).forEach((thunk, i) => {
      const input = node.inputs[i];
      if (thunk && input && needed.has(input.name)) arrive(input, thunk());
    });
  }
  replay?.prune();
  return wrt.map((value) => found.get(value.name) ?? m.zeros(value.shape, value.type));
}

function reducedAxes(graph: Graph, inputs: readonly (Value | null)[]): readonly number[] | undefined {
  const axes = inputs[1] ? graph.integersOf(inputs[1]) : undefined;
  return axes?.map((axis) => (axis < 0 ? axis + (inputs[0] as Value).shape.length : axis));
}
