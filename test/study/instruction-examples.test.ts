import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instruction, instructionExamples } from '../../core/study/index.ts';
import { alpacaPrompt } from '../../core/text/index.ts';
import { textFixture, tokenizerOf } from '../text/fixture.ts';

const tokenizer = tokenizerOf(textFixture('tiny-smollm').metadata);
const single: Instruction = { instruction: 'Sort.', input: 'b a', output: 'a b' };
const conversation: Instruction = {
  instruction: 'Hi',
  output: 'Hello',
  turns: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello' },
    { role: 'user', content: 'Bye' },
    { role: 'assistant', content: 'Goodbye' },
  ],
};
const roomy = { maxTokens: 2000 };
const parts = (instructions: Instruction[], format: 'alpaca' | 'chat') =>
  instructionExamples(instructions, tokenizer, { ...roomy, format }).examples.map(({ ids, lossStart }) => ({
    prompt: tokenizer.decode(ids.slice(0, lossStart)),
    response: tokenizer.decode(ids.slice(lossStart)),
  }));

describe('instruction examples in the Alpaca format', () => {
  it('score the response and the end token alone', () => {
    expect(parts([single], 'alpaca')).toEqual([{ prompt: alpacaPrompt('Sort.', 'b a'), response: 'a b<|im_end|>' }]);
  });

  it('have the prompt’s own ids before the response', () => {
    const { examples } = instructionExamples([single], tokenizer, { ...roomy, format: 'alpaca' });
    const { ids, lossStart } = examples[0]!;
    expect(ids.slice(0, lossStart)).toEqual(tokenizer.encode(alpacaPrompt('Sort.', 'b a'), { addSpecial: true }));
    expect(ids.at(-1)).toBe(tokenizer.eosId);
  });

  it('begin with the beginning-of-sequence token where the model wants one', () => {
    const llama = tokenizerOf(textFixture('tiny-llama-bpe').metadata);
    const { examples } = instructionExamples([single], llama, { ...roomy, format: 'alpaca' });
    expect(examples[0]!.ids[0]).toBe(llama.bosId);
    expect(examples[0]!.ids.filter((id) => id === llama.bosId)).toHaveLength(1);
  });

  it('are one for each answer of a conversation', () => {
    const first = alpacaPrompt('Be brief.\n\nHi');
    expect(parts([conversation], 'alpaca')).toEqual([
      { prompt: first, response: 'Hello<|im_end|>' },
      {
        prompt: `${first}Hello\n\n### Instruction:\nBye\n\n### Response:\n`,
        response: 'Goodbye<|im_end|>',
      },
    ]);
  });
});

describe('instruction examples in the chat format', () => {
  it('follow the chat template, one for each answer', () => {
    const first = '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n';
    expect(parts([conversation], 'chat')).toEqual([
      { prompt: first, response: 'Hello<|im_end|>' },
      {
        prompt: `${first}Hello<|im_end|>\n<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\n`,
        response: 'Goodbye<|im_end|>',
      },
    ]);
  });

  it('put the input below the instruction', () => {
    expect(parts([single], 'chat')[0]!.prompt).toContain('<|im_start|>user\nSort.\n\nb a<|im_end|>');
  });

  it('end the response themselves where the template writes past answers otherwise', () => {
    const template =
      "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] if m['role'] == 'user' else '' }}{% endfor %}" +
      '{% if add_generation_prompt %}[assistant]<think>{% endif %}';
    const other = tokenizerOf({ ...textFixture('tiny-smollm').metadata, 'tokenizer.chat_template': template });
    const { examples } = instructionExamples([single], other, { ...roomy, format: 'chat' });
    const { ids, lossStart } = examples[0]!;
    expect(other.decode(ids.slice(lossStart))).toBe('a b<|im_end|>');
  });
});

describe('examples that are too long', () => {
  const prompt = tokenizer.encode(alpacaPrompt('Sort.', 'b a')).length;
  const whole = instructionExamples([single], tokenizer, { ...roomy, format: 'alpaca' }).examples[0]!.ids.length;
  const at = (maxTokens: number) => instructionExamples([single], tokenizer, { maxTokens, format: 'alpaca' });

  it('keep the prompt whole, lose the end of the response and are counted', () => {
    expect(at(whole)).toMatchObject({ cut: 0, dropped: 0 });
    const short = at(prompt + 1);
    expect(short).toMatchObject({ cut: 1, dropped: 0 });
    expect(short.examples[0]!.ids).toHaveLength(prompt + 1);
    expect(short.examples[0]!.lossStart).toBe(prompt);
  });

  it('are dropped and counted when the prompt alone fills them', () => {
    expect(at(prompt)).toEqual({ examples: [], cut: 0, dropped: 1 });
  });

  it('never come out longer than asked', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    const instructions = fc.array(fc.record({ instruction: text, input: text, output: text }), { maxLength: 5 });
    const formats = fc.constantFrom('alpaca' as const, 'chat' as const);
    fc.assert(
      fc.property(instructions, fc.integer({ min: 1, max: 300 }), formats, (list, maxTokens, format) => {
        const { examples, cut, dropped } = instructionExamples(list, tokenizer, { maxTokens, format });
        expect(examples.length + dropped).toBe(list.length);
        expect(cut).toBe(examples.filter(({ ids }) => ids.at(-1) !== tokenizer.eosId).length);
        for (const { ids, lossStart } of examples) {
          expect(ids.length).toBeLessThanOrEqual(maxTokens);
          expect(lossStart).toBeLessThan(ids.length);
        }
      }),
    );
  });
});
