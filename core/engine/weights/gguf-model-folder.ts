import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeBeside } from './file-bytes.ts';
import { type GgufFile, openGguf } from './gguf.ts';
import { type ConvertedConfig, configFromGguf } from './gguf-config.ts';
import { dequantize } from './gguf-dequantize.ts';
import { interleavedRow, type TensorMapping, tensorMappings } from './gguf-tensor-names.ts';
import { writeSafetensors } from './safetensors-write.ts';

/** What of a GGUF file the weights don't say. */
export interface ImportedGguf {
  readonly config: ConvertedConfig;
  /** The file's own metadata, with its tokenizer and chat template. */
  readonly metadata: GgufFile['metadata'];
}

/**
 * Writes a GGUF model into a folder as `config.json` and `model.safetensors` (32-bit floats, Hugging Face names, llama's
 * query and key rows in Hugging Face's order). One tensor at a time is in memory. The tokenizer is the caller's:
 * it is in the metadata returned.
 *
 * @throws AppError `model/not-found`, `model/bad-file`, `model/unknown-architecture`, `model/unsupported-tensor-type`,
 * `model/missing-tensor`, `model/bad-config`.
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
    mkdirSync(folder, { recursive: true });
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
    );
    writeBeside(join(folder, 'config.json'), (append) =>
      append(new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`)),
    );
    return { config, metadata: gguf.metadata };
  } finally {
    gguf.close();
  }
}

/** A tensor's blocks with its rows in Hugging Face's order. */
export function mappedBytes(gguf: GgufFile, mapping: TensorMapping, headDim: number): Uint8Array {
  const bytes = gguf.bytes(mapping.source.name);
  if (mapping.interleavedHeads === undefined) return bytes;
  const rows = mapping.interleavedHeads * headDim;
  const rowBytes = bytes.length / rows;
  const ordered = new Uint8Array(bytes.length);
  for (let row = 0; row < rows; row++) {
    const from = interleavedRow(row, headDim) * rowBytes;
    ordered.set(bytes.subarray(from, from + rowBytes), row * rowBytes);
  }
  return ordered;
}
