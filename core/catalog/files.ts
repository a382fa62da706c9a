import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
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
