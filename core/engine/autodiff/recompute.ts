import type { Graph, GraphNode, Stretch } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import { type DType, describe, type Value } from '../graph/types.ts';

/** A stretch of the forward pass, computed again inside the backward pass. */
export interface Replay {
  readonly start: number;
  /** Value name in the forward pass → the same value computed again. */
  readonly values: ReadonlyMap<string, Value>;
  /** Removes what no gradient turned out to need. Call when the stretch has been walked. */
  prune(): void;
}

/**
 * Appends a copy of the nodes of a stretch (gradient checkpointing, Chen et al. 2016). Left alone, onnxruntime would merge the copy with
 * the original or run it early, and all would stay in memory; so every chain of copies starts from an input that is tied to a gradient
 * that arrives only when the stretch's turn has come: x + 0, the zero made by {@link lateZero}.
 */
export function replayNodes(
  graph: Graph,
  nodes: readonly GraphNode[],
  { start, end }: Stretch,
  zero: (type: DType) => Value,
): Replay {
  const m = math(graph);
  const values = new Map<string, Value>();
  const tied = new Map<string, Value>();
  const added: GraphNode[] = [];
  const tie = (value: Value): Value => {
    let copy = tied.get(value.name);
    if (!copy) {
      copy = m.add(value, zero(value.type));
      added.push(graph.nodes.at(-1) as GraphNode);
      tied.set(value.name, copy);
    }
    return copy;
  };

  for (const node of nodes.slice(start, end)) {
    const bound = node.inputs.some((input) => input && values.has(input.name));
    const anchor = bound ? -1 : node.inputs.findIndex((input) => input && !graph.isConstant(input) && tieable(input));
    // what is cast from outside is a parameter in the type of the program: small, and kept
    if (!bound && (anchor < 0 || node.op === 'Cast')) continue;
    const inputs = node.inputs.map((input, i) => {
      if (!input) return null;
      return i === anchor ? tie(input) : (values.get(input.name) ?? input);
    });
    if (node.op === 'Loop') throw new Error('A Loop cannot be computed again');
    const copies = graph.node(node.op, inputs, node.attributes);
    added.push(graph.nodes.at(-1) as GraphNode);
    node.outputs.forEach((output, i) => {
      const copy = copies[i] as Value;
      if (describe(copy) !== describe(output)) throw new Error(`${node.op} computed again is ${describe(copy)}`);
      values.set(output.name, copy);
    });
  }
  return { start, values, prune: () => removeUnused(graph, added) };
}

function tieable({ type }: Value): boolean {
  return type !== 'bool' && type !== 'u8' && type !== 'i8';
}

/** Zeros of any type that are known only once `gradient` is, whether that is finite or not. */
export function lateZero(graph: Graph, gradient: Value): (type: DType) => Value {
  const m = math(graph);
  const zeros = new Map<DType, Value>();
  let never: Value | undefined;
  return (type) => {
    never ??= neverTrue(graph, gradient);
    const zero = zeros.get(type) ?? m.cast(never, type);
    zeros.set(type, zero);
    return zero;
  };
}

/** A boolean scalar that is always false, but known only once `gradient` is. */
function neverTrue(graph: Graph, gradient: Value): Value {
  const m = math(graph);
  const vector = m.reshape(gradient, [-1]);
  const one = graph.op('Slice', [vector, graph.integers([0]), graph.integers([1])]);
  const low = graph.op('LessOrEqual', [m.cast(m.reshape(one, []), 'f32'), graph.scalar(0)]);
  return graph.op('And', [low, graph.constant([0], [], 'bool')]);
}

function removeUnused(graph: Graph, candidates: readonly GraphNode[]): void {
  const used = new Map<string, number>();
  const count = (node: GraphNode, by: number): void => {
    for (const input of node.inputs) if (input) used.set(input.name, (used.get(input.name) ?? 0) + by);
  };
  for (const node of graph.nodes) count(node, 1);
  const removed = new Set<GraphNode>();
  for (const node of [...candidates].reverse()) {
    if (node.outputs.some(({ name }) => (used.get(name) ?? 0) > 0)) continue;
    removed.add(node);
    count(node, -1);
  }
  if (removed.size > 0) graph.nodes.splice(0, graph.nodes.length, ...graph.nodes.filter((node) => !removed.has(node)));
}
