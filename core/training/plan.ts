import { type Example, type PackedBatch, packExamples } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import { shuffle } from '../study/index.ts';

/** Shape of the rows that examples are packed into. */
export interface RowShape {
  readonly batch: number;
  readonly length: number;
}

/** Rows long enough for the longest example; the batch shrinks so that a micro-batch keeps about as many tokens. */
export function rowShape(examples: readonly Example[], wanted: RowShape): RowShape {
  const longest = examples.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  if (longest <= wanted.length) return { batch: wanted.batch, length: wanted.length };
  return { batch: Math.max(1, Math.floor((wanted.batch * wanted.length) / longest)), length: longest };
}

/** Which micro-batches make up which step: a pure function of examples, seed and recipe, so that a resumed run takes the same. */
export interface TrainingPlan {
  readonly steps: number;
  /** The micro-batches of a step, counted from 0. */
  microBatches(step: number): readonly PackedBatch[];
}

export interface PlanOptions extends RowShape {
  readonly seed: number;
  readonly epochs: number;
  readonly accumulation: number;
  readonly maxSteps: number | null;
}

/** Throws `study/empty` when there is nothing that counts in the loss. */
export function planTraining(examples: readonly Example[], options: PlanOptions): TrainingPlan {
  const useful = examples.filter(({ ids, lossStart }) => ids.length > Math.max(1, lossStart));
  if (useful.length === 0)
    throw new AppError('study/empty', 'There is nothing to train on: no example has a token that counts in the loss.');
  const epochLengths: number[] = [];
  let planned = 0;
  for (let epoch = 0; epoch < options.epochs && planned < (options.maxSteps ?? Infinity); epoch++) {
    epochLengths.push(Math.ceil(packEpoch(useful, options, epoch).length / options.accumulation));
    planned += epochLengths.at(-1) ?? 0;
  }
  const steps = Math.min(planned, options.maxSteps ?? Infinity);

  let current: { epoch: number; batches: readonly PackedBatch[] } | undefined;
  return {
    steps,
    microBatches(step) {
      let epoch = 0;
      let before = 0;
      while (step >= before + (epochLengths[epoch] as number)) before += epochLengths[epoch++] as number;
      if (current?.epoch !== epoch) current = { epoch, batches: packEpoch(useful, options, epoch) };
      const first = (step - before) * options.accumulation;
      return current.batches.slice(first, first + options.accumulation);
    },
  };
}

function packEpoch(examples: readonly Example[], { seed, batch, length }: PlanOptions, epoch: number): PackedBatch[] {
  const order = shuffle(seed, epoch, examples.length).map((i) => examples[i] as Example);
  // a batch whose labels all count for nothing has no loss to speak of
  return packExamples(order, { batch, length }).filter(({ scored }) => scored > 0);
}
