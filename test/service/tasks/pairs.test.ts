import { describe, expect, it } from 'vitest';
import { pairSequence } from '../../../core/service/tasks/pairs.ts';
import type { Tokenizer } from '../../../core/text/index.ts';

/** One token a letter. */
const encode = (text: string) => [...text].map((letter) => letter.codePointAt(0)!);
const tokenizer = { encode, bosId: null, eosId: 0, stopIds: [] } as unknown as Tokenizer;
const text = (ids: readonly number[]) => String.fromCodePoint(...ids);

describe('a pair as tokens', () => {
  it('is put as an instruction, and its answer scored', () => {
    const { ids, from } = pairSequence({ question: 'Why?', answer: 'So.' }, tokenizer);
    expect(text(ids.slice(0, from))).toMatch(/### Instruction:\nWhy\?/);
    expect(text(ids.slice(from))).toBe('So.');
  });

  it('that is plain is one text, scored from where the answer begins, but never at its first token', () => {
    const plain = (question: string) => pairSequence({ question, answer: 'Press it.', format: 'plain' }, tokenizer);
    expect(plain('')).toEqual({ ids: encode('Press it.'), from: 1 });
    expect(plain('Start\n')).toEqual({ ids: encode('Start\nPress it.'), from: 6 });
  });
});
