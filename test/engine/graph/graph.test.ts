import { describe, expect, it } from 'vitest';
import { Graph } from '../../../core/engine/graph/graph.ts';
import type { Attributes, OpName } from '../../../core/engine/graph/ops.ts';
import type { DType, Shape, Value } from '../../../core/engine/graph/types.ts';
import { AppError } from '../../../core/errors.ts';

type Operand = readonly [DType, Shape] | readonly number[] | null;
const f32 = (...shape: Shape) => ['f32', shape] as const;
const f16 = (...shape: Shape) => ['f16', shape] as const;
const i64 = (...shape: Shape) => ['i64', shape] as const;
const bool = (...shape: Shape) => ['bool', shape] as const;

/** Op, inputs (a type and shape, or an integer constant), attributes; then what the message must name: expected, came. */
type WrongNode = readonly [OpName, readonly Operand[], Attributes, RegExp, RegExp];

const wrong: readonly WrongNode[] = [
  ['Add', [f32(2), f16(2)], {}, /one numeric type/, /f32\[2\], f16\[2\]/],
  ['Add', [f32(2, 3), f32(2, 4)], {}, /shapes that broadcast, not \[2, 3\] with \[2, 4\]/, /f32\[2, 3\], f32\[2, 4\]/],
  ['Add', [f32('a'), f32('b')], {}, /broadcast/, /f32\[a\], f32\[b\]/],
  ['Add', [f32(2)], {}, /2 inputs/, /f32\[2\]/],
  ['Mul', [f32(2), f32(2), f32(2)], {}, /2 inputs/, /f32\[2\], f32\[2\], f32\[2\]/],
  ['Sub', [f32(2), null], {}, /numeric type/, /nothing/],
  ['Div', [bool(2), bool(2)], {}, /numeric/, /bool\[2\]/],
  ['Min', [f32(2), i64(2)], {}, /one numeric type/, /i64/],
  ['Equal', [f32(2), i64(2)], {}, /inputs of one type/, /f32\[2\], i64\[2\]/],
  ['LessOrEqual', [f32(2), f32(3)], {}, /broadcast/, /f32\[3\]/],
  ['And', [f32(2), bool(2)], {}, /two bool inputs/, /f32\[2\], bool\[2\]/],
  ['Neg', [i64(2)], {}, /floating-point/, /i64\[2\]/],
  ['Exp', [null], {}, /floating-point/, /nothing/],
  ['Log', [bool(1)], {}, /floating-point/, /bool\[1\]/],
  ['Sqrt', [i64(1)], {}, /floating-point/, /i64\[1\]/],
  ['Sigmoid', [f32(1), f32(1)], {}, /1 inputs/, /f32\[1\], f32\[1\]/],
  ['Gelu', [i64(1)], {}, /floating-point/, /i64\[1\]/],
  ['Softmax', [f32(2, 3)], { axis: 2 }, /axis within rank 2, not 2/, /f32\[2, 3\]/],
  ['LogSoftmax', [f32(2, 3)], { axis: -3 }, /axis within rank 2, not -3/, /f32\[2, 3\]/],
  ['Softmax', [f32(2, 3)], { axis: 'last' }, /axis of kind int/, /"last"/],
  ['Exp', [f32(2)], { axis: 1 }, /attributes none/, /axis/],
  ['Identity', [null], {}, /one more input/, /nothing/],
  ['Cast', [f32(2)], { to: 99 }, /known type to cast to, not 99/, /f32\[2\]/],
  ['Where', [f32(2), f32(2), f32(2)], {}, /a condition/, /f32\[2\], f32\[2\]/],
  ['Where', [bool(2), f32(2), f16(2)], {}, /two inputs of one type/, /bool\[2\], f32\[2\], f16\[2\]/],
  ['Sum', [f32(2), i64(2)], {}, /floating-point/, /i64/],
  ['Sum', [], {}, /1 to Infinity inputs/, /none/],
  ['Gemm', [f32(2, 3), f32(4, 5)], {}, /equal inner sizes, not 3 and 4/, /f32\[2, 3\], f32\[4, 5\]/],
  ['Gemm', [f32(2, 3), f32(3, 4)], { transB: 1 }, /equal inner sizes, not 3 and 4/, /f32\[3, 4\]/],
  ['Gemm', [f32(2, 3), f32(2, 3, 4)], {}, /two matrices/, /f32\[2, 3, 4\]/],
  ['Gemm', [f32(2, 3), f32(3, 4), f32(3)], {}, /broadcast/, /f32\[3\]/],
  ['Gemm', [f32(2, 3), f32(3, 4), f16(4)], {}, /third input f32/, /f16\[4\]/],
  ['Gemm', [f32(2, 3), f32(3, 4), f32(5, 2, 4)], {}, /broadcasts to/, /f32\[5, 2, 4\]/],
  ['Gemm', [f32(2, 3), f32(3, 4)], { beta: 2 }, /attributes alpha, transA, transB/, /beta/],
  ['MatMul', [f32(2, 3), f32(2, 3)], {}, /inner sizes, not 3 and 2/, /f32\[2, 3\]/],
  ['MatMul', [f32(3), f32(3, 2)], {}, /rank ≥ 2/, /f32\[3\]/],
  ['FusedMatMul', [f32(2, 4, 3), f32(5, 3, 4)], {}, /broadcast/, /f32\[5, 3, 4\]/],
  ['FusedMatMul', [f32(2, 3), f16(3, 2)], {}, /one type/, /f16/],
  ['MatMulNBits', [f32(2, 32), f32(8, 1, 16), f32(8, 1)], { K: 32, N: 8, bits: 4, block_size: 32 }, /u8/, /f32\[8, 1/],
  ['Reshape', [f32(2, 3), [4]], {}, /\[4\] to hold 6 elements/, /f32\[2, 3\], i64\[1\]/],
  ['Reshape', [f32(2, 3), [-1, 4]], {}, /to hold 6/, /f32\[2, 3\]/],
  ['Reshape', [f32(2, 3), [-1, -1]], {}, /at most one −1/, /f32\[2, 3\]/],
  ['Reshape', [f32(6), [2, 0]], {}, /0 where the input has an axis/, /f32\[6\]/],
  ['Reshape', [f32(2, 3), i64(1)], {}, /integer constant/, /i64\[1\]/],
  ['Expand', [f32(2), [3]], {}, /broadcast/, /f32\[2\]/],
  ['Transpose', [f32(2, 3)], { perm: [0, 0] }, /permutation/, /f32\[2, 3\]/],
  ['Transpose', [f32(2, 3)], { perm: [0] }, /permutation of 2 axes/, /f32\[2, 3\]/],
  ['Transpose', [f32(2, 3)], {}, /permutation/, /f32\[2, 3\]/],
  ['Unsqueeze', [f32(2), [2]], {}, /axis within rank 2, not 2/, /f32\[2\]/],
  ['Unsqueeze', [f32(2), [0, -3]], {}, /all different/, /f32\[2\]/],
  ['Concat', [f32(2, 3), f32(3, 3)], { axis: 1 }, /alike but for the axis/, /f32\[2, 3\], f32\[3, 3\]/],
  ['Concat', [f32(2), f16(2)], { axis: 0 }, /alike/, /f16/],
  ['Split', [f32(6), [2, 3]], { axis: 0 }, /sizes that sum to 6/, /f32\[6\]/],
  ['Slice', [f32(2, 3), [0], [1]], {}, /a vector/, /f32\[2, 3\]/],
  ['Slice', [f32(3), f32(1), [1]], {}, /i64/, /f32\[1\]/],
  ['Gather', [f32(2, 3), f32(1)], {}, /integer indices/, /f32\[1\]/],
  ['Gather', [f32(2, 3), i64(1)], { axis: 2 }, /axis within rank 2/, /f32\[2, 3\]/],
  ['GatherElements', [f32(2, 3), i64(2)], { axis: 1 }, /rank of the data/, /i64\[2\]/],
  ['ScatterElements', [f32(2, 3), i64(2, 1), f32(2, 2)], { axis: 1 }, /of one shape/, /f32\[2, 2\]/],
  ['ScatterElements', [f32(2, 3), i64(2, 1), f16(2, 1)], { axis: 1 }, /type of the data/, /f16/],
  ['ScatterElements', [f32(2, 3), f32(2, 1), f32(2, 1)], { axis: 1 }, /integer indices/, /f32\[2, 1\]/],
  ['ReduceSum', [f32(2, 3), [2]], {}, /axis within rank 2/, /f32\[2, 3\]/],
  ['ReduceSum', [f32(2, 3), []], {}, /at least one axis/, /f32\[2, 3\]/],
  ['ReduceMean', [f32(2, 3), i64(1)], {}, /integer constant/, /i64\[1\]/],
  ['ReduceSumSquare', [i64(2)], {}, /floating-point/, /i64\[2\]/],
  ['SimplifiedLayerNormalization', [f32(2, 3), f32(2)], {}, /as long as the last axis/, /f32\[2\]/],
  ['SimplifiedLayerNormalization', [f16(2, 3), f32(3)], {}, /one type/, /f16\[2, 3\], f32\[3\]/],
  ['LayerNormalization', [f32(2, 3), f32(3), f32(2)], {}, /as long as the last axis/, /f32\[2\]/],
  ['LayerNormalization', [f16(2, 3), f16(3), f32(3)], {}, /one type/, /f16\[2, 3\], f16\[3\], f32\[3\]/],
  ['RotaryEmbedding', [f32(1, 2, 3, 4), i64(1, 3), f32(9, 4), f32(9, 4)], {}, /half as wide/, /f32\[9, 4\]/],
  ['RotaryEmbedding', [f32(1, 2, 3, 4), i64(1, 2), f32(9, 2), f32(9, 2)], {}, /\[batch, sequence\]/, /i64\[1, 2\]/],
  ['RotaryEmbedding', [f32(1, 2, 3, 4), i64(1, 3), f32(9, 2), f32(8, 2)], {}, /one shape/, /f32\[8, 2\]/],
];

describe('a wrong node', () => {
  it.each(wrong)('%s of %j %j is refused', (op, operands, attributes, expected, came) => {
    const graph = new Graph();
    let error: unknown;
    try {
      graph.op(
        op,
        operands.map((operand, i) => place(graph, operand, i)),
        attributes,
      );
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(AppError);
    const { code, message } = error as AppError;
    expect(code).toBe('graph/invalid');
    const [what, rest] = message.split(': expected ');
    const [wanted, found] = (rest ?? '').split('; came ');
    expect(what).toBe(op);
    expect(wanted).toMatch(expected);
    expect(found).toMatch(came);
    expect(graph.nodes).toEqual([]);
  });
});

/** Op, inputs, attributes, and each output as it is written. */
const right: readonly (readonly [OpName, readonly Operand[], Attributes, readonly string[]])[] = [
  ['Add', [f32(2, 1, 3), f32(4, 1)], {}, ['f32[2, 4, 3]']],
  ['Add', [f32('T', 3), f32(1, 3)], {}, ['f32[T, 3]']],
  ['Add', [f32('T'), f32('T')], {}, ['f32[T]']],
  ['Equal', [i64(2, 1), i64(3)], {}, ['bool[2, 3]']],
  ['Gelu', [f16('T', 3)], {}, ['f16[T, 3]']],
  ['LayerNormalization', [f32('B', 'T', 3), f32(3), f32(3)], { axis: -1, epsilon: 1e-12 }, ['f32[B, T, 3]']],
  ['Cast', [f32('T')], { to: 16 }, ['bf16[T]']],
  ['Gemm', [f32(3, 2), f32(4, 3), f32(4)], { transA: 1, transB: 1 }, ['f32[2, 4]']],
  ['Gemm', [f32('T', 3), f32(4, 3)], { transB: 1 }, ['f32[T, 4]']],
  ['MatMul', [f32(2, 1, 'T', 3), f32(5, 3, 'C')], {}, ['f32[2, 5, T, C]']],
  ['FusedMatMul', [f16(2, 'C', 'T'), f16(2, 'C', 4)], { transA: 1 }, ['f16[2, T, 4]']],
  ['Reshape', [f32(2, 3, 4), [0, -1]], {}, ['f32[2, 12]']],
  ['Reshape', [f32(2, 'T', 12), [2, -1, 3, 4]], {}, ['f32[2, T, 3, 4]']],
  ['Reshape', [f32(2, 'T', 12), [-1, 12]], {}, ['f32[2*T, 12]']],
  ['Reshape', [f32('2*T', 12), [2, -1, 12]], {}, ['f32[2, T, 12]']],
  ['Unsqueeze', [f32(2, 'T'), [0, -1]], {}, ['f32[1, 2, T, 1]']],
  ['Concat', [f32(2, 'C'), f32(2, 'T')], { axis: -1 }, ['f32[2, C+T]']],
  ['Split', [f32(2, 'C+T'), i64(2)], { axis: -1 }, ['f32[2, C]', 'f32[2, T]']],
  ['Split', [f32(7, 2), [3, 4]], { axis: 0 }, ['f32[3, 2]', 'f32[4, 2]']],
  ['Slice', [f32(9), [2], [6]], {}, ['f32[4]']],
  ['Slice', [f32(9), i64(1), i64(1)], {}, ['f32[slice]']],
  ['Gather', [f32(9, 4), i64(2, 'T')], { axis: 0 }, ['f32[2, T, 4]']],
  ['Gather', [f32('steps', 4), i64()], {}, ['f32[4]']],
  ['ReduceSum', [f32(2, 'T', 4), [-1, 0]], { keepdims: 0 }, ['f32[T]']],
  ['ReduceMean', [f32(2, 3)], {}, ['f32[1, 1]']],
  ['SimplifiedLayerNormalization', [f16('T', 4), f16(4)], { axis: -1 }, ['f16[T, 4]', 'f32[T, 1]']],
  ['Transpose', [f32(1, 'T', 3, 4)], { perm: [0, 2, 1, 3] }, ['f32[1, 3, T, 4]']],
];

describe('shapes and types of outputs', () => {
  it.each(right)('%s of %j %j', (op, operands, attributes, expected) => {
    const graph = new Graph();
    const outputs = graph.node(
      op,
      operands.map((operand, i) => place(graph, operand, i)),
      attributes,
    );
    expect(outputs.map(({ type, shape }) => `${type}[${shape.join(', ')}]`)).toEqual(expected);
  });
});

describe('a Loop', () => {
  const loopOf = (inner: Shape, outer: Shape, { carried = true, condition = 'bool' as DType } = {}) => {
    const graph = new Graph();
    const count = graph.input('count', 'i64', []);
    const start = graph.input('start', 'f32', outer);
    const body = graph.body();
    body.input('iteration', 'i64', []);
    const goOn = body.input('condition', condition, []);
    const x = body.input('x', 'f32', inner);
    body.output('go on', body.op('Identity', [goOn]));
    body.output('next', body.op('Neg', [x]));
    return graph.loop(count, carried ? [start] : [], body);
  };

  it('gives carried values their shape and stacks what else the body gives', () => {
    expect(loopOf([2], [2])[0]).toMatchObject({ type: 'f32', shape: [2] });
  });

  it('refuses a body whose values differ from those carried', () => {
    expect(() => loopOf([3], [2])).toThrow(/Loop: expected .*f32\[2\].*; came f32\[3\]/);
    expect(() => loopOf([2], [2], { carried: false })).toThrow(/Loop: expected .*takes 0 carried values; came 1/);
    expect(() => loopOf([2], [2], { condition: 'i64' })).toThrow(/Loop: expected .*bool\[\]; came .*i64\[\], i64\[\]/);
  });
});

describe('names and constants', () => {
  it('keeps equal small constants once, and different ones apart', () => {
    const graph = new Graph();
    const one = graph.scalar(1);
    expect(graph.scalar(1)).toBe(one);
    expect(graph.body().scalar(1)).toBe(one);
    expect(graph.scalar(1, 'f16')).not.toBe(one);
    expect(graph.constant([1], [1])).not.toBe(one);
  });

  it('refuses an input or output declared twice, as a defect of ours', () => {
    const graph = new Graph();
    const x = graph.input('x', 'f32', [1]);
    graph.output('y', x);
    expect(() => graph.input('x', 'f32', [1])).toThrow(/declared once/);
    expect(() => graph.output('y', x)).toThrow(/declared once/);
    expect(() => graph.constant([1, 2], [3])).toThrow(/fills/);
  });
});

function place(graph: Graph, operand: Operand, index: number): Value | null {
  if (operand === null) return null;
  if (typeof operand[0] === 'string') return graph.input(`x${index}`, operand[0], operand[1] as Shape);
  return graph.integers(operand as readonly number[]);
}
