import { describe, expect, it } from 'vitest';
import { fitPrompt, promptIds } from '../../core/chat/index.ts';
import type { Tokenizer } from '../../core/text/index.ts';

const tokenizer = { encode: (text: string) => [...Buffer.from(text)] } as unknown as Tokenizer;
const textOf = (ids: readonly number[]) => Buffer.from(ids).toString();
const lead =
  'Below is an instruction that describes a task. Write a response that appropriately completes the request.';

describe('the prompt', () => {
  it('is the Alpaca format that instruction skills are trained in', () => {
    expect(textOf(promptIds(tokenizer, ' How? ', { maxTokens: 1000 }))).toBe(
      `${lead}\n\n### Instruction:\nHow?\n\n### Response:\n`,
    );
  });

  it('gives passages as the input', () => {
    const text = textOf(promptIds(tokenizer, 'How?', { passages: ['One.', 'Two.'], maxTokens: 1000 }));
    expect(text).toContain('### Instruction:\nHow?\n\n### Input:\nOne.\n\nTwo.\n\n### Response:\n');
  });

  it('puts earlier exchanges before the question', () => {
    const history = [{ question: 'Who?', answer: 'You.' }];
    expect(textOf(promptIds(tokenizer, 'How?', { history, maxTokens: 1000 }))).toBe(
      `${lead}\n\n### Instruction:\nWho?\n\n### Response:\nYou.\n\n### Instruction:\nHow?\n\n### Response:\n`,
    );
  });

  it('begins with who the bot is, when it is told', () => {
    expect(textOf(promptIds(tokenizer, 'How?', { systemPrompt: ' You are a pump. ', maxTokens: 1000 }))).toBe(
      `You are a pump.\n\n${lead}\n\n### Instruction:\nHow?\n\n### Response:\n`,
    );
    expect(promptIds(tokenizer, 'How?', { systemPrompt: '  ', maxTokens: 1000 })).toEqual(
      promptIds(tokenizer, 'How?', { maxTokens: 1000 }),
    );
  });

  it('tells what of passages and exchanges there was room for', () => {
    const parts = {
      history: [{ question: 'a', answer: 'x'.repeat(300) }],
      passages: ['b'.repeat(50), 'c'.repeat(500)],
    };
    const room = (maxTokens: number) => {
      const { passages, turns } = fitPrompt(tokenizer, 'How?', { ...parts, maxTokens });
      return [passages, turns];
    };
    expect([room(2000), room(1000), room(400), room(10)]).toEqual([
      [2, 1],
      [2, 0],
      [1, 0],
      [0, 0],
    ]);
  });

  it('leaves out what does not fit: old exchanges, then passages, never the question', () => {
    const history = [
      { question: 'first', answer: 'x'.repeat(100) },
      { question: 'second', answer: 'y' },
    ];
    const shorter = textOf(promptIds(tokenizer, 'How?', { history, maxTokens: 250 }));
    expect(shorter).toContain('second');
    expect(shorter).not.toContain('first');
    const passages = ['a'.repeat(50), 'b'.repeat(500)];
    const less = textOf(promptIds(tokenizer, 'How?', { history, passages, maxTokens: 350 }));
    expect([less.includes('aaa'), less.includes('bbb'), less.includes('second')]).toEqual([true, false, false]);
    expect(textOf(promptIds(tokenizer, 'How?', { history, passages, maxTokens: 10 }))).toContain('How?');
  });
});
