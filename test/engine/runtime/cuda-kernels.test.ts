import { describe, expect, it } from 'vitest';
import type { GraphNode } from '../../../core/engine/graph/graph.ts';
import { Graph } from '../../../core/engine/graph/graph.ts';
import { type OpName, specOf } from '../../../core/engine/graph/ops.ts';
import { cudaKernels } from '../../../core/engine/runtime/cuda-kernels.ts';
import { kernelBindings, missingOnCuda } from '../../helpers/cuda.ts';
import { programs } from '../../helpers/programs.ts';
import { families, readReference } from '../../helpers/reference.ts';

describe.each(families)('on CUDA, %s', (family) => {
  const reference = readReference(family);

  it.each(
    Object.keys(programs).flatMap((name) => (['f16', 'bf16', 'f32'] as const).map((type) => [name, type] as const)),
  )('%s in %s has a kernel for every node', (name, type) => {
    const graph = (programs[name] as (typeof programs)[string])(reference, type);
    expect(missingOnCuda(graph)).toEqual([]);
  });
});

describe('the table of kernels', () => {
  it('is that of the onnxruntime in use', async () => {
    const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } });
    expect(cudaKernels().onnxruntimeVersion).toBe(manifest.dependencies['onnxruntime-node']);
  });

  it('knows every type parameter that is looked up', () => {
    for (const name of Object.keys(kernelBindings)) {
      const domain = name === 'Loop' ? '' : (specOf(name as OpName).domain ?? '');
      const known = new Set(cudaKernels().kernels[`${domain}:${name}`]?.flatMap(({ types }) => Object.keys(types)));
      const node = { inputs: Array(3).fill({ type: 'f32' }), outputs: Array(2).fill({ type: 'f32' }) };
      for (const parameter of Object.keys(kernelBindings[name as OpName]?.(node as unknown as GraphNode) ?? {}))
        expect(known, `${name} ${parameter}`).toContain(parameter);
    }
  });

  it('lacks what a program must therefore not do', () => {
    const graph = new Graph();
    const x = graph.input('x', 'bf16', [2, 2]);
    graph.output('y', graph.op('LogSoftmax', [x], { axis: -1 }));
    expect(missingOnCuda(graph)).toEqual(['LogSoftmax {"T":"bf16"}']);
  });
});
