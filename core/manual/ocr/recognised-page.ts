import { z } from 'zod';
import type { Fragment } from '../pdf/fragments.ts';

const wordSchema = z.object({
  text: z.string(),
  /** Where it begins along its line, and how long it is: points in the frame of the line's direction, as `Fragment` has them. */
  x: z.number(),
  width: z.number(),
  /** How sure the recognition is, from 0 to 100. */
  confidence: z.number(),
});
const lineSchema = z.object({
  /** Degrees clockwise: 0, or 90 for a line that runs down the page. */
  angle: z.union([z.literal(0), z.literal(90)]),
  baseline: z.number(),
  /** Of the font, as far as the height of its letters tells. */
  size: z.number(),
  words: z.array(wordSchema),
});

/** What was recognised in a page's picture. */
export const recognisedPageSchema = z.object({
  width: z.number(),
  height: z.number(),
  lines: z.array(lineSchema),
  /** How sure the recognition is of its letters, from 0 to 100; 0 without any. */
  certainty: z.number(),
  /** The picture is of one colour. */
  blank: z.boolean(),
});

export type RecognisedPage = z.infer<typeof recognisedPageSchema>;
export type RecognisedLine = z.infer<typeof lineSchema>;
type Word = z.infer<typeof wordSchema>;

/** The text as it reads, with nothing left out. */
export function recognisedText({ lines }: Pick<RecognisedPage, 'lines'>): string {
  return lines.map(({ words }) => words.map(({ text }) => text).join(' ')).join('\n');
}

/** How sure the recognition is of its letters, those in specks and drawings too, from 0 to 100; 0 without any. */
export function certaintyOf(lines: readonly RecognisedLine[]): number {
  const words = lines.flatMap((line) => line.words).filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  const sum = words.reduce((total, { text, confidence }) => total + text.length * confidence, 0);
  return words.length === 0 ? 0 : Math.round(sum / lettersOf(words));
}

const WORD_CERTAINTY = 25;
const SIGN_CERTAINTY = 75;
const BULLET_CERTAINTY = 80;

/** Lines without what is no text: specks and lines of a drawing that were taken for signs. A bullet, which is no letter of any language, is one again. */
export function cleanLines(lines: readonly RecognisedLine[]): RecognisedLine[] {
  return lines
    .map((line) => ({ ...line, words: withBullet(line.words.filter(isText)) }))
    .filter(({ words }) => words.some(({ text }) => /[\p{L}\p{N}]/u.test(text)));

  function isText(word: Word, index: number): boolean {
    if (index === 0 && looksLikeBullet(word)) return true;
    return word.confidence >= (/[\p{L}\p{N}]/u.test(word.text) ? WORD_CERTAINTY : SIGN_CERTAINTY);
  }
}

function withBullet(words: readonly Word[]): Word[] {
  const [first, ...rest] = words;
  if (first === undefined || rest.length === 0 || !looksLikeBullet(first)) return [...words];
  return [{ ...first, text: '•' }, ...rest];
}

function looksLikeBullet({ text, confidence }: Word): boolean {
  return /^[«»©®°¢*+•·oe]$/.test(text) && confidence < BULLET_CERTAINTY;
}

/** How large most of the text is. */
export interface MainText {
  readonly size: number;
  /** Of a letter, on average. */
  readonly letterWidth: number;
}

/** Over all recognised pages, as much text being larger as smaller. */
export function mainText(pages: readonly Pick<RecognisedPage, 'lines'>[]): MainText {
  const lines = pages.flatMap(({ lines }) => lines);
  return { size: median(lines, ({ size }) => size), letterWidth: median(lines, letterWidth) };
}

/** Letters of one size are measured a little differently in each line: what differs by less has the size of the main text. */
const SAME_SIZE = 0.15;

/** A page's words as the layout takes them: as if the file held them in one font. */
export function fragmentsOf({ lines }: Pick<RecognisedPage, 'lines'>, main: MainText): Fragment[] {
  return lines.flatMap((line) => {
    const size = sizeOf(line, main);
    return line.words.map(({ text, x, width }) => ({
      text,
      x,
      baseline: line.baseline,
      width,
      size,
      ascent: 0.8 * size,
      descent: 0.2 * size,
      font: 'recognised',
      angle: line.angle,
      rightToLeft: false,
      spaceBefore: true,
    }));
  });
}

/** Larger or smaller than the main text only where height and width of its letters agree: specks make a line high, capitals wide. */
function sizeOf(line: RecognisedLine, main: MainText): number {
  const height = line.size / main.size;
  const width = letterWidth(line) / main.letterWidth;
  const ratio = height > 1 ? Math.max(1, Math.min(height, width)) : Math.min(1, Math.max(height, width));
  return Math.abs(ratio - 1) <= SAME_SIZE ? main.size : Math.max(4, Math.round(ratio * main.size));
}

function letterWidth({ words }: RecognisedLine): number {
  return words.reduce((total, { width }) => total + width, 0) / Math.max(1, lettersOf(words));
}

function lettersOf(words: readonly Word[]): number {
  return words.reduce((total, { text }) => total + text.length, 0);
}

/** Of lines by their letters. */
function median(lines: readonly RecognisedLine[], of: (line: RecognisedLine) => number): number {
  const values = lines
    .map((line) => ({ value: of(line), letters: lettersOf(line.words) }))
    .sort((a, b) => a.value - b.value);
  let left = values.reduce((total, { letters }) => total + letters, 0) / 2;
  for (const { value, letters } of values) {
    left -= letters;
    if (left <= 0) return value;
  }
  return 0;
}
