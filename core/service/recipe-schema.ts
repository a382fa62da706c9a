import { z } from 'zod';

const count = z.int().min(1);
const share = z.number().min(0).max(1);
const targets = z.enum(['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj']);

const study = z.strictObject({
  windowLengths: z.array(z.int().min(4).max(8192)).min(1),
  headingContext: z.boolean(),
  maxExamples: count.nullable(),
  holdOut: z.number().min(0).max(0.5),
});
const training = z.strictObject({
  rank: z.int().min(1).max(512),
  alpha: z.number().positive(),
  dropout: z.number().min(0).max(0.9),
  targets: z.array(targets).min(1),
  learningRate: z.number().positive().max(1),
  warmupSteps: z.int().min(0),
  epochs: count,
  batch: z.int().min(1).max(256),
  length: z.int().min(4).max(8192),
  accumulation: z.int().min(1).max(1024),
  weightDecay: z.number().min(0).max(1),
  clipNorm: z.number().positive().nullable(),
  maxSteps: count.nullable(),
});
const instruction = z.strictObject({
  format: z.enum(['alpaca', 'chat']),
  maxExamples: count.nullable(),
  maxTokens: z.int().min(8).max(8192),
  learningRate: z.number().positive().max(1),
  warmupSteps: z.int().min(0),
  epochs: count,
  maxSteps: count.nullable(),
});
const soup = z.strictObject({
  method: z.enum(['cat-learned', 'cat-static']),
  constraint: z.enum(['softmax', 'sigmoid', 'free']),
  granularity: z.enum(['module', 'layer', 'model']),
  learningRate: z.number().positive().max(10),
  epochs: count,
  maxSteps: count.nullable(),
  batch: z.int().min(1).max(256),
  length: z.int().min(4).max(8192),
  share,
  initial: z.union([z.number(), z.literal('normal')]),
  earlyStop: z.strictObject({ every: count, patience: count }).nullable(),
  holdOut: z.int().min(0),
});
const search = z.strictObject({
  passages: z.int().min(0).max(20),
  /** Of these, how many the model reads when it is asked to. */
  read: z.int().min(1).max(20).default(1),
});
const generation = z.strictObject({
  maxNewTokens: z.int().min(1).max(8192),
  temperature: z.number().min(0).max(5),
  topP: z.number().positive().max(1),
  topK: z.int().min(0),
  repetitionPenalty: z.number().positive().max(5),
  historyTurns: z.int().min(0).max(20),
});

/** Every number that a build depends on. */
export const recipeSchema = z.strictObject({
  preset: z.string(),
  seed: z.int().min(0).max(4_294_967_295),
  study,
  instruction,
  training,
  soup,
  search,
  generation,
});

export type Recipe = z.infer<typeof recipeSchema>;
