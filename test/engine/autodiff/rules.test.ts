import { describe, expect, it } from 'vitest';
import { gradients } from '../../../core/engine/autodiff/gradients.ts';
import { type DifferentiableOp, rules } from '../../../core/engine/autodiff/rules.ts';
import { Graph } from '../../../core/engine/graph/graph.ts';
import { onnxTypes } from '../../../core/engine/graph/types.ts';
import { checkOp, type OpCase, type TestInput } from '../../helpers/check-op.ts';

/** Rounding of f32 over steps of 1/32; a wrong rule is off by the size of the gradient. */
const bar = 1e-3;

const x = (...shape: number[]): TestInput => ({ shape });
const positive = (...shape: number[]): TestInput => ({ shape, from: 0.75, to: 2 });
const integers = (...values: number[]): TestInput => ({ constant: values, shape: [values.length], type: 'i64' });
const constant = (type: 'i64' | 'bool' | 'f32', shape: number[], values: number[]): TestInput => ({
  constant: values,
  shape,
  type,
});
const broadcasts: OpCase[] = [
  { inputs: [x(2, 3), x(2, 3)] },
  { inputs: [x(2, 3), x(3)] },
  { inputs: [x(2, 1), x(1, 3)] },
  { inputs: [x(), x(2, 2)] },
  { inputs: [x(2, 1, 3), x(4, 1)] },
];
const transposed = [0, 1].flatMap((transA) =>
  [0, 1].flatMap((transB) => [1, -0.5].map((alpha) => ({ transA, transB, alpha }))),
);
const matrix = (rows: number, columns: number, swap: number, ...batch: number[]) =>
  swap ? x(...batch, columns, rows) : x(...batch, rows, columns);

/** Every op with a gradient rule has cases here: a missing one does not compile, and fails below. */
const cases: Readonly<Record<DifferentiableOp, readonly OpCase[]>> = {
  Add: broadcasts,
  Sub: broadcasts,
  Mul: broadcasts,
  Div: broadcasts.map(({ inputs: [a, b] }) => ({ inputs: [a!, { ...b!, from: 0.75, to: 2 } as TestInput] })),
  Sum: [{ inputs: [x(2, 3), x(3), x(2, 1)] }, { inputs: [x(2)] }],
  Neg: [{ inputs: [x(3)] }],
  Exp: [{ inputs: [x(2, 3)] }],
  Log: [{ inputs: [positive(2, 3)] }],
  Sqrt: [{ inputs: [positive(2, 3)] }],
  Sigmoid: [{ inputs: [x(2, 3)] }],
  QuickGelu: [
    { inputs: [x(2, 3)], attributes: { alpha: 1 } },
    { inputs: [x(2, 3)], attributes: { alpha: 1.702 } },
  ],
  Softmax: [
    { inputs: [x(2, 4)], attributes: { axis: -1 } },
    { inputs: [x(2, 3, 2)], attributes: { axis: 1 } },
    { inputs: [x(2, 3)] },
  ],
  LogSoftmax: [
    { inputs: [x(2, 4)], attributes: { axis: -1 } },
    { inputs: [x(3, 2)], attributes: { axis: 0 } },
  ],
  Identity: [{ inputs: [x(2, 3)] }],
  Cast: [{ inputs: [x(2, 3)], attributes: { to: onnxTypes.f16 } }],
  Where: [
    { inputs: [constant('bool', [2, 3], [1, 0, 1, 0, 0, 1]), x(2, 3), x(2, 3)] },
    { inputs: [constant('bool', [2, 1], [1, 0]), x(3), x()] },
  ],
  Gemm: transposed.flatMap((attributes) => {
    const { transA, transB } = attributes;
    const [a, b] = [matrix(2, 3, transA), matrix(3, 4, transB)];
    return [
      { inputs: [a, b], attributes },
      { inputs: [a, b, x(4)], attributes },
      { inputs: [a, b, x(2, 1)], attributes },
    ];
  }),
  MatMul: [{ inputs: [x(2, 3), x(3, 4)] }, { inputs: [x(2, 2, 3), x(3, 2)] }, { inputs: [x(2, 1, 2, 3), x(3, 3, 2)] }],
  FusedMatMul: transposed.flatMap((attributes) => {
    const { transA, transB } = attributes;
    return [
      { inputs: [matrix(2, 3, transA), matrix(3, 4, transB)], attributes },
      { inputs: [matrix(2, 3, transA, 2), matrix(3, 2, transB, 2)], attributes },
      { inputs: [matrix(2, 3, transA), matrix(3, 2, transB, 2)], attributes },
    ];
  }),
  Reshape: [{ inputs: [x(2, 6), integers(3, -1)] }],
  Unsqueeze: [{ inputs: [x(2, 3), integers(0, -1)] }],
  Expand: [{ inputs: [x(2, 1), integers(3, 2, 4)] }],
  Transpose: [{ inputs: [x(2, 3, 4)], attributes: { perm: [2, 0, 1] } }],
  Concat: [
    { inputs: [x(2, 1), x(2, 3), x(2, 2)], attributes: { axis: -1 } },
    { inputs: [x(1, 2), x(2, 2)], attributes: { axis: 0 } },
  ],
  Split: [
    { inputs: [x(2, 6), integers(1, 3, 2)], attributes: { axis: -1 } },
    { inputs: [x(2, 6), integers(1, 3, 2)], attributes: { axis: 1 }, used: [0, 2] },
    { inputs: [x(4, 2), integers(1, 3)], attributes: { axis: 0 }, used: [1] },
  ],
  Gather: [{ inputs: [x(5, 3), integers(4, 0, 4, 1)], attributes: { axis: 0 } }],
  GatherElements: [
    { inputs: [x(3, 4), constant('i64', [3, 2], [0, 0, 3, 1, 2, 2])], attributes: { axis: 1 } },
    { inputs: [x(3, 2), constant('i64', [1, 2], [2, 0])], attributes: { axis: 0 } },
  ],
  ReduceSum: [
    { inputs: [x(2, 3, 2), integers(-1)], attributes: { keepdims: 0 } },
    { inputs: [x(2, 3, 2), integers(0, -1)], attributes: { keepdims: 1 } },
    { inputs: [x(2, 3), null], attributes: { keepdims: 0 } },
    { inputs: [x(2, 3), null] },
  ],
  ReduceMean: [
    { inputs: [x(2, 3, 2), integers(-2)], attributes: { keepdims: 0 } },
    { inputs: [x(2, 3, 2), integers(0, 1)], attributes: { keepdims: 1 } },
    { inputs: [x(2, 3)], attributes: { keepdims: 0 } },
  ],
  SimplifiedLayerNormalization: [
    { inputs: [x(2, 4), positive(4)], attributes: { axis: -1, epsilon: 0.1 }, used: [0] },
    { inputs: [x(2, 1, 3), x(3)], attributes: { axis: -1, epsilon: 0.01 }, used: [0] },
  ],
  RotaryEmbedding: [
    {
      inputs: [
        x(2, 2, 3, 4),
        constant('i64', [2, 3], [0, 1, 2, 4, 3, 1]),
        constant('f32', [5, 2], [1, 1, 0.5, 0.75, -0.5, 0.25, 0, -1, 0.25, 0.5]),
        constant('f32', [5, 2], [0, 0, 0.75, 0.5, 0.75, -1, 1, 0, -0.75, -0.5]),
      ],
    },
  ],
};

describe('gradient rules against central differences', () => {
  it('are checked for every op that has one', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(rules).sort());
    for (const list of Object.values(cases)) expect(list.length).toBeGreaterThan(0);
  });

  it.each(
    Object.entries(cases).flatMap(([op, list]) => list.map((one, i) => [op as DifferentiableOp, i, one] as const)),
  )('%s, case %i', async (op, _, one) => {
    expect(await checkOp(op, one)).toBeLessThan(bar);
  });

  it('sees a wrong rule', async () => {
    // the helper itself must be able to fail
    const { Neg } = rules;
    const wrong = rules as { Neg: typeof Neg };
    wrong.Neg = ({ dy }) => [() => dy];
    try {
      expect(await checkOp('Neg', { inputs: [x(3)] })).toBeGreaterThan(0.5);
    } finally {
      wrong.Neg = Neg;
    }
  });

  it('refuse what they are not written for', () => {
    const graph = new Graph();
    const table = graph.input('table', 'f32', [2, 3, 4]);
    const y = graph.op('Gather', [table, graph.integers([1])], { axis: 0 });
    expect(() => gradients(graph, [{ value: y, gradient: y }], [table])).toThrow(/rows of a matrix/);
  });
});
