import { readFileSync } from 'node:fs';
import type { Example } from '../../engine/index.ts';
import type { TaskHandlers } from '../../jobs/index.ts';
import {
  instructionExamples,
  type ManualBlock,
  readInstructions,
  shuffle,
  splitHeldOut,
  studyManual,
} from '../../study/index.ts';
import { loadTokenizer } from '../../text/index.ts';
import { readExamples, writeExamples } from './files.ts';
import type { WorkerTasks } from './schemas.ts';

type Handlers = TaskHandlers<WorkerTasks>;

/** A manual as windows to learn from, and as windows to check with. */
export const studyManualTask: Handlers['study-manual'] = async ({
  blocks: path,
  model,
  recipe,
  seed,
  out,
  heldOut,
}) => {
  const blocks = JSON.parse(readFileSync(path, 'utf8')) as ManualBlock[];
  const tokenizer = loadTokenizer(model);
  const { train, held } = holdOut(blocks, recipe.holdOut, seed);
  const study = studyManual(train, tokenizer, recipe);
  const checked =
    held.length === 0
      ? evenly(study.examples, CHECKED_WINDOWS)
      : studyManual(held, tokenizer, {
          windowLengths: [Math.max(...recipe.windowLengths)],
          headingContext: false,
          maxExamples: CHECKED_WINDOWS,
        }).examples;
  await writeExamples(heldOut, checked);
  const sha256 = await writeExamples(out, study.examples);
  return {
    examples: study.examples.length,
    windows: study.windows,
    tokens: study.tokens,
    heldOut: held.length === 0 ? 0 : checked.length,
    checked: checked.length,
    sha256,
  };
};

/** Instructions as examples, drawn by the seed when only some are wanted. */
export const studyInstructionsTask: Handlers['study-instructions'] = async (input) => {
  const { maxExamples, enough, seed, out } = input;
  const all = readInstructions(input.data);
  const drawn = () => shuffle(seed, 0, all.length).map((i) => all[i]!);
  const few = maxExamples !== null && maxExamples < all.length;
  const chosen = few ? drawn().slice(0, maxExamples) : enough === undefined ? all : drawn();
  const tokenizer = loadTokenizer(input.model);
  const found: Example[] = [];
  let cut = 0;
  let dropped = 0;
  const wanted = enough ?? Number.POSITIVE_INFINITY;
  for (let at = 0; at < chosen.length && found.length < wanted; at += AT_ONCE) {
    const part = instructionExamples(chosen.slice(at, at + AT_ONCE), tokenizer, input);
    found.push(...part.examples);
    cut += part.cut;
    dropped += part.dropped;
  }
  const sha256 = await writeExamples(out, found);
  return { examples: found.length, cut, dropped, sha256 };
};

/** Instructions cut between two looks at whether there are enough. */
const AT_ONCE = 64;

/** Plain data mixing: all examples in one file, each with its own mask of what counts. */
export const mixExamplesTask: Handlers['mix-examples'] = async ({ examples: paths, seed, out }) => {
  const all = paths.flatMap(readExamples);
  const mixed = shuffle(seed, 0, all.length).map((i) => all[i]!);
  return { examples: mixed.length, sha256: await writeExamples(out, mixed) };
};

/**
 * Sets whole stretches of text aside, not windows: windows of two lengths go over the same text, so a window that is left
 * out alone would still be learned through the others. Headings stay, since they lead other windows.
 */
function holdOut(blocks: readonly ManualBlock[], share: number, seed: number) {
  const stretches: ManualBlock[][] = [];
  let words = 0;
  for (const block of blocks) {
    if (block.kind === 'heading') {
      words = 0;
      continue;
    }
    if (words === 0) stretches.push([]);
    stretches.at(-1)!.push(block);
    words += block.text.split(/\s+/).length;
    if (words >= STRETCH_WORDS) words = 0;
  }
  const { heldOut } = splitHeldOut(stretches, share, seed);
  const held = heldOut.flat();
  const aside = new Set(held);
  return { train: blocks.filter((block) => !aside.has(block)), held };
}

/** About one window of a hundred tokens. */
const STRETCH_WORDS = 75;
/** Enough for a mean that does not hang on one window, few enough to take seconds. */
const CHECKED_WINDOWS = 32;

function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!);
}
