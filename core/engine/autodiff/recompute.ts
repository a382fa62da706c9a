import type { Graph, GraphNode } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import { describe, type Value } from '../graph/types.ts';

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
 * the original or run it early, and all would stay in memory; so every chain of copies starts from an input that is tied to `trigger`, a
 * gradient that arrives only when the stretch's turn has come: x + 0, the zero made from the gradient and safe when that is not finite.
 */
export function replayNodes(
  graph: Graph,
  nodes: readonly GraphNode[],
  { start, end }: { readonly start: number; readonly end: number },
  trigger: Value,
): Replay {
  const m = math(graph);
  const values = new Map<string, Value>();
  const tied = new Map<string, Value>();
  const first = graph.nodes.length;
  const never = neverTrue(graph, trigger);
  const tie = (value: Value): Value => {
    let copy = tied.get(value.name);
    if (!copy) {
      copy = m.add(value, m.cast(never, value.type));
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
    node.outputs.forEach((output, i) => {
      const copy = copies[i] as Value;
      if (describe(copy) !== describe(output)) throw new Error(`${node.op} computed again is ${describe(copy)}`);
      values.set(output.name, copy);
    });
  }
  const copies = graph.nodes.slice(first);
  return { start, values, prune: () => removeUnused(graph, copies) };
}

function tieable({ type }: Value): boolean {
  return type !== 'bool' && type !== 'u8' && type !== 'i8';
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
