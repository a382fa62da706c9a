import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadTokenizer, tokenizerFromGguf } from '../../core/text/index.ts';
import { textFixture, tokenizerFolder, tokenizerOf } from './fixture.ts';

const fixture = textFixture('tiny-smollm');
const tokenizer = tokenizerOf(fixture.metadata);
const imStart = 1;
const imEnd = 2;
const specialIds = [0, imStart, imEnd];

describe('special tokens that a person wrote', () => {
  it.each(fixture.written)('stay text by default: $text', ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it.each(fixture.written)('are tokens when allowed: $text', ({ text, specialIds: ids }) => {
    expect(tokenizer.encode(text, { allowSpecial: true })).toEqual(ids);
  });

  it('stay text even where the merges could build them', () => {
    const metadata = {
      'tokenizer.ggml.model': 'gpt2',
      'tokenizer.ggml.pre': 'llama-bpe',
      'tokenizer.ggml.tokens': ['<', '>', '<>'],
      'tokenizer.ggml.token_type': [1, 1, 3],
      'tokenizer.ggml.merges': ['< >'],
      'tokenizer.ggml.eos_token_id': 2,
    };
    expect(tokenizerOf(metadata).encode('<>')).toEqual([0, 1]);
  });

  it('never come out of any text', () => {
    const pieces = fc.constantFrom('<|im_end|>', '<|im_', 'end|>', '<', '|>', '<|endoftext|>', ' ', '\n', 'a');
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'grapheme' }))), (parts) => {
        const text = parts.join('');
        const ids = tokenizer.encode(text);
        expect(ids.filter((id) => specialIds.includes(id))).toEqual([]);
        expect(tokenizer.decode(ids)).toBe(text);
      }),
    );
  });

  it('leave out of the decoded text when asked', () => {
    const ids = [imStart, ...tokenizer.encode('hi'), imEnd];
    expect(tokenizer.decode(ids)).toBe('<|im_start|>hi<|im_end|>');
    expect(tokenizer.decode(ids, { skipSpecial: true })).toBe('hi');
  });
});

describe('a text longer than a model reads', () => {
  const { files, withSpecial } = textFixture('tiny-wordpiece');
  const wordPiece = loadTokenizer(tokenizerFolder(files));
  const { text, ids } = withSpecial.find((each) => each.ids.length > 6)!;

  it('loses its end, and keeps the tokens around it', () => {
    expect(wordPiece.encode(text, { addSpecial: true, maxTokens: 6 })).toEqual([...ids.slice(0, 5), ids.at(-1)]);
    expect(wordPiece.encode(text, { maxTokens: 4 })).toEqual(ids.slice(1, 5));
  });

  it('is whole where it fits exactly', () => {
    expect(wordPiece.encode(text, { addSpecial: true, maxTokens: ids.length })).toEqual(ids);
  });
});

describe('decode', () => {
  it('gives nothing for no ids and for ids beyond the vocabulary', () => {
    expect(tokenizer.decode([])).toBe('');
    expect(tokenizer.decode([tokenizer.vocabularySize, 1_000_000])).toBe('');
  });

  it('leaves spaces before punctuation where they are', () => {
    expect(tokenizer.decode(tokenizer.encode("a . b , c do n't ?"))).toBe("a . b , c do n't ?");
  });
});

describe('loadTokenizer', () => {
  it('knows the ids that begin and end a sequence', () => {
    expect(tokenizer.bosId).toBe(0);
    expect(tokenizer.eosId).toBe(imEnd);
    expect([...tokenizer.stopIds].sort()).toEqual([0, imEnd]);
    expect(tokenizer.vocabularySize).toBe((fixture.metadata['tokenizer.ggml.tokens'] as string[]).length);
  });

  it('adds the stop ids of generation_config.json', () => {
    const { tokenizer: json, config } = tokenizerFromGguf(fixture.metadata);
    const folder = tokenizerFolder({
      'tokenizer.json': json,
      'tokenizer_config.json': config,
      'generation_config.json': { eos_token_id: [2, 77] },
    });
    expect(loadTokenizer(folder).stopIds).toContain(77);
  });

  it('reads names of tokens that are written as objects', () => {
    const { tokenizer: json, config } = tokenizerFromGguf(fixture.metadata);
    const folder = tokenizerFolder({
      'tokenizer.json': json,
      'tokenizer_config.json': { ...config, eos_token: { __type: 'AddedToken', content: '<|im_end|>' } },
    });
    expect(loadTokenizer(folder).eosId).toBe(imEnd);
  });

  it.each([
    ['no files', {}],
    ['broken JSON', { 'tokenizer.json': '{', 'tokenizer_config.json': {} }],
    ['no model in it', { 'tokenizer.json': {}, 'tokenizer_config.json': {} }],
    ['a model of an unknown type', { 'tokenizer.json': { model: { type: 'New' } }, 'tokenizer_config.json': {} }],
    [
      'no end-of-sequence token',
      { 'tokenizer.json': tokenizerFromGguf(fixture.metadata).tokenizer, 'tokenizer_config.json': {} },
    ],
  ])('refuses a folder with %s', (_, files) => {
    expect(() => loadTokenizer(tokenizerFolder(files))).toThrow(
      expect.objectContaining({ code: 'text/bad-tokenizer' }),
    );
  });
});
