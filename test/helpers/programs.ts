import type { Graph, GraphNode } from '../../core/engine/graph/graph.ts';
import type { FloatType } from '../../core/engine/graph/types.ts';
import { coefficientProgram } from '../../core/engine/programs/coefficients.ts';
import { decodeProgram } from '../../core/engine/programs/decode.ts';
import { forwardProgram } from '../../core/engine/programs/forward.ts';
import { routerProgram } from '../../core/engine/programs/router.ts';
import { trainProgram } from '../../core/engine/programs/train.ts';
import { route } from '../../core/soup/index.ts';
import type { Reference } from './reference.ts';

const shape = { batch: 2, length: 12 };
const trained = { ...shape, rank: 4, alpha: 8, targets: ['q_proj', 'k_proj', 'v_proj', 'up_proj', 'down_proj'] };

/** Every program that the engine runs, with every part that an option switches on, for one tiny model. */
export const programs: Readonly<Record<string, (reference: Reference, type: FloatType) => Graph>> = {
  'train step': ({ model }, type) =>
    trainProgram(model, { ...trained, type, dropout: 0, accumulate: false, lowMemory: false }),
  'train step with dropout and accumulation': ({ model }, type) =>
    trainProgram(model, { ...trained, type, dropout: 0.1, accumulate: true, lowMemory: false }),
  'train step in low memory': ({ model }, type) =>
    trainProgram(model, { ...trained, type, dropout: 0.1, accumulate: true, lowMemory: true }),
  'coefficient step, softmax': (reference, type) => coefficients(reference, type, 'softmax'),
  'coefficient step, sigmoid': (reference, type) => coefficients(reference, type, 'sigmoid'),
  'coefficient step, free': (reference, type) => coefficients(reference, type, 'free'),
  'router step': ({ model, adapter, adapter2 }, type) =>
    routerProgram(model, [adapter, adapter2], { ...shape, type, accumulate: true, lowMemory: true }),
  score: ({ model, adapter }, type) => forwardProgram(model, { ...shape, adapter, type, output: 'score' }),
  'score with given adapters': ({ model, modules }, type) =>
    forwardProgram(model, { ...shape, supplied: modules, type, output: 'score' }),
  logits: ({ model, adapter }, type) => forwardProgram(model, { ...shape, adapter, type, output: 'logits' }),
  decode: ({ model, adapter }, type) => decodeProgram(model, { batch: 2, contextLength: 64, adapter, type }),
  'decode with routers': ({ model, adapter, adapter2 }, type) => {
    const skills = [adapter, adapter2];
    const weights = new Map([...adapter].map(([module, { a, rank }]) => [module, a.slice(0, (2 * a.length) / rank)]));
    return decodeProgram(model, { batch: 2, contextLength: 64, adapter: route(skills, { skills: 2, weights }), type });
  },
};

function coefficients(
  { model, adapter, adapter2 }: Reference,
  type: FloatType,
  constraint: 'softmax' | 'sigmoid' | 'free',
): Graph {
  return coefficientProgram(model, [adapter, adapter2], {
    ...shape,
    type,
    constraint,
    granularity: 'layer',
    accumulate: true,
    lowMemory: constraint === 'sigmoid',
  });
}

/** All nodes of a graph and of the bodies in it. */
export function allNodes(graph: Graph): GraphNode[] {
  return graph.nodes.flatMap((node) => [node, ...(node.body ? allNodes(node.body) : [])]);
}
