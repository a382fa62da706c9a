import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../core/text/index.ts';
import { textFixture, tokenizerFolder } from './fixture.ts';

/** Tokenizers in the forms that Hugging Face folders have, where GGUF files have others. */
describe.each(['metaspace', 'wordpiece'])('the model folder of tiny %s', (name) => {
  const fixture = textFixture(`tiny-${name}`);
  const tokenizer = loadTokenizer(tokenizerFolder(fixture.files));

  it.each(fixture.cases)('encodes $text as transformers does', ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  it.each(fixture.written)('takes $text for text, and for tokens only when allowed', ({ text, ids, specialIds }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.encode(text, { allowSpecial: true })).toEqual(specialIds);
  });

  it('puts the tokens around a text that the model was trained with', () => {
    for (const { text, ids } of fixture.withSpecial) expect(tokenizer.encode(text, { addSpecial: true })).toEqual(ids);
  });

  it('renders conversations as transformers does', () => {
    for (const { messages, addGenerationPrompt, ids } of fixture.chats) {
      expect(tokenizer.renderChat(messages, { addGenerationPrompt })).toEqual(ids);
    }
  });
});
