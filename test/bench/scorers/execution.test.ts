import { describe, expect, test } from 'vitest';
import { execution, type ProgramResult } from '../../../core/bench/index.ts';
import { inputOf } from './input.ts';

const answer = 'def solution():\n    return 6';

/** A machine on which every program ends in the same way. */
function ending(result: ProgramResult) {
  const asked: string[] = [];
  const runPython = async (program: string) => {
    asked.push(program);
    return result;
  };
  return { asked, score: (reference: string) => execution.score(inputOf(answer, reference), { runPython }) };
}

describe('execution', () => {
  test('runs the program of the answer and compares what it gives', async () => {
    const { asked, score } = ending({ ended: 'finished', value: 6 });
    expect(await score('6')).toEqual({ score: 1, answerUsed: answer, explanation: 'found 6, expected 6' });
    expect(await score('7')).toEqual({ score: 0, answerUsed: answer, explanation: 'found 6, expected 7' });
    expect(asked[0]).toBe(`${answer}\nsolution()`);
  });

  test.each([
    [6.000999, '6.0', 1],
    [6.001001, '6', 0],
    [2867193.5, '2867193.5', 1],
    [-1.5e20, '-1.5e20', 1],
    [' 6 ', '6', 1],
    [true, '1', 1],
    ['six', '6', 0],
    ['inf', '6', 0],
    [null, '0', 0],
    ['[6]', '6', 0],
  ])('holds %j against %s as PAL does', async (value, reference, score) => {
    expect(await ending({ ended: 'finished', value }).score(reference)).toMatchObject({ score });
  });

  test('says why a program gives nothing, which is a wrong answer', async () => {
    const time = ending({ ended: 'time', error: 'It ran for more than 10 s.' });
    expect(await time.score('6')).toMatchObject({ score: 0, explanation: 'time: It ran for more than 10 s.' });
    const error = ending({ ended: 'error', error: 'NameError: x' });
    expect(await error.score('6')).toMatchObject({ score: 0, explanation: 'error: NameError: x' });
    const memory = ending({ ended: 'memory', error: 'MemoryError' });
    expect(await memory.score('6')).toMatchObject({ score: 0, explanation: 'memory: MemoryError' });
    const value = ending({ ended: 'finished', value: null });
    expect(await value.score('6')).toMatchObject({ score: 0, explanation: 'found None, expected 6' });
  });

  test('runs nothing where there is no code', async () => {
    const runPython = () => Promise.reject(new Error('not called'));
    expect(await execution.score(inputOf('Six.', '6'), { runPython })).toEqual({
      score: 0,
      answerUsed: null,
      explanation: 'no code: it defines no solution()',
    });
  });

  test('does not score what has no answer or no number to reach', async () => {
    expect(await execution.score(inputOf(null, '6'), {})).toMatchObject({ score: null });
    expect(await execution.score(inputOf(answer, 'six'), {})).toMatchObject({ score: null });
  });
});
