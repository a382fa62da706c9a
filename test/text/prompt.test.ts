import { expect, it } from 'vitest';
import { alpacaPrompt, questionPrompt } from '../../core/text/index.ts';

it('writes the Alpaca format without an input', () => {
  expect(alpacaPrompt('Name three colours.')).toBe(
    [
      'Below is an instruction that describes a task. Write a response that appropriately completes the request.',
      '',
      '### Instruction:',
      'Name three colours.',
      '',
      '### Response:',
      '',
    ].join('\n'),
  );
  expect(alpacaPrompt('Name three colours.', '')).toBe(alpacaPrompt('Name three colours.'));
});

it('writes the Alpaca format with an input', () => {
  expect(alpacaPrompt('Sort.', 'b a')).toBe(
    [
      'Below is an instruction that describes a task, paired with an input that provides further context. Write a response that appropriately completes the request.',
      '',
      '### Instruction:',
      'Sort.',
      '',
      '### Input:',
      'b a',
      '',
      '### Response:',
      '',
    ].join('\n'),
  );
});

it('puts a question as the instruction and a passage as its input', () => {
  expect(questionPrompt(' How heavy is it?\n')).toBe(alpacaPrompt('How heavy is it?'));
  expect(questionPrompt('How heavy is it?', { context: 'It weighs 3 kg.' })).toBe(
    alpacaPrompt('How heavy is it?', 'It weighs 3 kg.'),
  );
});
