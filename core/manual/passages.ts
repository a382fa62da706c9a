import type { Block, Manual, Rectangle } from './manual.ts';

/** A stretch of a manual that can be found and quoted, with where it stands. */
export interface Passage {
  readonly text: string;
  /** The headings it stands under, from the top. */
  readonly headings: readonly string[];
  readonly page: number;
  readonly lastPage: number;
  readonly rectangles: readonly Rectangle[];
}

const MIN_WORDS = 80;
const MAX_WORDS = 180;
/** With the headings that go before it, a full passage may be a little longer. */
const MAX_WITH_HEADINGS = 200;

interface Piece {
  readonly text: string;
  readonly words: number;
  readonly page: number;
  readonly rectangles: readonly Rectangle[];
  readonly headings: readonly string[];
  readonly isHeading: boolean;
}

/**
 * A manual's text as passages of about 80 to 180 words, in order. A passage lies under one top-level heading, begins anew at a
 * heading once it is long enough, and keeps a table's rows together where they fit. The same manual gives the same passages.
 */
export function passagesOf(manual: Pick<Manual, 'blocks'>): Passage[] {
  const passages: Passage[] = [];
  let open: Piece[] = [];
  let words = 0;
  const flush = (carried: readonly Piece[] = []) => {
    if (open.length > carried.length) passages.push(passageOf(open.slice(0, open.length - carried.length)));
    open = [...carried];
    words = wordsOf(open);
  };
  for (const piece of piecesOf(manual.blocks)) {
    const last = open.at(-1);
    const newTop = last !== undefined && last.headings[0] !== piece.headings[0];
    const newSection = last !== undefined && last.headings.join('\n') !== piece.headings.join('\n');
    const full = words + piece.words > MAX_WORDS;
    if (newTop) flush();
    else if (full || (newSection && piece.isHeading && words >= MIN_WORDS)) flush(headingsAtEnd(open, piece));
    open.push(piece);
    words += piece.words;
  }
  flush();
  return passages;
}

/** The headings that stand right before a piece and would be parted from it. */
function headingsAtEnd(open: readonly Piece[], next: Piece): Piece[] {
  const start = open.findLastIndex((piece) => !piece.isHeading) + 1;
  const headings = open.slice(start);
  const fits = start > 0 && wordsOf(headings) + next.words <= MAX_WITH_HEADINGS;
  return fits ? headings : [];
}

function wordsOf(pieces: readonly Piece[]): number {
  return pieces.reduce((total, piece) => total + piece.words, 0);
}

/** Blocks under their headings, each small enough for one passage. A heading goes with what follows it. */
function piecesOf(blocks: readonly Block[]): Piece[] {
  const pieces: Piece[] = [];
  const path: (string | undefined)[] = [];
  for (const block of blocks) {
    if (block.kind === 'heading') {
      const level = block.level ?? 1;
      path.length = Math.min(path.length, level - 1);
      path[level - 1] = block.text;
    }
    const headings = path.filter((heading): heading is string => heading !== undefined);
    const parts = block.kind === 'table' ? splitRows(block.text) : splitSentences(block.text);
    for (const text of parts) {
      const { page, rectangles } = block;
      pieces.push({ text, words: countWords(text), page, rectangles, headings, isHeading: block.kind === 'heading' });
    }
  }
  return pieces;
}

function passageOf(pieces: readonly Piece[]): Passage {
  const body = pieces.filter((piece) => !piece.isHeading);
  const rectangles = [...new Set(pieces.flatMap((piece) => piece.rectangles))];
  const pages = [...pieces.map((piece) => piece.page), ...rectangles.map((rectangle) => rectangle.page)];
  return {
    text: pieces.map((piece) => piece.text).join('\n'),
    headings: commonPath((body.length > 0 ? body : pieces).map((piece) => piece.headings)),
    page: Math.min(...pages),
    lastPage: Math.max(...pages),
    rectangles,
  };
}

function commonPath(paths: readonly (readonly string[])[]): string[] {
  const [first = [], ...rest] = paths;
  const length = rest.reduce((shared, path) => {
    let index = 0;
    while (index < shared && path[index] === first[index]) index++;
    return index;
  }, first.length);
  return first.slice(0, length);
}

/** A table too long for one passage as several, each under the first row (its column names). */
function splitRows(text: string): string[] {
  if (countWords(text) <= MAX_WORDS) return [text];
  const [head = '', ...rows] = text.split('\n');
  const budget = MAX_WORDS - countWords(head);
  if (budget < MIN_WORDS / 2) return splitSentences(text);
  return pack(rows, budget, '\n').map((part) => `${head}\n${part}`);
}

function splitSentences(text: string): string[] {
  if (countWords(text) <= MAX_WORDS) return [text];
  const separator = text.includes('\n') ? '\n' : ' ';
  const sentences = separator === '\n' ? text.split('\n') : text.split(/(?<=[.!?]["”’)]?) (?=\S)/);
  return pack(sentences, MAX_WORDS, separator);
}

/** Joins parts up to the budget of words. A part that is longer alone is cut between words. */
function pack(parts: readonly string[], budget: number, separator: string): string[] {
  const packed: string[] = [];
  let current: string[] = [];
  let words = 0;
  for (const part of parts.flatMap((text) => cut(text, budget))) {
    const count = countWords(part);
    if (words + count > budget && current.length > 0) {
      packed.push(current.join(separator));
      current = [];
      words = 0;
    }
    current.push(part);
    words += count;
  }
  if (current.length > 0) packed.push(current.join(separator));
  return packed;
}

const MAX_WORD = 200;
const LONG_WORD_PART = /.{1,200}/gsu;

function cut(text: string, budget: number): string[] {
  if (countWords(text) <= budget) return [text];
  const words = text
    .split(/\s+/)
    .flatMap((word) => (word.length > MAX_WORD ? (word.match(LONG_WORD_PART) ?? []) : [word]));
  const parts: string[] = [];
  for (let index = 0; index < words.length; index += budget) parts.push(words.slice(index, index + budget).join(' '));
  return parts;
}

/** Words, where one without spaces (an address, Chinese text) counts by its length. */
function countWords(text: string): number {
  let count = 0;
  for (const word of text.split(/\s+/)) if (word !== '' && word !== '|') count += Math.ceil(word.length / 40);
  return count;
}
