import { describe, expect, it } from 'vitest';
import type { GraphNode } from '../../../core/engine/graph/graph.ts';
import { Graph } from '../../../core/engine/graph/graph.ts';
import { type OpName, specOf } from '../../../core/engine/graph/ops.ts';
import type { DType, Value } from '../../../core/engine/graph/types.ts';
import { cudaKernels, cudaSupports } from '../../../core/engine/runtime/cuda-kernels.ts';
import { allNodes, programs } from '../../helpers/programs.ts';
import { families, readReference } from '../../helpers/reference.ts';

const opset = 18;

/**
 * The type parameters of an op as ONNX's and onnxruntime's schemas name them, where they are not just T, the type of the first
 * input. (An input that a kernel wants on the processor, such as the target of Reshape, is an input and not a node.)
 */
const bindings: Readonly<Partial<Record<OpName | 'Loop', (node: GraphNode) => Record<string, DType>>>> = {
  Equal: compared,
  LessOrEqual: compared,
  And: compared,
  Identity: (node) => ({ V: inputType(node, 0) }),
  Cast: (node) => ({ T1: inputType(node, 0), T2: outputType(node, 0) }),
  Where: (node) => ({ B: inputType(node, 0), T: inputType(node, 1) }),
  Reshape: (node) => ({ T: inputType(node, 0), shape: inputType(node, 1) }),
  Slice: (node) => ({ T: inputType(node, 0), Tind: inputType(node, 1) }),
  Gather: (node) => ({ T: inputType(node, 0), Tind: inputType(node, 1) }),
  GatherElements: (node) => ({ T: inputType(node, 0), Tind: inputType(node, 1) }),
  ScatterElements: (node) => ({ T: inputType(node, 0), Tind: inputType(node, 1) }),
  SimplifiedLayerNormalization: (node) => ({ T: inputType(node, 0), V: outputType(node, 0), U: outputType(node, 1) }),
  RotaryEmbedding: (node) => ({ T: inputType(node, 0), M: inputType(node, 1) }),
  MatMulNBits: (node) => ({ T1: inputType(node, 0), T2: inputType(node, 1) }),
  Loop: (node) => ({ I: inputType(node, 0), B: inputType(node, 1) }),
};

function compared(node: GraphNode): Record<string, DType> {
  return { T: inputType(node, 0), T1: outputType(node, 0) };
}

/** What of a graph would fall to the processor on CUDA: op and types. */
function missing(graph: Graph): string[] {
  const gaps = allNodes(graph).flatMap((node) => {
    const domain = node.op === 'Loop' ? '' : (specOf(node.op).domain ?? '');
    const bound = bindings[node.op]?.(node) ?? { T: inputType(node, 0) };
    const carried = node.op === 'Loop' ? node.inputs.slice(2).map((value) => ({ V: (value as Value).type })) : [{}];
    return carried
      .filter((more) => !cudaSupports(domain, node.op, domain === '' ? opset : 1, { ...bound, ...more }))
      .map((more) => `${node.op} ${JSON.stringify({ ...bound, ...more })}`);
  });
  return [...new Set(gaps)];
}

function inputType(node: GraphNode, index: number): DType {
  return (node.inputs[index] as Value).type;
}

function outputType(node: GraphNode, index: number): DType {
  return (node.outputs[index] as Value).type;
}

describe.each(families)('on CUDA, %s', (family) => {
  const reference = readReference(family);

  it.each(
    Object.keys(programs).flatMap((name) => (['f16', 'bf16', 'f32'] as const).map((type) => [name, type] as const)),
  )('%s in %s has a kernel for every node', (name, type) => {
    const graph = (programs[name] as (typeof programs)[string])(reference, type);
    expect(missing(graph)).toEqual([]);
  });
});

describe('the table of kernels', () => {
  it('is that of the onnxruntime in use', async () => {
    const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } });
    expect(cudaKernels().onnxruntimeVersion).toBe(manifest.dependencies['onnxruntime-node']);
  });

  it('knows every type parameter that is looked up', () => {
    for (const name of Object.keys(bindings)) {
      const domain = name === 'Loop' ? '' : (specOf(name as OpName).domain ?? '');
      const known = new Set(cudaKernels().kernels[`${domain}:${name}`]?.flatMap(({ types }) => Object.keys(types)));
      const node = { inputs: Array(3).fill({ type: 'f32' }), outputs: Array(2).fill({ type: 'f32' }) };
      for (const parameter of Object.keys(bindings[name as OpName]?.(node as unknown as GraphNode) ?? {}))
        expect(known, `${name} ${parameter}`).toContain(parameter);
    }
  });

  it('lacks what a program must therefore not do', () => {
    const graph = new Graph();
    const x = graph.input('x', 'bf16', [2, 2]);
    graph.output('y', graph.op('LogSoftmax', [x], { axis: -1 }));
    expect(missing(graph)).toEqual(['LogSoftmax {"T":"bf16"}']);
  });
});
