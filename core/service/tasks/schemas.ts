import { z } from 'zod';
import { defineTasks } from '../../jobs/index.ts';
import { mergeMethodNames, sweptMethods } from '../../soup/index.ts';
import { recipeSchema } from '../recipe-schema.ts';

const device = z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml']);
const { study, training, soup, generation } = recipeSchema.shape;

/**
 * Which adapter lies over the base model: none, one skill as it is, or several: blended by coefficients, merged by weights, or weighed by
 * routers. At most one of `coefficients`, `weights` and `router` is given.
 */
export const adapterSchema = z.object({
  /** Skill folders, in the order of the coefficients. */
  folders: z.array(z.string()),
  /** As `coefficientsToJson` writes them. */
  coefficients: z.unknown().optional(),
  /** One coefficient a skill, the same in every module. */
  weights: z.array(z.number()).exactOptional(),
  /** How several are made one; concatenated unless given. */
  method: z.enum(mergeMethodNames).exactOptional(),
  /** Of the methods that drop values: the share that is kept, and the seed of those kept by chance. */
  density: z.number().exactOptional(),
  seed: z.number().exactOptional(),
  /** Folder of the routers that weigh the skills token by token. */
  router: z.string().exactOptional(),
});
export type AdapterSpec = z.infer<typeof adapterSchema>;

const turn = z.object({ question: z.string(), answer: z.string() });
/** A question as it is put, and the answer whose tokens are scored. */
export const promptedPair = turn.extend({
  passages: z.array(z.string()).exactOptional(),
  history: z.array(turn).exactOptional(),
});
export type PromptedPair = z.infer<typeof promptedPair>;
const scoredPair = promptedPair.extend({
  /** `plain`: the answer goes on with the question as one text, as a manual is learned; the Alpaca format when not given. */
  format: z.literal('plain').exactOptional(),
});
export type ScoredPair = z.infer<typeof scoredPair>;

const model = z.string();
/** Asked for by who goes on with the job; else the free memory decides. */
const memory = z.literal('low').exactOptional();
const none = z.never();
/** Questions whose answers' likelihood says how good a way to merge is. */
const pairs = z.array(promptedPair);
const part = z.object({ done: z.number(), total: z.number() });
const checked = z.object({ loss: z.number(), logLikelihoods: z.array(z.array(z.number()).nullable()) });
const step = part.extend({
  loss: z.number().nullable(),
  learningRate: z.number().exactOptional(),
  tokensPerSecond: z.number().exactOptional(),
  secondsLeft: z.number().exactOptional(),
  memoryBytes: z.number().exactOptional(),
  cardMemoryBytes: z.number().exactOptional(),
});

/** Of the pairs that were given: how many were measured, and how many are longer than the model reads. */
const measured = { pairs: z.number(), tooLong: z.number() };
const router = soup.omit({ method: true, constraint: true, granularity: true, initial: true });

/** What the engine worker does for the host. Paths are absolute; bulk goes by files. */
export const workerTasks = defineTasks({
  /** Fetches a base model, or converts a GGUF file: neither has a place in the process that answers the window. */
  'pull-model': {
    input: z.object({
      model: z.string(),
      modelsFolder: z.string(),
      offline: z.boolean(),
      nativeBinding: z.string().exactOptional(),
    }),
    progress: z.union([
      part.extend({ stage: z.enum(['wait', 'download', 'unpack', 'convert', 'verify']) }),
      z.object({
        connection: z.object({
          host: z.string(),
          url: z.string().exactOptional(),
          method: z.string().exactOptional(),
          reason: z.string(),
          result: z.enum(['answered', 'failed', 'refused']),
          detail: z.string(),
        }),
      }),
    ]),
    result: z.object({ id: z.string(), folder: z.string() }),
  },
  /** Reads a manual and writes it as JSON to `out`. */
  'import-manual': {
    input: z.object({
      path: z.string(),
      out: z.string(),
      /** Pages to read from their picture, and where those read are kept. */
      ocr: z.object({ mode: z.enum(['auto', 'always', 'never']), folder: z.string() }),
    }),
    progress: part,
    result: z.object({ title: z.string(), sha256: z.string(), pages: z.number(), bytes: z.number() }),
  },
  /** Cuts a manual's blocks into training windows and windows to check with. */
  'study-manual': {
    input: z.object({
      blocks: z.string(),
      model,
      recipe: study,
      seed: z.number(),
      out: z.string(),
      heldOut: z.string(),
    }),
    progress: none,
    result: z.object({
      examples: z.number(),
      windows: z.number(),
      tokens: z.number(),
      /** Windows to check with that no training window touches; 0 when none are held out. */
      heldOut: z.number(),
      /** Windows to check with, held out or not. */
      checked: z.number(),
      sha256: z.string(),
    }),
  },
  'study-instructions': {
    input: z.object({
      data: z.string(),
      model,
      format: z.enum(['alpaca', 'chat']),
      maxTokens: z.number(),
      maxExamples: z.number().nullable(),
      /** Drawn by the seed until there are so many examples; what is too long is none. */
      enough: z.number().exactOptional(),
      seed: z.number(),
      out: z.string(),
    }),
    progress: none,
    result: z.object({ examples: z.number(), cut: z.number(), dropped: z.number(), sha256: z.string() }),
  },
  /** Trains an adapter and writes it as a skill folder. */
  'train-skill': {
    input: z.object({
      model,
      baseModel: z.string(),
      examples: z.string(),
      recipe: training,
      seed: z.number(),
      checkpoints: z.string(),
      device,
      skillFolder: z.string(),
      lineage: z.record(z.string(), z.unknown()),
      memory,
    }),
    progress: step,
    result: z.object({ losses: z.array(z.number()), device: z.string() }),
  },
  /** Learns a soup's coefficients and writes them as JSON to `out`. */
  'learn-coefficients': {
    input: z.object({
      model,
      skills: z.array(z.string()),
      examples: z.array(z.string()),
      recipe: soup,
      seed: z.number(),
      checkpoints: z.string(),
      device,
      out: z.string(),
      memory,
    }),
    progress: step,
    result: z.object({
      steps: z.number(),
      heldOut: z.array(z.object({ step: z.number(), loss: z.number() })),
      device: z.string(),
    }),
  },
  /** Trains routers over frozen skills and writes them into the folder `out`. */
  'train-router': {
    input: z.object({
      model,
      skills: z.array(z.string()),
      examples: z.array(z.string()),
      recipe: router,
      seed: z.number(),
      checkpoints: z.string(),
      device,
      out: z.string(),
      lineage: z.record(z.string(), z.unknown()),
    }),
    progress: step,
    result: z.object({
      steps: z.number(),
      losses: z.array(z.number()),
      heldOut: z.array(z.object({ step: z.number(), loss: z.number() })),
      device: z.string(),
    }),
  },
  /** LoRA Hub: finds one weight a skill by CMA-ES, on at least five pairs. Each measurement is a line of `out`, which it goes on from. */
  'search-weights': {
    input: z.object({
      model,
      skills: z.array(z.string()),
      pairs,
      seed: z.number(),
      budget: z.int().min(1),
      bound: z.number().positive().exactOptional(),
      penalty: z.number().min(0).exactOptional(),
      device,
      out: z.string(),
    }),
    progress: part,
    result: z.object({
      weights: z.array(z.number()),
      /** Mean cross-entropy in nats a token, and that with the penalty on the weights. */
      loss: z.number(),
      value: z.number(),
      seed: z.number(),
      budget: z.number(),
      evaluations: z.number(),
      ...measured,
    }),
  },
  /** Measures every point of a grid of densities and weights. Each is a line of `out`, which it goes on from. */
  'sweep-merge': {
    input: z.object({
      model,
      skills: z.array(z.string()),
      method: z.enum(sweptMethods),
      pairs,
      seed: z.number(),
      /** Instead of the paper's: λ from 0.2 to 1 and α from 1 to 2 in steps of 0.2. */
      densities: z.array(z.number()).exactOptional(),
      alphas: z.array(z.number()).exactOptional(),
      device,
      out: z.string(),
    }),
    progress: part,
    result: z.object({
      points: z.number(),
      /** The point of highest score, the mean over the pairs of their mean log-likelihood of a token; of equals the first. */
      best: z.object({ density: z.number().exactOptional(), weights: z.array(z.number()), score: z.number() }),
      ...measured,
    }),
  },
  /** Puts an adapter into the base model's weights: a model folder of its own, in place of what is at `out`. */
  'merge-weights': {
    input: z.object({
      model,
      adapter: adapterSchema,
      /** How changed matrices are stored: in 32 bits, or in the type that they had, which rounds them. */
      type: z.enum(['f32', 'stored']),
      out: z.string(),
    }),
    progress: none,
    result: z.object({ modules: z.number(), bytes: z.number() }),
  },
  /** Puts several files of examples into one, in an order drawn by the seed. */
  'mix-examples': {
    input: z.object({ examples: z.array(z.string()), seed: z.number(), out: z.string() }),
    progress: none,
    result: z.object({ examples: z.number(), sha256: z.string() }),
  },
  /**
   * The base model beside the same with an adapter: mean loss, in nats a token, over a file of examples, and the log-likelihood of
   * each token of some answers, as `likelihoods` gives it.
   */
  check: {
    input: z.object({ model, adapter: adapterSchema, examples: z.string(), pairs: z.array(scoredPair), device }),
    progress: none,
    result: z.object({ base: checked, bot: checked }),
  },
  /** Log-likelihood of each token of an answer, given its question; null for a pair that is too long. */
  likelihoods: {
    input: z.object({
      model,
      adapter: adapterSchema,
      pairs: z.array(scoredPair),
      device,
    }),
    progress: part,
    result: z.object({ logLikelihoods: z.array(z.array(z.number()).nullable()) }),
  },
  /**
   * One vector of length 1 for each text, as `vectorText` writes it; `model` is an embedding model's folder. `cut`: so many texts are longer
   * than it reads, and their ends were left out.
   */
  embed: {
    input: z.object({ model, texts: z.array(z.string()), device }),
    progress: part,
    result: z.object({ vectors: z.array(z.base64()), cut: z.number() }),
  },
  /** Makes ready what answers, so that the first answer begins at once; `reads`: passages will be given. */
  warm: {
    input: z.object({
      model,
      adapter: adapterSchema,
      device,
      systemPrompt: z.string(),
      contextTokens: z.number(),
      reads: z.boolean(),
    }),
    progress: none,
    result: z.object({}),
  },
  /** Writes one answer, telling it piece by piece; one that was stopped is given as far as it came, `cancelled`. */
  generate: {
    input: z.object({
      model,
      adapter: adapterSchema,
      question: z.string(),
      passages: z.array(z.string()),
      history: z.array(turn),
      generation,
      systemPrompt: z.string().exactOptional(),
      /** `chat`: as the model's own template has it, if it has one; the Alpaca format when not given. */
      format: z.enum(['alpaca', 'chat']).exactOptional(),
      /** Room for prompt and answer together; as much as there is by default. */
      contextTokens: z.number().exactOptional(),
      /** A sentence that comes again does not end the answer. */
      mayRepeat: z.boolean().exactOptional(),
      seed: z.number(),
      device,
    }),
    progress: z.object({ text: z.string() }),
    result: z.object({
      text: z.string(),
      tokens: z.number(),
      finish: z.enum(['stop', 'length', 'cancelled']),
      seconds: z.number(),
      /** Passages, the best first, and exchanges, the last ones, that there was room for. */
      read: z.number(),
      turns: z.number(),
    }),
  },
  /** What computes here, asked in the worker so that the host never loads the engine. */
  devices: {
    input: z.object({}),
    progress: none,
    result: z.array(
      z.object({ kind: z.string(), usable: z.boolean(), detail: z.string(), reason: z.string().exactOptional() }),
    ),
  },
});

export type WorkerTasks = typeof workerTasks;
