import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, writing } from '../disk.ts';
import type { Model, OptimizerState, ParameterSpec } from '../engine/index.ts';
import { openBytes } from '../engine/weights/file-bytes.ts';
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
const what = 'the checkpoint of the training';

/** What tells a run from another. */
export interface RunIdentity {
  /** A digest of everything that decides the result: sizes of the model, data, recipe, seed. */
  readonly identity: string;
  /** A digest of samples of the base model's weights. */
  readonly model: string;
}

/** A checkpoint of a run with another identity is refused. */
export function runIdentity(model: Model, parts: readonly unknown[]): RunIdentity {
  const [kind, ...rest] = parts;
  return {
    identity: createHash('sha256')
      .update(JSON.stringify([kind, model.config, ...rest]))
      .digest('hex'),
    model: sampleWeights(model),
  };
}

/** The first bytes of every tensor: enough to tell models of one shape apart, whole files would take minutes. */
function sampleWeights({ folder, weights }: Model): string {
  const hash = createHash('sha256');
  for (const file of [...new Set([...weights.tensors.values()].map((tensor) => tensor.file))].sort()) {
    const bytes = openBytes(join(folder, file));
    try {
      for (const tensor of weights.tensors.values())
        if (tensor.file === file) hash.update(bytes.read(tensor.offset, Math.min(256, tensor.length)));
    } finally {
      bytes.close();
    }
  }
  return hash.digest('hex');
}

/** Writes beside, syncs, renames: a kill, or a disk that is full, leaves this checkpoint or the one before. @throws AppError of `writeError`. */
export function writeCheckpoint(
  folder: string,
  identity: RunIdentity,
  { step, state, notes }: Checkpoint,
  shapes: ReadonlyMap<string, readonly number[]>,
): void {
  const path = join(folder, fileName);
  writing({ path, what }, () => makeFolder(folder));
  const tensors = [...state].map(([name, data]) => ({
    name,
    type: 'F32' as const,
    shape: shapes.get(name) ?? [data.length],
    data,
  }));
  const metadata = { ...identity, step: String(step), notes: JSON.stringify(notes) };
  writeSafetensors(path, tensors, metadata, what);
}

/**
 * The checkpoint in a folder, or undefined. Throws `training/bad-checkpoint` for one that belongs to another run, or that is damaged.
 */
export function readCheckpoint(folder: string, { identity, model }: RunIdentity): Checkpoint | undefined {
  const path = join(folder, fileName);
  if (!existsSync(path)) return undefined;
  try {
    const metadata = readSafetensorsMetadata(path);
    if (metadata.identity !== identity || (metadata.model !== undefined && metadata.model !== model))
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
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'training/bad-checkpoint') throw cause;
    throw new AppError(
      'training/bad-checkpoint',
      `${path} could not be read: ${cause instanceof Error ? cause.message : cause} Remove the folder to train from the beginning.`,
      { cause },
    );
  }
}

/** Shapes of all carried tensors, by their names in a state. */
export function stateShapes(parameters: readonly ParameterSpec[]): ReadonlyMap<string, readonly number[]> {
  return new Map(
    parameters.flatMap(({ name, shape }) =>
      ['value', 'mean', 'square', 'gradient'].map((kind) => [`${kind}:${name}`, shape] as const),
    ),
  );
}
