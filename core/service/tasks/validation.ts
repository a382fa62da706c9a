import { createHash } from 'node:crypto';
import { type Adapter, chooseDevice, createAdapterScorer, type DeviceName, openModel } from '../../engine/index.ts';
import { AppError } from '../../errors.ts';
import { readSkill } from '../../skill/index.ts';
import { modulesOf } from '../../soup/index.ts';
import { loadTokenizer } from '../../text/index.ts';
import { runIdentity, skillsDigest } from '../../training/index.ts';
import { pairSequence, scoredShape } from './pairs.ts';
import type { PromptedPair } from './schemas.ts';

/** Pairs to try ways of merging on: one session measures every adapter over the same modules. */
export interface Validation {
  readonly skills: readonly Adapter[];
  /** How many pairs are measured, and how many are left out as longer than the model reads. */
  readonly pairs: number;
  readonly tooLong: number;
  /** A digest of model, skills, pairs, and the type that is computed in. */
  readonly identity: string;
  /** Log-likelihood of each token of each measured pair's answer. */
  measure(adapter: Adapter): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** @throws AppError `study/empty` when less than `fewest` pairs can be measured. */
export async function openValidation(input: {
  readonly model: string;
  readonly skills: readonly string[];
  readonly pairs: readonly PromptedPair[];
  readonly device: DeviceName;
  readonly fewest?: number;
}): Promise<Validation> {
  const { fewest = 1 } = input;
  const device = chooseDevice(input.device);
  const model = openModel(input.model);
  const skills = input.skills.map((folder) => readSkill(folder).adapter);
  const tokenizer = loadTokenizer(input.model);
  const all = input.pairs.map((pair) => pairSequence(pair, tokenizer)).filter(({ ids, from }) => ids.length > from);
  const sequences = all.filter(({ ids }) => ids.length <= model.config.maxPositions);
  if (sequences.length < fewest)
    throw new AppError(
      'study/empty',
      `There are ${sequences.length} pairs to measure merges on; ${fewest} are needed.`,
    );
  const scorer = await createAdapterScorer(model, {
    modules: modulesOf(skills),
    device,
    ...scoredShape(sequences),
  });
  const { identity, model: weights } = runIdentity(model, ['validation', skillsDigest(skills), sequences, device.type]);
  return {
    skills,
    pairs: sequences.length,
    tooLong: all.length - sequences.length,
    identity: createHash('sha256').update(`${identity} ${weights}`).digest('hex'),
    measure: (adapter) => scorer.score(adapter, sequences),
    dispose: () => scorer.dispose(),
  };
}
