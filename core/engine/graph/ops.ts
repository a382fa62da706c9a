import { broadcast, expectShape, matMulShape, normalizeAxis, sumDims } from './shapes.ts';
import { type Dim, type DType, isFloat, type Shape, sameShape } from './types.ts';

/** What a shape rule sees of an input. `integers` is there for small integer constants (shapes, axes, bounds). */
export interface Operand {
  readonly type: DType;
  readonly shape: Shape;
  readonly integers?: readonly number[];
}

export interface Result {
  readonly type: DType;
  readonly shape: Shape;
}

export type Attributes = Readonly<Record<string, number | string | readonly number[]>>;
export type AttributeKind = 'int' | 'float' | 'string' | 'ints';

export interface OpSpec {
  readonly domain?: 'com.microsoft';
  /** Fewest and most inputs. */
  readonly arity: readonly [number, number];
  readonly attributes?: Readonly<Record<string, AttributeKind>>;
  /** Shapes and types of the outputs; throws ShapeError saying what was expected. */
  readonly infer: (inputs: readonly Operand[], attributes: Attributes) => readonly Result[];
}

const binary: OpSpec = {
  arity: [2, 2],
  infer: ([a, b]) => {
    expectShape(a && b && a.type === b.type && a.type !== 'bool', 'two inputs of one numeric type');
    return [{ type: a.type, shape: broadcast(a.shape, b.shape) }];
  },
};
const comparison: OpSpec = {
  arity: [2, 2],
  infer: (inputs) => [{ type: 'bool', shape: broadcastAll(inputs) }],
};
const unary: OpSpec = {
  arity: [1, 1],
  infer: ([x]) => {
    expectShape(x && isFloat(x.type), 'a floating-point input');
    return [{ type: x.type, shape: x.shape }];
  },
};
const alongAxis: OpSpec = {
  arity: [1, 1],
  attributes: { axis: 'int' },
  infer: (inputs, attributes) => {
    normalizeAxis((attributes.axis ?? -1) as number, need(inputs[0]).shape.length);
    return unary.infer(inputs, attributes);
  },
};
const reduction: OpSpec = {
  arity: [1, 2],
  attributes: { keepdims: 'int' },
  infer: ([x, axes], { keepdims = 1 }) => {
    expectShape(x && isFloat(x.type), 'a floating-point input');
    const reduced = new Set(
      axes ? integers(axes).map((axis) => normalizeAxis(axis, x.shape.length)) : x.shape.map((_, i) => i),
    );
    expectShape(!axes || reduced.size > 0, 'at least one axis: none would reduce all');
    const shape = x.shape.flatMap((dim, i): Dim[] => (reduced.has(i) ? (keepdims ? [1] : []) : [dim]));
    return [{ type: x.type, shape }];
  },
};

/**
 * Every operator that a program may use, with its shape-and-type rule. Opset 18, and com.microsoft 1.
 * Axes, shapes and bounds that are inputs in ONNX are constants here, except `Slice`'s, which may be computed.
 */
export const ops = {
  Add: binary,
  Sub: binary,
  Mul: binary,
  Div: binary,
  Min: binary,
  Equal: comparison,
  LessOrEqual: comparison,
  And: {
    arity: [2, 2],
    infer: (inputs) => {
      expectShape(
        inputs.every((input) => input?.type === 'bool'),
        'two bool inputs',
      );
      return [{ type: 'bool', shape: broadcastAll(inputs) }];
    },
  },
  Neg: unary,
  Exp: unary,
  Log: unary,
  Sqrt: unary,
  Sigmoid: unary,
  /** x σ(α x) */
  QuickGelu: {
    domain: 'com.microsoft',
    arity: [1, 1],
    attributes: { alpha: 'float' },
    infer: unary.infer,
  },
  /** x Φ(x), Φ the normal distribution's: by the error function, not its approximation by tanh. */
  Gelu: { ...unary, domain: 'com.microsoft' },
  Softmax: alongAxis,
  LogSoftmax: alongAxis,
  Identity: { arity: [1, 1], infer: ([x]) => [{ type: need(x).type, shape: need(x).shape }] },
  Cast: {
    arity: [1, 1],
    attributes: { to: 'int' },
    infer: ([x], { to }) => [{ type: typeOfCast(to as number), shape: need(x).shape }],
  },
  Where: {
    arity: [3, 3],
    infer: ([condition, a, b]) => {
      expectShape(condition?.type === 'bool' && a && b && a.type === b.type, 'a condition and two inputs of one type');
      return [{ type: a.type, shape: broadcast(condition.shape, broadcast(a.shape, b.shape)) }];
    },
  },
  Sum: {
    arity: [1, Infinity],
    infer: (inputs) => {
      expectShape(
        inputs.every((input) => input && isFloat(input.type)),
        'floating-point inputs',
      );
      return [{ type: need(inputs[0]).type, shape: broadcastAll(inputs) }];
    },
  },

  Gemm: {
    arity: [2, 3],
    attributes: { alpha: 'float', transA: 'int', transB: 'int' },
    infer: ([a, b, c], { transA = 0, transB = 0 }) => {
      expectShape(a?.shape.length === 2 && b?.shape.length === 2 && a.type === b.type, 'two matrices of one type');
      const shape = matMulShape(a.shape, b.shape, transA === 1, transB === 1);
      if (c)
        expectShape(
          c.type === a.type && sameShape(broadcast(c.shape, shape), shape),
          `a third input ${a.type} that broadcasts to [${shape}]`,
        );
      return [{ type: a.type, shape }];
    },
  },
  MatMul: {
    arity: [2, 2],
    infer: ([a, b]) => {
      expectShape(a && b && a.type === b.type, 'two inputs of one type');
      return [{ type: a.type, shape: matMulShape(a.shape, b.shape, false, false) }];
    },
  },
  FusedMatMul: {
    domain: 'com.microsoft',
    arity: [2, 2],
    attributes: { alpha: 'float', transA: 'int', transB: 'int' },
    infer: ([a, b], { transA = 0, transB = 0 }) => {
      expectShape(a && b && a.type === b.type, 'two inputs of one type');
      return [{ type: a.type, shape: matMulShape(a.shape, b.shape, transA === 1, transB === 1) }];
    },
  },
  MatMulNBits: {
    domain: 'com.microsoft',
    arity: [3, 3],
    attributes: { K: 'int', N: 'int', bits: 'int', block_size: 'int', accuracy_level: 'int' },
    infer: ([x, weight, scales], { K, N, bits, block_size: block }) => {
      const blocks = Math.ceil((K as number) / (block as number));
      expectShape(x && x.shape.at(-1) === K, `an input with ${K} columns`);
      const bytes = ((block as number) * (bits as number)) / 8;
      expectShape(weight?.type === 'u8' && sameShape(weight.shape, [N as number, blocks, bytes]), 'packed u8 weights');
      expectShape(scales && scales.type === x.type, 'scales of the type of the input');
      return [{ type: x.type, shape: [...x.shape.slice(0, -1), N as number] }];
    },
  },

  Reshape: {
    arity: [2, 2],
    infer: ([x, target]) => [{ type: need(x).type, shape: reshaped(need(x).shape, integers(target)) }],
  },
  Expand: {
    arity: [2, 2],
    infer: ([x, target]) => [{ type: need(x).type, shape: broadcast(need(x).shape, integers(target)) }],
  },
  Transpose: {
    arity: [1, 1],
    attributes: { perm: 'ints' },
    infer: ([x], { perm }) => {
      const order = (perm ?? []) as readonly number[];
      expectShape(x && [...order].sort((a, b) => a - b).every((axis, i) => axis === i), 'a permutation of the axes');
      expectShape(order.length === x.shape.length, `a permutation of ${x.shape.length} axes`);
      return [{ type: x.type, shape: order.map((axis) => x.shape[axis] as Dim) }];
    },
  },
  Unsqueeze: {
    arity: [2, 2],
    infer: ([x, axes]) => {
      const added = integers(axes);
      const rank = need(x).shape.length + added.length;
      const ones = new Set(added.map((axis) => normalizeAxis(axis, rank)));
      expectShape(ones.size === added.length, 'axes that are all different');
      const rest = [...need(x).shape];
      const shape = Array.from({ length: rank }, (_, i): Dim => (ones.has(i) ? 1 : (rest.shift() as Dim)));
      return [{ type: need(x).type, shape }];
    },
  },
  Concat: {
    arity: [1, Infinity],
    attributes: { axis: 'int' },
    infer: (inputs, { axis }) => {
      const first = need(inputs[0]);
      expectShape(inputs.every(Boolean), 'no absent input');
      const at = normalizeAxis(axis as number, first.shape.length);
      for (const { type, shape } of inputs) {
        const fits = type === first.type && shape.length === first.shape.length;
        expectShape(
          fits && shape.every((dim, i) => i === at || dim === first.shape[i]),
          'inputs alike but for the axis',
        );
      }
      const total = sumDims(inputs.map(({ shape }) => shape[at] as Dim));
      return [{ type: first.type, shape: first.shape.map((dim, i) => (i === at ? total : dim)) }];
    },
  },
  Split: {
    arity: [2, 2],
    attributes: { axis: 'int' },
    infer: ([x, sizes], { axis }) => {
      const input = need(x);
      const at = normalizeAxis(axis as number, input.shape.length);
      // sizes known only at run time: the axis is a symbolic sum, and its terms are the parts
      const parts = sizes?.integers ?? String(input.shape[at]).split('+');
      expectShape(parts.length > 0 && sumDims(parts) === input.shape[at], `sizes that sum to ${input.shape[at]}`);
      return parts.map((part) => ({ type: input.type, shape: input.shape.map((dim, i) => (i === at ? part : dim)) }));
    },
  },
  /** Of a vector only: `length` elements from a start that may be computed. */
  Slice: {
    arity: [3, 3],
    infer: ([x, start, end]) => {
      expectShape(
        x?.shape.length === 1 && start && end && start.type === 'i64' && end.type === 'i64',
        'a vector, a start and an end (i64)',
      );
      const known = start.integers && end.integers;
      return [{ type: x.type, shape: [known ? (end.integers?.[0] ?? 0) - (start.integers?.[0] ?? 0) : 'slice'] }];
    },
  },
  Gather: {
    arity: [2, 2],
    attributes: { axis: 'int' },
    infer: ([x, indices], { axis = 0 }) => {
      expectShape(x && indices && isIndex(indices), 'integer indices');
      const at = normalizeAxis(axis as number, x.shape.length);
      return [{ type: x.type, shape: [...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)] }];
    },
  },
  GatherElements: {
    arity: [2, 2],
    attributes: { axis: 'int' },
    infer: ([x, indices], { axis = 0 }) => {
      expectShape(x && indices && isIndex(indices), 'integer indices');
      expectShape(x.shape.length === indices.shape.length, 'indices of the rank of the data');
      normalizeAxis(axis as number, x.shape.length);
      return [{ type: x.type, shape: indices.shape }];
    },
  },
  ScatterElements: {
    arity: [3, 3],
    attributes: { axis: 'int', reduction: 'string' },
    infer: ([x, indices, updates], { axis = 0 }) => {
      expectShape(x && indices && updates && updates.type === x.type, 'updates of the type of the data');
      expectShape(isIndex(indices), 'integer indices');
      expectShape(x.shape.length === indices.shape.length, 'indices of the rank of the data');
      normalizeAxis(axis as number, x.shape.length);
      expectShape(sameShape(indices.shape, updates.shape), 'indices and updates of one shape');
      return [{ type: x.type, shape: x.shape }];
    },
  },

  ReduceSum: reduction,
  ReduceMean: reduction,
  ReduceSumSquare: reduction,

  /** x / √(mean x² + ε) · scale over the last axis; the second output is 1 / √(mean x² + ε), always f32. */
  SimplifiedLayerNormalization: {
    arity: [2, 2],
    attributes: { axis: 'int', epsilon: 'float', stash_type: 'int' },
    infer: ([x, scale]) => {
      expectShape(x && isFloat(x.type) && scale?.type === x.type, 'an input and a scale of one type');
      expectShape(scale.shape.length === 1 && scale.shape[0] === x.shape.at(-1), 'a scale as long as the last axis');
      return [
        { type: x.type, shape: x.shape },
        { type: 'f32', shape: [...x.shape.slice(0, -1), 1] },
      ];
    },
  },
  /** (x − mean x) / √(variance x + ε) · scale + shift over the last axis. */
  LayerNormalization: {
    arity: [3, 3],
    attributes: { axis: 'int', epsilon: 'float' },
    infer: ([x, scale, shift]) => {
      expectShape(
        x && isFloat(x.type) && scale?.type === x.type && shift?.type === x.type,
        'an input, a scale and a shift of one type',
      );
      const width = [x.shape.at(-1) as Dim];
      expectShape(
        sameShape(scale.shape, width) && sameShape(shift.shape, width),
        'scale and shift as long as the last axis',
      );
      return [{ type: x.type, shape: x.shape }];
    },
  },
  /** Rotates `[batch, heads, sequence, headDim]` by the rows of the caches that the positions name; halves, not pairs. */
  RotaryEmbedding: {
    domain: 'com.microsoft',
    arity: [4, 4],
    attributes: { interleaved: 'int' },
    infer: ([x, positions, cos, sin]) => {
      expectShape(x?.shape.length === 4 && positions?.type === 'i64', 'a rank-4 input and i64 positions');
      expectShape(cos && sin && cos.type === x.type && sin.type === x.type, 'caches of the type of the input');
      expectShape(sameShape(positions.shape, [x.shape[0] as Dim, x.shape[2] as Dim]), 'positions [batch, sequence]');
      expectShape((cos.shape[1] as number) * 2 === x.shape[3], 'caches half as wide as a head');
      expectShape(sameShape(cos.shape, sin.shape), 'caches of one shape');
      return [{ type: x.type, shape: x.shape }];
    },
  },
} satisfies Record<string, OpSpec>;

export type OpName = keyof typeof ops;

export function specOf(op: OpName): OpSpec {
  return ops[op];
}

function need(operand: Operand | undefined): Operand {
  expectShape(operand, 'one more input');
  return operand;
}

function integers(operand: Operand | undefined): readonly number[] {
  expectShape(operand?.integers, 'an integer constant');
  return operand.integers;
}

function isIndex({ type }: Operand): boolean {
  return type === 'i64' || type === 'i32';
}

function broadcastAll(inputs: readonly Operand[]): Shape {
  const first = need(inputs[0]);
  expectShape(
    inputs.every((input) => need(input).type === first.type),
    'inputs of one type',
  );
  return inputs.reduce<Shape>((shape, input) => broadcast(shape, input.shape), []);
}

/** ONNX's rules: 0 keeps a size, one −1 takes what is left (symbolic when the input is). */
function reshaped(from: Shape, target: readonly number[]): Shape {
  expectShape(target.filter((dim) => dim === -1).length <= 1, 'at most one −1');
  expectShape(
    target.every((dim, i) => dim >= -1 && (dim !== 0 || i < from.length)),
    'sizes, −1, or 0 where the input has an axis',
  );
  const shape: Dim[] = target.map((dim, i) => (dim === 0 ? (from[i] as Dim) : dim));
  const open = shape.indexOf(-1);
  const fixed = from.every((dim) => typeof dim === 'number');
  if (fixed) {
    const total = (from as readonly number[]).reduce((a, b) => a * b, 1);
    const others = shape.reduce<number>((a, b) => (b === -1 ? a : a * (b as number)), 1);
    expectShape(open < 0 ? total === others : total % others === 0, `[${target}] to hold ${total} elements`);
    if (open >= 0) shape[open] = total / others;
  } else if (open >= 0) {
    shape[open] = symbolicRest(from, shape);
  }
  return shape;
}

/** The symbolic size that −1 stands for: the input's symbolic sizes over those that the target keeps, times a factor. */
function symbolicRest(from: Shape, target: readonly Dim[]): Dim {
  const symbols = from.filter((dim): dim is string => typeof dim === 'string');
  for (const dim of target) {
    const at = typeof dim === 'string' ? symbols.indexOf(dim) : -1;
    if (at >= 0) symbols.splice(at, 1);
  }
  const numbers = (dims: readonly Dim[]) =>
    dims.reduce<number>((a, b) => (typeof b === 'number' && b !== -1 ? a * b : a), 1);
  const factor = numbers(from) / numbers(target);
  if (symbols.length === 1 && factor === 1) return symbols[0] as string;
  const product = symbols.join('*');
  const [whole, coefficient] = /^(\d+)\*(.+)$/.exec(product)?.slice(1) ?? [];
  if (coefficient && Number(whole) * factor === 1) return coefficient;
  return symbols.length === 0 ? factor : `${factor}*${product}`;
}

function typeOfCast(to: number): DType {
  const types: Readonly<Record<number, DType>> = {
    1: 'f32',
    6: 'i32',
    7: 'i64',
    9: 'bool',
    10: 'f16',
    16: 'bf16',
    2: 'u8',
  };
  const type = types[to];
  expectShape(type, `a known type to cast to, not ${to}`);
  return type;
}
