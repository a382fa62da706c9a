import { describe, expect, it } from 'vitest';
import { tokenizerFromGguf } from '../../core/text/index.ts';
import { textFixture, tokenizerOf } from './fixture.ts';

describe.each(['smollm', 'llama-bpe', 'qwen2', 'gpt-2'])('a byte-level vocabulary with pre-tokenizer %s', (pre) => {
  const fixture = textFixture(`tiny-${pre}`);
  const tokenizer = tokenizerOf(fixture.metadata);

  it.each(fixture.cases)('encodes $text as Hugging Face tokenizers does', ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  it.each(fixture.cases)('decodes the ids of $text back to it', ({ text, ids }) => {
    expect(tokenizer.decode(ids)).toBe(pre === 'qwen2' ? text.normalize('NFC') : text);
  });

  it('puts the tokens around a text that the metadata asks for', () => {
    for (const { text, ids } of fixture.withSpecial) expect(tokenizer.encode(text, { addSpecial: true })).toEqual(ids);
  });
});

describe('a SentencePiece vocabulary', () => {
  const fixture = textFixture('tiny-sentencepiece');
  const tokenizer = tokenizerOf(fixture.metadata);

  it.each(fixture.cases)('encodes $text as SentencePiece does', ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  it.each(fixture.cases)('decodes the ids of $text back to it', ({ text, ids }) => {
    expect(tokenizer.decode(ids)).toBe(text);
  });

  it('begins with the beginning-of-sequence token when asked', () => {
    expect(tokenizer.encode('a', { addSpecial: true })[0]).toBe(tokenizer.bosId);
  });
});

describe('tokenizerFromGguf', () => {
  const { metadata } = textFixture('tiny-smollm');

  it('cuts punctuation off and digits into threes for the default pre-tokenizer', () => {
    const tokenizer = tokenizerOf({ ...metadata, 'tokenizer.ggml.pre': 'default' });
    const seams = tokenizer.encode('abc!!12345').map((id) => tokenizer.decode([id]));
    let at = 0;
    const ends = seams.map((piece) => (at += piece.length));
    expect(ends).toEqual(expect.arrayContaining([3, 5, 8]));
  });

  it('begins with the beginning-of-sequence token for Llama 3 alone, where the metadata does not say', () => {
    const { 'tokenizer.ggml.add_bos_token': _, ...silent } = metadata;
    const first = (pre: string) =>
      tokenizerOf({ ...silent, 'tokenizer.ggml.pre': pre }).encode('', { addSpecial: true });
    expect(first('llama-bpe')).toEqual([0]);
    expect(first('smollm')).toEqual([]);
  });

  it('refuses an unknown pre-tokenizer by its name', () => {
    expect(() => tokenizerFromGguf({ ...metadata, 'tokenizer.ggml.pre': 'tekken' })).toThrow(
      expect.objectContaining({ code: 'text/bad-tokenizer', message: expect.stringContaining('"tekken"') }),
    );
  });

  it('refuses an unknown kind of tokenizer by its name', () => {
    expect(() => tokenizerFromGguf({ ...metadata, 'tokenizer.ggml.model': 'bert' })).toThrow(
      expect.objectContaining({ code: 'text/bad-tokenizer', message: expect.stringContaining('"bert"') }),
    );
  });

  it('names the key that is missing', () => {
    const { 'tokenizer.ggml.merges': _, ...rest } = metadata;
    expect(() => tokenizerFromGguf(rest)).toThrow(/tokenizer\.ggml\.merges/);
  });

  it('takes typed arrays and 64-bit ids as readers of GGUF may give them', () => {
    const spm = textFixture('tiny-sentencepiece');
    const typed = {
      ...spm.metadata,
      'tokenizer.ggml.scores': Float32Array.from(spm.metadata['tokenizer.ggml.scores'] as number[]),
      'tokenizer.ggml.token_type': Int32Array.from(spm.metadata['tokenizer.ggml.token_type'] as number[]),
      'tokenizer.ggml.eos_token_id': 2n,
    };
    expect(tokenizerFromGguf(typed)).toEqual(tokenizerFromGguf(spm.metadata));
  });
});
