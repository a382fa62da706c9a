import type { Graph, GraphNode } from '../graph/graph.ts';
import type { Maths } from '../graph/math.ts';
import type { OpName } from '../graph/ops.ts';
import type { Value } from '../graph/types.ts';

/** Ops through which no gradient passes: integers, comparisons, and what only gradients, optimizers and encoders (never trained) use. */
type Constant =
  | 'Equal'
  | 'LessOrEqual'
  | 'And'
  | 'Slice'
  | 'ReduceSumSquare'
  | 'MatMulNBits'
  | 'ScatterElements'
  | 'Gelu'
  | 'LayerNormalization'
  | 'Min';
export type DifferentiableOp = Exclude<OpName, Constant>;

export interface RuleContext {
  readonly graph: Graph;
  readonly m: Maths;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: GraphNode['attributes'];
  /** Gradient of the first output. */
  readonly dy: Value;
  /** Gradient of each output; undefined where none arrived. */
  readonly dys: readonly (Value | undefined)[];
  /** The reduced axes of a reduction, counted from 0; undefined stands for all. */
  readonly axes: readonly number[] | undefined;
}

/** One thunk an input, called only when that input's gradient is asked for; null where the input is not differentiable. */
export type GradientRule = (context: RuleContext) => readonly ((() => Value) | null)[];

const at = (values: readonly Value[], i: number): Value => values[i] as Value;
const fixed = (value: Value): readonly number[] => value.shape as readonly number[];

/** Gradient of each op with respect to its inputs, given the gradient of its output. */
export const rules: Readonly<Record<DifferentiableOp, GradientRule>> = {
  // y = a + b, broadcast:  da = Σ dy over the broadcast axes
  Add: ({ m, inputs: [a, b], dy }) => [() => m.sumTo(dy, a!.shape), () => m.sumTo(dy, b!.shape)],
  Sub: ({ m, inputs: [a, b], dy }) => [() => m.sumTo(dy, a!.shape), () => m.sumTo(m.neg(dy), b!.shape)],
  // y = a b:  da = dy b, db = dy a
  Mul: ({ m, inputs: [a, b], dy }) => [() => m.sumTo(m.mul(dy, b!), a!.shape), () => m.sumTo(m.mul(dy, a!), b!.shape)],
  // y = a / b:  da = dy / b, db = −dy y / b
  Div: ({ m, inputs: [a, b], outputs: [y], dy }) => [
    () => m.sumTo(m.div(dy, b!), a!.shape),
    () => m.sumTo(m.neg(m.div(m.mul(dy, y!), b!)), b!.shape),
  ],
  Sum: ({ m, inputs, dy }) => inputs.map((x) => () => m.sumTo(dy, x.shape)),
  Neg: ({ m, dy }) => [() => m.neg(dy)],
  // y = eˣ:  dx = dy y
  Exp: ({ m, outputs: [y], dy }) => [() => m.mul(dy, y!)],
  Log: ({ m, inputs: [x], dy }) => [() => m.div(dy, x!)],
  // y = √x:  dx = dy / 2y
  Sqrt: ({ m, outputs: [y], dy }) => [() => m.div(m.mul(dy, 0.5), y!)],
  // y = σ(x):  dx = dy y (1 − y)
  Sigmoid: ({ m, outputs: [y], dy }) => [() => m.mul(dy, m.mul(y!, m.sub(1, y!)))],
  // y = x s with s = σ(αx):  dx = dy (s + α y (1 − s))
  QuickGelu: ({ m, inputs: [x], outputs: [y], attributes: { alpha = 1.702 }, dy }) => [
    () => {
      const rate = alpha as number;
      const s = m.sigmoid(rate === 1 ? x! : m.mul(x!, rate));
      const rest = m.mul(rate === 1 ? y! : m.mul(y!, rate), m.sub(1, s));
      return m.mul(dy, m.add(s, rest));
    },
  ],
  // p = softmax(x):  dx = p ⊙ (dp − Σ dp ⊙ p), Σ along the axis
  Softmax: ({ m, outputs: [p], attributes: { axis = -1 }, dy }) => [
    () => m.mul(p!, m.sub(dy, m.sum(m.mul(dy, p!), [axis as number]))),
  ],
  // y = log softmax(x):  dx = dy − eʸ Σ dy
  LogSoftmax: ({ m, outputs: [y], attributes: { axis = -1 }, dy }) => [
    () => m.sub(dy, m.mul(m.exp(y!), m.sum(dy, [axis as number]))),
  ],
  Identity: ({ dy }) => [() => dy],
  Cast: ({ m, inputs: [x], dy }) => [() => m.cast(dy, x!.type)],
  Where: ({ graph, m, inputs: [c, a, b], dy }) => [
    null,
    () => m.sumTo(m.where(c!, dy, graph.scalar(0, dy.type)), a!.shape),
    () => m.sumTo(m.where(c!, graph.scalar(0, dy.type), dy), b!.shape),
  ],

  // y = α op(A) op(B) + c
  Gemm: ({ m, inputs: [a, b, c], attributes, dy }) => {
    const { transA = 0, transB = 0, alpha = 1 } = attributes as { transA?: number; transB?: number; alpha?: number };
    return [
      // dA = α dy op(B)ᵀ, transposed where A is
      () =>
        transA
          ? m.gemm(b!, dy, { transA: transB === 1, transB: true, alpha })
          : m.gemm(dy, b!, { transB: transB !== 1, alpha }),
      // dB = α op(A)ᵀ dy, transposed where B is
      () =>
        transB
          ? m.gemm(dy, a!, { transA: true, transB: transA === 1, alpha })
          : m.gemm(a!, dy, { transA: transA !== 1, alpha }),
      c ? () => m.sumTo(dy, c.shape) : null,
    ];
  },
  // y = A B in batches:  dA = dy Bᵀ, dB = Aᵀ dy
  MatMul: ({ m, inputs: [a, b], dy }) => [
    () => m.sumTo(m.matmul(dy, b!, { transB: true }), a!.shape),
    () => m.sumTo(m.matmul(a!, dy, { transA: true }), b!.shape),
  ],
  // y = α op(A) op(B) in batches
  FusedMatMul: ({ m, inputs: [a, b], attributes, dy }) => {
    const { transA = 0, transB = 0, alpha = 1 } = attributes as { transA?: number; transB?: number; alpha?: number };
    return [
      () =>
        m.sumTo(
          transA
            ? m.matmul(b!, dy, { transA: transB === 1, transB: true, alpha })
            : m.matmul(dy, b!, { transB: transB !== 1, alpha }),
          a!.shape,
        ),
      () =>
        m.sumTo(
          transB
            ? m.matmul(dy, a!, { transA: true, transB: transA === 1, alpha })
            : m.matmul(a!, dy, { transA: transA !== 1, alpha }),
          b!.shape,
        ),
    ];
  },

  Reshape: ({ m, inputs: [x], dy }) => [() => m.reshape(dy, fixed(x!))],
  Unsqueeze: ({ m, inputs: [x], dy }) => [() => m.reshape(dy, fixed(x!))],
  Expand: ({ m, inputs: [x], dy }) => [() => m.sumTo(dy, x!.shape)],
  Transpose: ({ m, attributes: { perm }, dy }) => [() => m.transpose(dy, inverse(perm as readonly number[]))],
  Concat: ({ m, inputs, attributes: { axis }, dy }) => {
    const rank = dy.shape.length;
    const along = (axis as number) < 0 ? (axis as number) + rank : (axis as number);
    const sizes = inputs.map((x) => x.shape[along] as number);
    let parts: readonly Value[] | undefined;
    return inputs.map((_, i) => () => {
      parts ??= m.split(dy, sizes, along);
      return at(parts, i);
    });
  },
  Split: ({ m, outputs, attributes: { axis }, dys }) => [
    () =>
      m.concat(
        outputs.map((y, i) => dys[i] ?? m.zeros(y.shape, y.type)),
        axis as number,
      ),
  ],
  // y = x[indices] along the first axis:  dx gathers what went to each row
  Gather: ({ graph, m, inputs: [x, indices], attributes: { axis = 0 }, dy }) => [
    () => {
      if (axis !== 0 || x!.shape.length !== 2 || indices!.shape.length !== 1)
        throw new Error('The gradient of Gather is written for rows of a matrix');
      const wide = m.expand(m.unsqueeze(indices!, [1]), fixed(dy));
      return graph.op('ScatterElements', [m.zeros(x!.shape, x!.type), wide, dy], { axis: 0, reduction: 'add' });
    },
    null,
  ],
  GatherElements: ({ graph, m, inputs: [x, indices], attributes: { axis = 0 }, dy }) => [
    () =>
      graph.op('ScatterElements', [m.zeros(x!.shape, x!.type), indices!, dy], {
        axis: axis as number,
        reduction: 'add',
      }),
    null,
  ],

  ReduceSum: ({ m, inputs: [x], dy, axes }) => [() => m.expand(keepAxes(m, x!, dy, axes), fixed(x!))],
  ReduceMean: ({ m, inputs: [x], dy, axes }) => [
    () => {
      const kept = keepAxes(m, x!, dy, axes);
      return m.expand(m.mul(kept, m.elementCount(kept.shape) / m.elementCount(x!.shape)), fixed(x!));
    },
  ],

  // y = x r s with r = 1/√(mean x² + ε):  g = dy s,  dx = r (g − x̂ mean(g x̂)),  x̂ = x r;  ds = Σ dy x̂
  SimplifiedLayerNormalization: ({ m, inputs: [x, scale], outputs: [, r], dy }) => {
    const exact = (value: Value) => m.cast(value, 'f32');
    const normal = () => m.mul(exact(x!), r!);
    return [
      () => {
        const g = exact(m.mul(dy, scale!));
        const xHat = normal();
        return m.cast(m.mul(m.sub(g, m.mul(xHat, m.mean(m.mul(g, xHat), [-1]))), r!), x!.type);
      },
      () => m.cast(m.sumTo(m.mul(exact(dy), normal()), scale!.shape), scale!.type),
    ];
  },
  // a rotation's inverse is the rotation the other way: the sine negated
  RotaryEmbedding: ({ graph, m, inputs: [, positions, cos, sin], attributes, dy }) => [
    () => graph.op('RotaryEmbedding', [dy, positions!, cos!, m.neg(sin!)], attributes),
    null,
    null,
    null,
  ],
};

function inverse(perm: readonly number[]): readonly number[] {
  return perm.map((_, axis) => perm.indexOf(axis));
}

/** The gradient of a reduction's output, with the reduced axes kept as ones. */
function keepAxes(m: Maths, x: Value, dy: Value, axes: readonly number[] | undefined): Value {
  return m.reshape(
    dy,
    fixed(x).map((dim, i) => (axes === undefined || axes.includes(i) ? 1 : dim)),
  );
}
