import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { writeBeside } from '../engine/weights/file-bytes.ts';

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted();
    hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}

/** The files and links in a model folder and in folders of it (`1_Pooling/config.json`), by their names there, in order. */
export function fileNames(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = all.filter((name) => !lstatSync(join(folder, name)).isDirectory());
  return files.map((name) => name.split(sep).join('/')).sort();
}

/** Writes a JSON document beside its place, synced and renamed. */
export function writeJson(path: string, value: unknown): void {
  writeBeside(path, (append) => append(new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)));
}

/** A JSON document; undefined when there is none, or it can't be parsed. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
