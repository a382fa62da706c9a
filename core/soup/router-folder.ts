import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, writing } from '../disk.ts';
import { writeBeside } from '../engine/weights/file-bytes.ts';
import { openSafetensors, readTensor } from '../engine/weights/safetensors.ts';
import { writeSafetensors } from '../engine/weights/safetensors-write.ts';
import { AppError } from '../errors.ts';
import type { JsonRecord } from '../skill/index.ts';
import type { Routing } from './route.ts';

/** W_rᵀ `[skills, in]` of each module, named `<module>.weight`. */
const weightsFile = 'router.safetensors';
/** How many skills it weighs, and what made it. */
const jsonFile = 'router.json';
const what = 'the router';

/** Writes a routing and what made it into a folder. The weights come last: a folder that has them is complete. */
export function writeRouting(folder: string, { skills, weights }: Routing, lineage: JsonRecord = {}): void {
  writing({ path: folder, what }, () => makeFolder(folder));
  const json = `${JSON.stringify({ skills, lineage }, null, 2)}\n`;
  writeBeside(join(folder, jsonFile), (append) => append(new TextEncoder().encode(json)), { what });
  const tensors = [...weights].map(([module, data]) => ({
    name: `${module}.weight`,
    type: 'F32' as const,
    shape: [skills, data.length / skills],
    data,
  }));
  writeSafetensors(join(folder, weightsFile), tensors, { format: 'pt' }, what);
}

/**
 * Reads what `writeRouting` wrote.
 *
 * @throws AppError `skill/not-found` when nothing complete is there, `skill/bad-folder` when it contradicts itself.
 */
export function readRouting(folder: string): Routing & { readonly lineage: JsonRecord } {
  if (!existsSync(join(folder, weightsFile)))
    throw new AppError('skill/not-found', `There is no ${weightsFile} in ${folder}, so there is no router to read.`);
  const bad = (found: string, cause?: unknown) =>
    new AppError('skill/bad-folder', `The router in ${folder} can't be used: ${found}.`, { cause });
  let json: { readonly skills?: unknown; readonly lineage?: JsonRecord };
  try {
    json = JSON.parse(readFileSync(join(folder, jsonFile), 'utf8'));
  } catch (cause) {
    throw bad(`${jsonFile} can't be read as JSON (${(cause as Error).message})`, cause);
  }
  const { skills, lineage = {} } = json;
  if (!Number.isInteger(skills) || (skills as number) < 1) throw bad(`"skills" in ${jsonFile} is no number of skills`);
  const set = openSafetensors(join(folder, weightsFile));
  const weights = new Map<string, Float32Array>();
  for (const { name, shape } of set.tensors.values()) {
    if (!name.endsWith('.weight') || shape.length !== 2 || shape[0] !== skills)
      throw bad(`it holds ${name} [${shape.join(', ')}], and was to hold one row for each of ${skills} skills`);
    const values = readTensor(set, name);
    if (!values.every(Number.isFinite)) throw bad(`${name} holds values that are not finite numbers`);
    weights.set(name.slice(0, -'.weight'.length), values);
  }
  return { skills: skills as number, weights, lineage };
}
