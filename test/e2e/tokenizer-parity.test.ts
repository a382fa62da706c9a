import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultModelId, modelsFolder, pullModel } from '../../core/catalog/index.ts';
import { loadTokenizer, type Tokenizer } from '../../core/text/index.ts';
import { type TextFixture, textFixture } from '../text/fixture.ts';

/** Ids that transformers gives for the default model: test/fixtures/text/make.py. */
const fixture = textFixture('smollm2-135m-instruct') as TextFixture & {
  readonly corpus: { readonly textSha256: string; readonly tokens: number; readonly idsSha256: string };
};

/** The System Reference Document's text, where the machine has it: beside the checkout, or as the variable says. */
const corpusPath =
  process.env.STOCKPOT_TEST_CORPUS ?? new URL('../../../shared/data/dnd_srd_manual.txt', import.meta.url).pathname;

describe('the default model’s tokenizer', () => {
  let tokenizer: Tokenizer;

  beforeAll(async () => {
    const folder = modelsFolder(join(homedir(), '.cache', 'stockpot'));
    tokenizer = loadTokenizer((await pullModel(defaultModelId, { modelsFolder: folder })).folder);
  });

  it.each(fixture.cases)('encodes $text as transformers does, and back', ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(text);
  });

  it.each(fixture.written)('takes $text for text, and for tokens only when allowed', ({ text, ids, specialIds }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.encode(text, { allowSpecial: true })).toEqual(specialIds);
  });

  it.each(fixture.chats)('renders $messages as transformers does', ({ messages, addGenerationPrompt, ids }) => {
    expect(tokenizer.renderChat(messages, { addGenerationPrompt })).toEqual(ids);
  });

  it.skipIf(!existsSync(corpusPath))('encodes a whole manual as transformers does', () => {
    const text = readFileSync(corpusPath, 'utf8');
    expect(sha256(text)).toBe(fixture.corpus.textSha256);
    const ids = tokenizer.encode(text);
    expect(ids).toHaveLength(fixture.corpus.tokens);
    const bytes = Buffer.alloc(ids.length * 4);
    ids.forEach((id, i) => {
      bytes.writeInt32LE(id, i * 4);
    });
    expect(sha256(bytes)).toBe(fixture.corpus.idsSha256);
    expect(tokenizer.decode(ids)).toBe(text);
  });

  it('stops at the end of a turn and of a text', () => {
    expect(tokenizer.eosId).toBe(2);
    expect([...tokenizer.stopIds].sort()).toEqual([0, 2]);
    expect(tokenizer.vocabularySize).toBe(49152);
  });
});

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
