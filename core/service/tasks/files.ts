import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Example } from '../../engine/index.ts';
import { writeFileAtomic } from '../../store/index.ts';

/** Writes examples for another task to read, and gives the file's sha256: the same examples, the same hash. */
export async function writeExamples(path: string, examples: readonly Example[]): Promise<string> {
  const text = JSON.stringify(examples);
  await writeFileAtomic(path, text, 'the training examples');
  return createHash('sha256').update(text).digest('hex');
}

/** What `writeExamples` wrote. */
export function readExamples(path: string): Example[] {
  return JSON.parse(readFileSync(path, 'utf8')) as Example[];
}
