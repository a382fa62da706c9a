import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSafetensors, readTensor } from '../../core/engine/weights/safetensors.ts';
import { writeSafetensors } from '../../core/engine/weights/safetensors-write.ts';

/** A random BERT encoder of two layers with what sentence-transformers computes of it; see test/fixtures/embed/make.py. */
export const tinyEncoder = fileURLToPath(new URL('../fixtures/embed/tiny-bert', import.meta.url));

const words =
  '[PAD] [UNK] [CLS] [SEP] [MASK] pump filter valve motor water oil open close clean press the a of is error'.split(
    ' ',
  );

/**
 * A copy of it with a WordPiece tokenizer of its own (a few words, the rest unknown), so that it takes text; and the function that
 * removes it. `change` rewrites a JSON file of it, `tensors` renames or (undefined) leaves out its tensors.
 */
export function copyOfTinyEncoder({
  change = {},
  tensors = (name) => name,
}: {
  readonly change?: Readonly<Record<string, (json: Record<string, unknown>) => unknown>>;
  readonly tensors?: (name: string) => string | undefined;
} = {}): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'stockpot-encoder-'));
  cpSync(tinyEncoder, folder, { recursive: true });
  const vocab = Object.fromEntries(words.map((word, id) => [word, id]));
  const special = (name: string) => ({ [name]: { id: name, ids: [vocab[name]], tokens: [name] } });
  const json: Record<string, unknown> = {
    'tokenizer.json': {
      added_tokens: words.slice(0, 5).map((content, id) => ({ id, content, special: true })),
      normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: true },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [
          { SpecialToken: { id: '[CLS]', type_id: 0 } },
          { Sequence: { id: 'A', type_id: 0 } },
          { SpecialToken: { id: '[SEP]', type_id: 0 } },
        ],
        pair: [],
        special_tokens: { ...special('[CLS]'), ...special('[SEP]') },
      },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', vocab },
    },
    'tokenizer_config.json': { sep_token: '[SEP]', cls_token: '[CLS]', unk_token: '[UNK]', pad_token: '[PAD]' },
  };
  for (const [name, value] of Object.entries(json)) writeFileSync(join(folder, name), JSON.stringify(value));
  for (const [name, rewrite] of Object.entries(change)) {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(rewrite(JSON.parse(readFileSync(path, 'utf8')))));
  }
  const set = openSafetensors(tinyEncoder);
  writeSafetensors(
    join(folder, 'model.safetensors'),
    [...set.tensors.values()].flatMap(({ name, type, shape }) => {
      const kept = tensors(name);
      return kept === undefined ? [] : [{ name: kept, type, shape, data: readTensor(set, name) }];
    }),
  );
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
