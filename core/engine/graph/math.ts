import { invariant } from '../../errors.ts';
import type { Graph } from './graph.ts';
import { type DType, elementCount, onnxTypes, type Shape, sameShape, type Value } from './types.ts';

/** Short names for the operations that programs and gradient rules are written in. A number stands for a scalar constant. */
export type Term = Value | number;

export const math = (graph: Graph) => {
  const term = (value: Term, other: Term): Value =>
    typeof value === 'number' ? graph.scalar(value, (other as Value).type) : value;
  const binary =
    (op: 'Add' | 'Sub' | 'Mul' | 'Div' | 'Min') =>
    (a: Term, b: Term): Value =>
      graph.op(op, [term(a, b), term(b, a)]);
  const reshape = (x: Value, shape: readonly number[]): Value =>
    sameShape(x.shape, shape) ? x : graph.op('Reshape', [x, graph.integers(shape)]);
  const sum = (x: Value, axes: readonly number[], keepdims = true): Value =>
    graph.op('ReduceSum', [x, graph.integers(axes)], { keepdims: keepdims ? 1 : 0 });

  return {
    add: binary('Add'),
    sub: binary('Sub'),
    mul: binary('Mul'),
    div: binary('Div'),
    min: binary('Min'),
    neg: (x: Value) => graph.op('Neg', [x]),
    exp: (x: Value) => graph.op('Exp', [x]),
    log: (x: Value) => graph.op('Log', [x]),
    sqrt: (x: Value) => graph.op('Sqrt', [x]),
    sigmoid: (x: Value) => graph.op('Sigmoid', [x]),
    /** x σ(x) */
    silu: (x: Value) => graph.op('QuickGelu', [x], { alpha: 1 }),
    softmax: (x: Value) => graph.op('Softmax', [x], { axis: -1 }),
    logSoftmax: (x: Value) => graph.op('LogSoftmax', [x], { axis: -1 }),
    where: (condition: Value, a: Value, b: Value) => graph.op('Where', [condition, a, b]),
    reshape,
    sum,
    mean: (x: Value, axes: readonly number[]) => graph.op('ReduceMean', [x, graph.integers(axes)], { keepdims: 1 }),
    transpose: (x: Value, perm: readonly number[]) => graph.op('Transpose', [x], { perm }),
    unsqueeze: (x: Value, axes: readonly number[]) => graph.op('Unsqueeze', [x, graph.integers(axes)]),
    expand: (x: Value, shape: readonly number[]) =>
      sameShape(x.shape, shape) ? x : graph.op('Expand', [x, graph.integers(shape)]),
    concat: (values: readonly Value[], axis: number) =>
      values.length === 1 ? (values[0] as Value) : graph.op('Concat', values, { axis }),
    split: (x: Value, sizes: readonly number[], axis: number) =>
      graph.node('Split', [x, graph.integers(sizes)], { axis }),
    gather: (x: Value, indices: Value, axis = 0) => graph.op('Gather', [x, indices], { axis }),
    cast: (x: Value, type: DType): Value => (x.type === type ? x : graph.op('Cast', [x], { to: onnxTypes[type] })),
    /** a · b of matrices, either one transposed; c is added, `alpha` scales the product alone. */
    gemm: (a: Value, b: Value, { transA = false, transB = false, alpha = 1, c = null as Value | null } = {}): Value =>
      graph.op('Gemm', c ? [a, b, c] : [a, b], {
        ...(transA ? { transA: 1 } : {}),
        ...(transB ? { transB: 1 } : {}),
        ...(alpha === 1 ? {} : { alpha }),
      }),
    /** α x wᵀ + c: a linear layer with `w` `[out, in]`. Half types take MatMul, since Gemm in f16 is very slow on a processor. */
    linear: (x: Value, w: Value, { alpha = 1, c = null as Value | null } = {}): Value => {
      if (x.type === 'f32')
        return graph.op('Gemm', c ? [x, w, c] : [x, w], { transB: 1, ...(alpha === 1 ? {} : { alpha }) });
      const product = graph.op('FusedMatMul', [x, w], { transB: 1, ...(alpha === 1 ? {} : { alpha }) });
      return c ? graph.op('Add', [product, c]) : product;
    },
    /** α times the batched product over the last two axes, either one transposed. */
    matmul: (a: Value, b: Value, { transA = false, transB = false, alpha = 1 } = {}): Value =>
      transA || transB || alpha !== 1
        ? graph.op('FusedMatMul', [a, b], {
            transA: transA ? 1 : 0,
            transB: transB ? 1 : 0,
            ...(alpha === 1 ? {} : { alpha }),
          })
        : graph.op('MatMul', [a, b]),
    /** Sums a gradient over the axes along which its value was broadcast, so that it has the value's own shape. */
    sumTo: (dy: Value, shape: Shape): Value => {
      if (sameShape(dy.shape, shape)) return dy;
      const missing = dy.shape.length - shape.length;
      const axes = dy.shape.flatMap((dim, i) => (i < missing || shape[i - missing] !== dim ? [i] : []));
      invariant(
        shape.every((dim) => typeof dim === 'number'),
        'gradients have fixed shapes',
      );
      return reshape(axes.length > 0 ? sum(dy, axes) : dy, shape as readonly number[]);
    },
    zeros: (shape: Shape, type: DType): Value =>
      graph.op('Expand', [graph.scalar(0, type), graph.integers(shape as readonly number[])]),
    elementCount,
  };
};

export type Maths = ReturnType<typeof math>;
