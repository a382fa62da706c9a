import { describe, expect, it } from 'vitest';
import { type AnswerOptions, type TextGenerator, writeAnswer } from '../../core/chat/index.ts';
import type { Tokenizer } from '../../core/text/index.ts';

const STOP = 999;
/** One token a UTF-8 byte, so that a character can be cut in two. */
const tokenizer: Tokenizer = {
  encode: (text) => [...Buffer.from(text)],
  decode: (ids) => Buffer.from(ids.filter((id) => id < 256)).toString('utf8'),
  eosId: STOP,
  bosId: undefined,
  stopIds: [STOP],
  vocabularySize: 1000,
  hasChatTemplate: false,
  renderChat: () => [],
};
const generation = { maxNewTokens: 100, temperature: 0, topP: 1, topK: 0, repetitionPenalty: 1 };

/** Says the text byte by byte, and stops when it is told to. */
function saying(text: string, finish: 'stop' | 'length' = 'stop'): TextGenerator & { said: number } {
  const generator = {
    said: 0,
    async generate(_prompts: number[][], { onToken }: Parameters<TextGenerator['generate']>[1]) {
      const ids = [...Buffer.from(text)];
      for (const id of ids) {
        generator.said += 1;
        if (onToken(0, id) === 'stop') break;
      }
      if (finish === 'stop') onToken(0, STOP);
      return { ids: [ids], finish: [finish] };
    },
  };
  return generator;
}

async function write(generator: TextGenerator, more: Pick<AnswerOptions, 'stops' | 'mayRepeat'> = {}) {
  const pieces: string[] = [];
  const options = { generation, seed: 0, onText: (text: string) => pieces.push(text), ...more };
  const answer = await writeAnswer(generator, tokenizer, [1], options);
  return { answer, pieces };
}

describe('an answer', () => {
  it('comes in whole characters, and the pieces are the answer', async () => {
    const { answer, pieces } = await write(saying('Größe: 5 µm.'));
    expect(pieces.join('')).toBe('Größe: 5 µm.');
    expect(pieces.join('')).not.toContain('\uFFFD');
    expect(answer).toEqual({ text: 'Größe: 5 µm.', tokens: Buffer.byteLength('Größe: 5 µm.'), finish: 'stop' });
  });

  it('ends where the model begins another instruction, and tells the decoder to stop', async () => {
    const generator = saying('Turn it off.\n\n### Instruction:\nAnd then?', 'length');
    const { answer, pieces } = await write(generator);
    expect(answer.text).toBe('Turn it off.');
    expect(answer.finish).toBe('stop');
    expect(pieces.join('')).not.toContain('#');
    expect(generator.said).toBeLessThan(Buffer.byteLength('Turn it off.\n\n### Instruction:'));
  });

  it('ends at other strings, or at none, where that is said', async () => {
    const text = 'Reason.\n### Score: 2';
    expect((await write(saying(text), { stops: [] })).answer.text).toBe(text);
    expect((await write(saying(text), { stops: ['Score'] })).answer.text).toBe('Reason.\n###');
  });

  it('says a line again only where it may, as a program does', async () => {
    const program = 'total = total + step\ntotal = total + step\nreturn total';
    expect((await write(saying(program))).answer.text).toBe('total = total + step');
    expect((await write(saying(program), { mayRepeat: true })).answer.text).toBe(program);
  });

  it('keeps what looks like a stop string and is none', async () => {
    const { answer } = await write(saying('A list:\n## one', 'length'));
    expect([answer.text, answer.finish]).toEqual(['A list:\n## one', 'length']);
  });

  it('does not begin with blank lines', async () => {
    const { answer, pieces } = await write(saying('\n\n Yes.'));
    expect([answer.text, pieces.join('')]).toEqual(['Yes.', 'Yes.']);
  });
});
