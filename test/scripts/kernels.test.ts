import { describe, expect, it } from 'vitest';
import { cudaKernels, cudaSupports } from '../../core/engine/runtime/cuda-kernels.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { readKernels } from '../../scripts/kernels.ts';

/** Two operators in the form of onnxruntime's docs/OperatorKernels.md, after a section that is not CUDA's. */
const document = `
## Operators implemented by CPUExecutionProvider

|**Operator Domain:** *ai.onnx*||||
|Abs|*in* X:**T**<br> *out* Y:**T**|13+|**T** = tensor(float)|

## Operators implemented by CUDAExecutionProvider

| Op Name | Parameters | OpSet Version | Types Supported |
|---------|------------|---------------|-----------------|
|**Operator Domain:** *ai.onnx*||||
|Add|*in* A:**T**<br> *in* B:**T**<br> *out* C:**T**|14+|**T** = tensor(bfloat16), tensor(double), tensor(float)|
|||13|**T** = tensor(float)|
|||[7, 12]|**T** = tensor(float16), tensor(int64)|
|**Operator Domain:** *com.microsoft*||||
|Fused|*in* A:**T**<br><br>or<br><br>*in* B:**T1**|1+|**T** = tensor(float)<br/> **T1** = tensor(bool), tensor(uint8)|

## Operators implemented by DmlExecutionProvider

|Sub|*in* A:**T**|7+|**T** = tensor(float)|
`;

describe('the table of CUDA kernels', () => {
  it('reads operators, version ranges and types of the CUDA section alone', () => {
    expect(readKernels(document)).toEqual({
      ':Add': [
        { since: 14, types: { T: ['bf16', 'f32'] } },
        { since: 13, until: 13, types: { T: ['f32'] } },
        { since: 7, until: 12, types: { T: ['f16', 'i64'] } },
      ],
      'com.microsoft:Fused': [{ since: 1, types: { T: ['f32'], T1: ['bool', 'u8'] } }],
    });
  });

  it('is of the onnxruntime that package.json names', () => {
    expect(cudaKernels().onnxruntimeVersion).toBe(packageJson.dependencies['onnxruntime-node']);
  });

  it.each([
    ['', 'Gemm', { T: 'bf16' }],
    ['', 'Gemm', { T: 'f32' }],
    ['', 'Where', { T: 'bf16' }],
    ['com.microsoft', 'FusedMatMul', { T: 'bf16' }],
    ['com.microsoft', 'GroupQueryAttention', { T: 'f16' }],
    ['com.microsoft', 'RotaryEmbedding', { T: 'bf16', M: 'i64' }],
    ['', 'SimplifiedLayerNormalization', { T: 'bf16', U: 'f32', V: 'bf16' }],
  ] as const)('says that %s:%s runs with %o', (domain, op, bindings) => {
    expect(cudaSupports(domain, op, domain === '' ? 18 : 1, bindings)).toBe(true);
  });

  it.each([
    ['', 'LogSoftmax', { T: 'bf16' }],
    ['', 'OneHot', { T3: 'bf16' }],
    ['', 'ReduceMean', { T: 'bf16' }],
    ['', 'Equal', { T: 'bf16' }],
    ['', 'BitShift', {}],
    ['', 'Bernoulli', {}],
    ['com.microsoft', 'GroupQueryAttention', { T: 'f32' }],
  ] as const)('says that %s:%s does not run with %o', (domain, op, bindings) => {
    expect(cudaSupports(domain, op, domain === '' ? 18 : 1, bindings)).toBe(false);
  });

  it('minds the opset: the standard RotaryEmbedding came with 23', () => {
    expect(cudaSupports('', 'RotaryEmbedding', 18, { T: 'f32' })).toBe(false);
    expect(cudaSupports('', 'RotaryEmbedding', 23, { T: 'f32' })).toBe(true);
  });
});
