import {
  chooseMemory,
  type Device,
  freeMemoryBytes,
  type MemoryMode,
  type ModelConfig,
  trainingMemoryBytes,
} from '../engine/index.ts';
import { AppError } from '../errors.ts';

/** What decides how a training uses memory. */
export interface MemoryQuestion {
  /** What the caller wants; `auto` leaves it to the checkpoint and to the memory that is free. */
  readonly asked: 'auto' | MemoryMode;
  /** The mode of the checkpoint that the training goes on from. */
  readonly kept: MemoryMode | undefined;
  readonly device: Device;
  readonly config: ModelConfig;
  readonly shape: { readonly batch: number; readonly length: number; readonly rank: number };
}

/**
 * The mode of a training. The two modes round differently (docs/decisions/a-resumed-training-keeps-its-memory-mode.md), so a resumed
 * one keeps to its own, unless another is asked for; where its own has no room now, it does not begin.
 *
 * @throws AppError `device/out-of-memory` with how much there is, how much it takes, and how to go on.
 */
export function memoryMode({ asked, kept, device, config, shape }: MemoryQuestion): MemoryMode {
  if (asked !== 'auto') return asked;
  if (kept === undefined) return chooseMemory('auto', config, shape);
  // What macOS calls free is far less than what a program can have.
  if (kept === 'low' || device.kind !== 'cpu' || process.platform === 'darwin') return kept;
  const needed = trainingMemoryBytes(config, shape, kept);
  const free = freeMemoryBytes();
  if (needed <= free) return kept;
  throw new AppError(
    'device/out-of-memory',
    `The training goes on from a checkpoint whose numbers need about ${gigabytes(needed)} of memory, and ${gigabytes(free)} are free.`,
    {
      hint: `Close other programs first, or go on with less memory: then it takes about ${gigabytes(trainingMemoryBytes(config, shape, 'low'))} and longer, and ends with numbers that differ in their last digits.`,
    },
  );
}

/** What the variable STOCKPOT_MEMORY asks for. @throws AppError `service/bad-request` for what is no mode. */
export function askedMemory(value: string | undefined = process.env.STOCKPOT_MEMORY): 'auto' | MemoryMode {
  if (value === undefined || value === '') return 'auto';
  if (value === 'auto' || value === 'default' || value === 'low') return value;
  throw new AppError(
    'service/bad-request',
    `STOCKPOT_MEMORY is ${JSON.stringify(value)}; it can be auto, default or low.`,
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
