import { describe, expect, test } from 'vitest';
import { taskTable } from '../../../core/bench/index.ts';

const task = taskTable['gsm-hard'];

describe('hard arithmetic', () => {
  test('shows eight worked programs before the question', () => {
    const { question, shots } = task.prompt({ question: 'How many?', answer: '3' }, task.examples!);
    expect(shots).toHaveLength(8);
    expect(shots[0]!.question).toMatch(/^Write a Python function solution\(\) that returns the answer\.\n\nA bakery/);
    for (const shot of shots) expect(shot.answer).toMatch(/^def solution\(\):\n {4}[\s\S]+\n {4}return result$/);
    expect(question).toBe('Write a Python function solution() that returns the answer.\n\nHow many?');
  });

  test('tunes systems by a program where the suite has one', () => {
    expect(task.reference!({ question: 'q', answer: '3', program: 'def solution(): …' })).toBe('def solution(): …');
    expect(task.reference!({ question: 'q', answer: '3' })).toBe('3');
  });

  test('leaves room for programs, and draws as the paper does', () => {
    expect(task.defaults).toMatchObject({ shots: 8, temperature: 0.01, topP: 0.95, maxNewTokens: 512 });
    expect(task.defaults.scorers).toEqual(['execution']);
  });
});
