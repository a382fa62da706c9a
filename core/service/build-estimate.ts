import { readFileSync, statSync } from 'node:fs';
import type { DeviceKind } from '../engine/index.ts';
import type { JobRow, Store } from '../store/index.ts';
import type { BuildManual } from './build-manual.ts';
import type { Recipe } from './recipe.ts';
import { stockInstructions } from './resources.ts';

/** Steps of each training that a build takes. */
export interface EstimatedSteps {
  readonly instruct: number;
  readonly train: number;
  readonly blend: number;
}

/** How many steps a build is estimated to take over a manual of so many tokens. */
export function estimateSteps(
  recipe: Recipe,
  { tokens, trainsInstructions }: { readonly tokens: number; readonly trainsInstructions: boolean },
): EstimatedSteps {
  const windows = manualWindows(recipe, tokens);
  const pairs = instructionTokens(recipe);
  const { training, instruction, soup } = recipe;
  return {
    train: stepsOver(windows.tokens, training),
    instruct: trainsInstructions
      ? stepsOver(pairs.tokens, { ...training, ...instruction, length: instruction.maxTokens })
      : 0,
    blend: soup.method === 'cat-static' ? 0 : blendSteps(recipe, windows, pairs),
  };
}

/** Each length of window goes over the whole text once; windows lead with a little context, which counts in their length. */
function manualWindows({ study }: Recipe, tokens: number): Examples {
  const learned = tokens * (1 - study.holdOut);
  const context = study.headingContext ? HEADING_SHARE : 0;
  const counts = study.windowLengths.map((length) => Math.ceil(learned / Math.max(1, length * (1 - context))));
  const count = Math.max(
    1,
    counts.reduce((sum, windows) => sum + windows, 0),
  );
  const all = counts.reduce((sum, windows, i) => sum + windows * (study.windowLengths[i] ?? 0), 0);
  const kept = Math.min(count, study.maxExamples ?? count);
  return { count: kept, tokens: (all * kept) / count };
}

/** Of a window, for the headings it stands under, on the sample manual. */
const HEADING_SHARE = 0.1;

interface Examples {
  readonly count: number;
  readonly tokens: number;
}

/** The stock instructions, or as many as the recipe takes; one's own are taken to be alike. */
function instructionTokens({ instruction }: Recipe): Examples {
  const all = stockExamples();
  const count = Math.min(all.count, instruction.maxExamples ?? all.count);
  const each = Math.min(instruction.maxTokens, PROMPT_TOKENS + all.tokens / Math.max(1, all.count));
  return { count, tokens: count * each };
}

/** Of the Alpaca format around an instruction. */
const PROMPT_TOKENS = 40;
let stock: Examples | undefined;

function stockExamples(): Examples {
  if (stock === undefined) {
    const text = readFileSync(stockInstructions, 'utf8');
    const count = (JSON.parse(text) as unknown[]).length;
    stock = { count, tokens: text.length / CHARACTERS_PER_TOKEN };
  }
  return stock;
}

interface Steps {
  readonly batch: number;
  readonly length: number;
  readonly epochs: number;
  readonly accumulation?: number;
  readonly maxSteps: number | null;
}

/** Short examples share a row, so rows are about full. */
function stepsOver(tokens: number, { batch, length, epochs, accumulation = 1, maxSteps }: Steps): number {
  const each = Math.max(1, Math.ceil(tokens / (batch * length) / accumulation));
  return Math.min(each * epochs, maxSteps ?? Number.POSITIVE_INFINITY);
}

function blendSteps({ soup }: Recipe, windows: Examples, pairs: Examples): number {
  const smallest = Math.min(windows.count, pairs.count);
  const count = Math.max(1, Math.min(smallest - soup.holdOut, Math.round(soup.share * smallest)));
  const tokens = count * (windows.tokens / windows.count + pairs.tokens / Math.max(1, pairs.count));
  return stepsOver(tokens, soup);
}

/** Of English text, in the vocabularies of the catalogue's models. */
const CHARACTERS_PER_TOKEN = 4.2;
/** Of a PDF, a page of text with its share of pictures; of text, what is written. */
const PDF_BYTES_PER_TOKEN = 30;

/** Tokens of a manual: by its text once it is read, before that by the size of its file. */
export function manualTokens(store: Store, manual: BuildManual): number {
  if ('path' in manual) {
    const { size } = statSync(manual.path);
    return Math.round(size / (/\.pdf$/i.test(manual.path) ? PDF_BYTES_PER_TOKEN : CHARACTERS_PER_TOKEN));
  }
  const characters = store.manuals.countBlocks(manual.id).reduce((sum, counted) => sum + counted.characters, 0);
  return Math.round(characters / CHARACTERS_PER_TOKEN);
}

/** Tokens a second that a training takes here, and whether this machine ever showed it. */
export interface Speed {
  readonly tokensPerSecond: number;
  readonly measured: boolean;
}

/**
 * By the last trainings on the same device, those of the same base model before others, whose speed goes by the number of
 * parameters. Without any: 1.5 s a step of 400 tokens at rank 32 for 135 million parameters, as measured on two cores.
 */
export function trainingSpeed(
  store: Store,
  { model, parameters, device, automatic }: SpeedOrder,
  parametersOf: (model: string) => number | undefined,
): Speed {
  const trained = store.jobs
    .list()
    .filter(({ kind }) => kind === 'build' || kind === 'train-skill')
    .flatMap((job) => {
      if (deviceOf(job, automatic) !== device) return [];
      // The speed is told as the mean since the training began: the last one is all of it.
      const speed = store.points.list(job.id, 'train-tokens-per-second').at(-1)?.value;
      return speed === undefined ? [] : [{ model: modelOf(job), speed }];
    });
  const same = trained.find((one) => one.model === model);
  if (same !== undefined) return { tokensPerSecond: same.speed, measured: true };
  for (const other of trained) {
    const size = other.model === undefined ? undefined : parametersOf(other.model);
    if (size !== undefined) return { tokensPerSecond: (other.speed * size) / parameters, measured: true };
  }
  return { tokensPerSecond: (DEFAULT.tokensPerSecond * DEFAULT.parameters) / parameters, measured: false };
}

const DEFAULT = { tokensPerSecond: 400 / 1.5, parameters: 135e6 };

interface SpeedOrder {
  readonly model: string;
  readonly parameters: number;
  readonly device: DeviceKind;
  /** The device of a build that was not told one. */
  readonly automatic: DeviceKind;
}

function deviceOf({ input }: JobRow, automatic: DeviceKind): string {
  const { device = 'auto' } = input as { device?: string };
  return device === 'auto' ? automatic : device;
}

function modelOf({ input }: JobRow): string | undefined {
  return (input as { model?: string }).model;
}

/** Tokens that the steps of a build go over. */
export function tokensOf({ training, instruction, soup }: Recipe, steps: EstimatedSteps): number {
  return (
    steps.train * training.batch * training.length * training.accumulation +
    steps.instruct * training.batch * instruction.maxTokens * training.accumulation +
    steps.blend * soup.batch * soup.length
  );
}
