import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { OptimizerState, ParameterSpec } from '../engine/index.ts';
import { openSafetensors, readSafetensorsMetadata, readTensor } from '../engine/weights/safetensors.ts';
import { writeSafetensors } from '../engine/weights/safetensors-write.ts';
import { AppError } from '../errors.ts';

/** What a run needs to go on as if nothing had happened. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  readonly state: OptimizerState;
  /** What else the run keeps: losses so far, held-out results. */
  readonly notes: unknown;
}

const fileName = 'checkpoint.safetensors';

/** A digest of everything that decides a run's result. A checkpoint of another run is refused. */
export function runIdentity(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Writes beside, syncs, renames: a kill leaves this checkpoint or the one before. */
export function writeCheckpoint(
  folder: string,
  identity: string,
  { step, state, notes }: Checkpoint,
  shapes: ReadonlyMap<string, readonly number[]>,
): void {
  mkdirSync(folder, { recursive: true });
  const tensors = [...state].map(([name, data]) => ({
    name,
    type: 'F32' as const,
    shape: shapes.get(name) ?? [data.length],
    data,
  }));
  writeSafetensors(join(folder, fileName), tensors, { identity, step: String(step), notes: JSON.stringify(notes) });
}

/** The checkpoint in a folder, or undefined. Throws `training/bad-checkpoint` for one that belongs to another run. */
export function readCheckpoint(folder: string, identity: string): Checkpoint | undefined {
  const path = join(folder, fileName);
  if (!existsSync(path)) return undefined;
  const metadata = readSafetensorsMetadata(path);
  if (metadata.identity !== identity)
    throw new AppError(
      'training/bad-checkpoint',
      `${path} belongs to another run: model, data, recipe or seed have changed since. Remove the folder to train from the beginning.`,
    );
  const weights = openSafetensors(path);
  return {
    step: Number(metadata.step),
    notes: JSON.parse(metadata.notes ?? 'null'),
    state: new Map([...weights.tensors.keys()].map((name) => [name, readTensor(weights, name)])),
  };
}

/** Shapes of all carried tensors, by their names in a state. */
export function stateShapes(parameters: readonly ParameterSpec[]): ReadonlyMap<string, readonly number[]> {
  return new Map(
    parameters.flatMap(({ name, shape }) =>
      ['value', 'mean', 'square', 'gradient'].map((kind) => [`${kind}:${name}`, shape] as const),
    ),
  );
}
