import { join } from 'node:path';
import { makeFolder, writing } from '../../disk.ts';
import { writeBeside } from './file-bytes.ts';
import { writeFourBitFromGguf } from './four-bit-write.ts';
import { type GgufFile, openGguf } from './gguf.ts';
import { type ConvertedConfig, configFromGguf } from './gguf-config.ts';
import { dequantize } from './gguf-dequantize.ts';
import { mappedBytes, tensorMappings } from './gguf-tensor-names.ts';
import { writeSafetensors } from './safetensors-write.ts';

const what = 'the converted base model';

/** What of a GGUF file the weights don't say. */
export interface ImportedGguf {
  readonly config: ConvertedConfig;
  /** The file's own metadata, with its tokenizer and chat template. */
  readonly metadata: GgufFile['metadata'];
}

/**
 * Writes a GGUF model into a folder as `config.json` and `model.safetensors` (32-bit floats, Hugging Face names, llama's
 * query and key rows in Hugging Face's order), and `four-bit.safetensors` when its layers are quantized. One tensor at a time is in memory. The tokenizer is the caller's:
 * it is in the metadata returned.
 *
 * @throws AppError `model/not-found`, `model/bad-file`, `model/unknown-architecture`, `model/unsupported-tensor-type`,
 * `model/missing-tensor`, `model/bad-config`; what `writeError` gives.
 */
export function importGguf(
  path: string,
  folder: string,
  options: { readonly onProgress?: (done: number, total: number) => void } = {},
): ImportedGguf {
  const gguf = openGguf(path);
  try {
    const config = configFromGguf(gguf);
    const mappings = tensorMappings(gguf, config);
    writing({ path: folder, what }, () => makeFolder(folder));
    let done = 0;
    writeSafetensors(
      join(folder, 'model.safetensors'),
      mappings.map((mapping) => ({
        name: mapping.name,
        type: 'F32',
        shape: mapping.source.shape,
        data() {
          const floats = dequantize(mapping.source.type, mappedBytes(gguf, mapping, config.head_dim));
          options.onProgress?.(++done, mappings.length);
          return floats;
        },
      })),
      { format: 'pt' },
      what,
    );
    writeFourBitFromGguf(gguf, mappings, config.head_dim, folder);
    writeBeside(join(folder, 'config.json'), (append) =>
      append(new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`)),
    );
    return { config, metadata: gguf.metadata };
  } finally {
    gguf.close();
  }
}
