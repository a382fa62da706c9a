import type { Graph, GraphNode } from '../../core/engine/graph/graph.ts';
import { type OpName, specOf } from '../../core/engine/graph/ops.ts';
import type { DType, Value } from '../../core/engine/graph/types.ts';
import { cudaSupports } from '../../core/engine/runtime/cuda-kernels.ts';
import { allNodes } from './programs.ts';

const opset = 18;

/**
 * The type parameters of an op as ONNX's and onnxruntime's schemas name them, where they are not just T, the type of the first
 * input. (An input that a kernel wants on the processor, such as the target of Reshape, is an input and not a node.)
 */
export const kernelBindings: Readonly<Partial<Record<OpName | 'Loop', (node: GraphNode) => Record<string, DType>>>> = {
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
export function missingOnCuda(graph: Graph): string[] {
  const gaps = allNodes(graph).flatMap((node) => {
    const domain = node.op === 'Loop' ? '' : (specOf(node.op).domain ?? '');
    const bound = kernelBindings[node.op]?.(node) ?? { T: inputType(node, 0) };
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
