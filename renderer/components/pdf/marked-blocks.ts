import type { ManualBlock } from '../../api.ts';

/** A passage by its words, where a manual has no places on a page to mark. */
export interface TextPassage {
  readonly page: number;
  readonly lastPage: number;
  readonly text: string;
}

/** The places of a page's blocks that a passage speaks from. */
export function markedBlocks(
  blocks: readonly ManualBlock[],
  page: number,
  passages: readonly TextPassage[],
): ReadonlySet<number> {
  const here = passages.filter((passage) => passage.page <= page && page <= passage.lastPage);
  return new Set(here.flatMap(({ text }) => longestRun(blocks, linesOf(text))));
}

/** A passage is blocks that follow each other: the same words elsewhere on the page (a heading "Note") are not of it. */
function longestRun(blocks: readonly ManualBlock[], lines: readonly string[]): readonly number[] {
  let [best, bestLength]: readonly [readonly number[], number] = [[], 0];
  let run: number[] = [];
  let length = 0;
  blocks.forEach(({ text }, i) => {
    if (!isOf(text, lines)) {
      run = [];
      length = 0;
      return;
    }
    run = [...run, i];
    length += text.length;
    if (length > bestLength) [best, bestLength] = [run, length];
  });
  return best;
}

/** A passage has each of its blocks as lines; of a block too long for one passage it has some sentences. */
function isOf(block: string, lines: readonly string[]): boolean {
  if (linesOf(block).some((line) => lines.includes(line))) return true;
  const whole = oneLine(block);
  return lines.some((line) => line.length >= SENTENCE && whole.includes(line));
}

/** Characters: shorter ones stand in many blocks. */
const SENTENCE = 30;

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map(oneLine)
    .filter((line) => line !== '');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
