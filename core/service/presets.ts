import type { Recipe } from './recipe-schema.ts';

export type PresetName = 'paper' | 'quick' | 'best';

/** "LoRA Soups" as its authors ran it, where they say; each choice they leave open names its reason. */
const paper: Recipe = {
  preset: 'paper',
  seed: 0,
  study: {
    windowLengths: [20, 100], // the paper's two sequence lengths for manuals, "memorising minute details"
    headingContext: false, // the paper cuts plain text
    maxExamples: null,
    holdOut: 0, // the paper trains on the whole manual
  },
  instruction: {
    format: 'alpaca', // the paper's instruction data
    maxExamples: null,
    maxTokens: 512, // the longest of the stock examples have about 500 tokens
    learningRate: 3e-4, // as for the manual skill
    warmupSteps: 100,
    epochs: 3,
    maxSteps: null,
  },
  training: {
    rank: 32,
    alpha: 64,
    dropout: 0.05,
    targets: ['q_proj', 'k_proj', 'v_proj', 'up_proj', 'down_proj'],
    learningRate: 3e-4,
    warmupSteps: 100,
    epochs: 3,
    batch: 4,
    length: 100, // the longer of the two windows
    accumulation: 4,
    weightDecay: 0, // PEFT's and the Trainer's default, which the paper's code leaves alone
    clipNorm: 1, // likewise
    maxSteps: null,
  },
  soup: {
    method: 'cat-learned',
    constraint: 'softmax', // the reference code takes a softmax over the skills
    granularity: 'module', // one coefficient per skill and adapted module
    learningRate: 1e-4,
    epochs: 1,
    maxSteps: null,
    batch: 4,
    length: 100,
    share: 0.05, // of the smaller data set
    initial: 'normal', // the reference code starts from a normal distribution
    earlyStop: null,
    holdOut: 0,
  },
  search: {
    passages: 3, // on the sample manual the right page is the first 43 times of 52, and among three 50 times
    read: 1, // a small model loses the thread in more
  },
  generation: {
    maxNewTokens: 200, // the paper's
    temperature: 0.01, // the paper's
    topP: 0.95, // the paper's
    topK: 0, // off
    repetitionPenalty: 1, // off
    historyTurns: 0, // each of the paper's questions stands alone
  },
};

/** A first bot in minutes on two cores: about 1.5 s a step of 400 tokens at rank 32. */
const quick: Recipe = {
  ...paper,
  preset: 'quick',
  study: {
    windowLengths: [100], // short windows cost as many steps again
    headingContext: true, // a window then says which chapter it belongs to
    maxExamples: 720, // 180 steps of 4 windows
    holdOut: 0.02, // eight windows of a 40,000-token manual, enough to see whether it learned
  },
  instruction: {
    ...paper.instruction,
    maxExamples: 160, // gained 0.05 nats a token on the game manual's questions; 40 steps
    maxTokens: 192, // nine in ten of the short answers; longer ones cost a minute more
    learningRate: 1e-3, // one pass over little data
    warmupSteps: 4,
    epochs: 1,
  },
  training: {
    ...paper.training,
    learningRate: 1e-3, // one epoch: 1.79 → 1.49 nats on the game manual's answers, closed book
    warmupSteps: 10, // a twentieth of the steps
    epochs: 2, // a small manual twice; a large one as far as the steps go
    maxSteps: 180, // under five minutes
    dropout: 0, // little is seen twice
    accumulation: 1, // more, smaller steps: there are few
  },
  soup: {
    ...paper.soup,
    constraint: 'sigmoid', // α ∈ [0, 1] for each skill on its own
    learningRate: 0.1, // at 1e-4 a dozen windows leave the coefficients where they started
    maxSteps: 16, // 1.445 nats against 1.491 for the paper's setting on the game manual
    epochs: 8, // enough passes over a small share for sixteen steps
    initial: 0.5, // the static soup
  },
  generation: {
    ...paper.generation,
    maxNewTokens: 120, // answers of a manual are short
    temperature: 0, // the likeliest answer, and the same one each time
    repetitionPenalty: 1.1, // a 135M model else falls into loops
    historyTurns: 1, // the question before, for "and how long does that take?"
  },
};

/** What a person leaves running for an hour. */
const best: Recipe = {
  ...quick,
  preset: 'best',
  study: {
    ...quick.study,
    windowLengths: [20, 100], // short windows for details, long ones for sentences in their place
    maxExamples: null,
    holdOut: 0.01, // little of the manual is given up
  },
  instruction: {
    ...quick.instruction,
    maxExamples: null, // all of them
    maxTokens: 384,
    learningRate: 5e-4,
    warmupSteps: 20,
  },
  training: {
    ...quick.training,
    learningRate: 5e-4, // between the paper's 3e-4 and the one-epoch rate
    warmupSteps: 40,
    epochs: 4, // one more than the paper's: the model is fifty times smaller
    maxSteps: null, // all of them: about 800 on a manual of 70 pages
    dropout: 0.05, // the paper's: windows are seen four times
  },
  soup: {
    ...quick.soup,
    learningRate: 0.05,
    share: 0.1, // twice the paper's, since part is held out
    epochs: 20,
    maxSteps: 96,
    earlyStop: { every: 8, patience: 3 }, // on held-out windows of both data sets
    holdOut: 16, // windows of each data set
  },
  generation: { ...quick.generation, maxNewTokens: 200 },
};

/** The recipes that come with the program. */
export const presets: Readonly<Record<PresetName, Recipe>> = { paper, quick, best };
