import { expect, it } from 'vitest';
import { taskTable } from '../../../core/bench/index.ts';

const { reading } = taskTable;
const shot = { question: 'Which gas?', answer: 'Oxygen.', context: 'Red cells carry oxygen.' };
const asked = { question: 'Which organ?', answer: 'The pancreas.', context: 'The pancreas makes it.' };

it('gives each worked example its own text, where the question asked has it too', () => {
  expect(reading.openBook).toBe(true);
  expect(reading.prompt(asked, [shot])).toEqual({
    question: 'Which organ?',
    shots: [{ question: 'Which gas?\n\n### Input:\nRed cells carry oxygen.', answer: 'Oxygen.' }],
  });
});

it('asks as the paper does: one worked example, temperature 0.01, top-p 0.95, 200 new tokens', () => {
  expect(reading.defaults).toMatchObject({ shots: 1, temperature: 0.01, topP: 0.95, maxNewTokens: 200 });
  expect(reading.defaults.scorers[0]).toBe('f1');
});
