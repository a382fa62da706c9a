import { readFileSync } from 'node:fs';

/** Element types a program of ours can hold, as onnxruntime's table of kernels is keyed here. */
export type KernelType = 'f32' | 'f16' | 'bf16' | 'i64' | 'i32' | 'u8' | 'i8' | 'bool';

/** One line of the table: opset versions `since` to `until` (open where missing), and the types each type parameter may have. */
export interface Kernel {
  readonly since: number;
  readonly until?: number;
  readonly types: Readonly<Record<string, readonly KernelType[]>>;
}

/** onnxruntime's CUDA kernels, by `domain:Op` (the standard domain is empty: `:Gemm`). */
export interface KernelTable {
  readonly onnxruntimeVersion: string;
  readonly source: string;
  readonly kernels: Readonly<Record<string, readonly Kernel[]>>;
}

/**
 * Whether onnxruntime has a CUDA kernel for an op of `opset` (version of the op's own domain) with its type parameters
 * bound as in `bindings` (`{ T: 'bf16' }`; names as in the op's schema). A parameter that the table does not
 * constrain may have any type; one that is not bound is not looked at. An op without such a kernel would silently run on the CPU.
 * onnxruntime compares an open-ended line with the op's own last change, which the table doesn't hold: up to opset 21
 * that makes no difference for any op still in use; from 22 on Dropout, Elu, EyeLike, InstanceNormalization, MaxPool,
 * Selu and ThresholdedRelu changed and have no CUDA kernel though this says so.
 */
export function cudaSupports(
  domain: string,
  opType: string,
  opset: number,
  bindings: Readonly<Record<string, KernelType>>,
): boolean {
  const kernels = cudaKernels().kernels[`${domain === 'ai.onnx' ? '' : domain}:${opType}`] ?? [];
  return kernels.some(
    (kernel) =>
      kernel.since <= opset &&
      opset <= (kernel.until ?? Number.POSITIVE_INFINITY) &&
      Object.entries(bindings).every(([name, type]) => kernel.types[name]?.includes(type) ?? true),
  );
}

let table: KernelTable | undefined;

/** The whole table, as `scripts/kernels.ts` wrote it. */
export function cudaKernels(): KernelTable {
  table ??= JSON.parse(readFileSync(new URL('./cuda-kernels.json', import.meta.url), 'utf8')) as KernelTable;
  return table;
}
