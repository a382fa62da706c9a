import { Graph } from '../../core/engine/graph/graph.ts';
import type { Value } from '../../core/engine/graph/types.ts';
import { packedAttention } from '../../core/engine/models/attention.ts';
import { type Adaptation, denseLinear } from '../../core/engine/models/linear.ts';
import type { Model } from '../../core/engine/models/model.ts';
import { hiddenStates } from '../../core/engine/models/transformer.ts';
import { type PackedBatch, packExamples } from '../../core/engine/programs/packing.ts';
import { chooseDevice, type Device } from '../../core/engine/runtime/devices.ts';
import { type HostTensor, Session } from '../../core/engine/runtime/session.ts';
import type { Reference } from './reference.ts';

export const cpu = chooseDevice('cpu');

/** Loads a graph, runs it once and gives its outputs. */
export async function runGraph(
  graph: Graph,
  feeds: Readonly<Record<string, HostTensor>>,
  { folder = '/', device = cpu, lowMemory = false }: { folder?: string; device?: Device; lowMemory?: boolean } = {},
): Promise<Record<string, Float32Array>> {
  const session = await Session.create(graph, { folder, device, threads: 1, lowMemory });
  try {
    const results = await session.run(feeds);
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
  } finally {
    await session.dispose();
  }
}

/** The reference's two sequences, one a row, padded to the reference's length. */
export function referenceBatch(reference: Reference): PackedBatch {
  const length = Math.max(...reference.examples.map(({ ids }) => ids.length));
  const batches = packExamples(reference.examples, { batch: reference.examples.length, length });
  return batches[0] as PackedBatch;
}

export function feedsOf(packed: PackedBatch): Record<string, HostTensor> {
  const rows = [packed.batch, packed.length];
  return {
    ids: { data: packed.ids, dims: rows },
    positions: { data: packed.positions, dims: rows },
    segments: { data: packed.segments, dims: rows },
  };
}

/** Starts a graph with token inputs and gives the hidden states under an adaptation. */
export function hiddenGraph(
  model: Model,
  { batch, length, recomputeBlocks = false }: { batch: number; length: number; recomputeBlocks?: boolean },
  adaptation: (graph: Graph) => Adaptation,
): { graph: Graph; hidden: Value } {
  const graph = new Graph();
  const ids = graph.input('ids', 'i64', [batch, length]);
  const positions = graph.input('positions', 'i64', [batch, length]);
  const segments = graph.input('segments', 'i64', [batch, length]);
  const hidden = hiddenStates(
    graph,
    model,
    { ids, positions, maxPositions: length, batch, recomputeBlocks },
    {
      project: denseLinear(graph, model, adaptation(graph), 'f32'),
      attend: packedAttention(graph, model.config, { segments, batch, length }),
    },
    'f32',
  );
  return { graph, hidden };
}
