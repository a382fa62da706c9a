import type { Fragment } from '../pdf/fragments.ts';
import { composeAccents, isWide } from './clean-text.ts';

/** Text without a wide gap: a line of a column, or one cell of a table's row. */
export interface Segment {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly baseline: number;
  readonly size: number;
  /** The font of most of its characters. */
  readonly font: string;
  /** Every character is in a bold font. */
  readonly bold: boolean;
  readonly mono: boolean;
  readonly rightToLeft: boolean;
}

/** The segments of one column on one baseline, in reading order. */
export interface Line extends Segment {
  readonly cells: readonly Segment[];
}

export interface FontTraits {
  readonly bold: boolean;
  readonly mono: boolean;
}

export type Fonts = ReadonlyMap<string, FontTraits>;

/** A gap wider than this many times the size parts a row into segments. */
const SEGMENT_GAP = 0.95;
const WORD_GAP = 0.18;

/** Groups fragments of one writing direction by baseline, then parts each row at its wide gaps. */
export function segmentsOf(fragments: readonly Fragment[], fonts: Fonts): Segment[] {
  return rowsOf(fragments).flatMap((row) => splitRow(row, fonts));
}

/** One line from the segments of one column on one baseline. */
export function lineOf(segments: readonly Segment[]): Line {
  const letters = (rightToLeft: boolean) =>
    sum(
      segments.filter((s) => s.rightToLeft === rightToLeft),
      (s) => s.text.length,
    );
  const rightToLeft = letters(true) > letters(false);
  const cells = [...segments].sort((a, b) => (rightToLeft ? b.right - a.right : a.x - b.x));
  const main = cells.reduce((a, b) => (b.text.length > a.text.length ? b : a));
  return {
    ...main,
    cells,
    rightToLeft,
    text: cells.map((cell) => cell.text).join(' '),
    x: Math.min(...cells.map((cell) => cell.x)),
    right: Math.max(...cells.map((cell) => cell.right)),
    top: Math.min(...cells.map((cell) => cell.top)),
    bottom: Math.max(...cells.map((cell) => cell.bottom)),
    bold: cells.every((cell) => cell.bold),
    mono: cells.every((cell) => cell.mono),
  };
}

/** Segments of one column as lines from top to bottom. */
export function linesOf(segments: readonly Segment[]): Line[] {
  const lines: Segment[][] = [];
  for (const segment of [...segments].sort((a, b) => a.baseline - b.baseline || a.x - b.x)) {
    const last = lines.at(-1);
    const first = last?.[0];
    const near = first && Math.abs(segment.baseline - first.baseline) <= 0.3 * Math.min(segment.size, first.size);
    if (last && near && !last.some((other) => overlap(other, segment) > 0.5)) last.push(segment);
    else lines.push([segment]);
  }
  return lines.map(lineOf);
}

interface Row {
  baseline: number;
  size: number;
  top: number;
  bottom: number;
  readonly fragments: Fragment[];
}

function rowsOf(fragments: readonly Fragment[]): Row[] {
  const rows: Row[] = [];
  // Large text first, so that superscripts and subscripts find the line they belong to.
  const full = [...fragments].sort((a, b) => a.baseline - b.baseline);
  for (const fragment of full) {
    const row = rows.at(-1);
    if (row && Math.abs(fragment.baseline - row.baseline) <= 0.25 * Math.min(fragment.size, row.size))
      addTo(row, fragment);
    else {
      const { baseline, size } = fragment;
      rows.push({
        baseline,
        size,
        top: baseline - fragment.ascent,
        bottom: baseline + fragment.descent,
        fragments: [fragment],
      });
    }
  }
  return mergeScripts(rows);
}

/** Puts each row of raised or lowered small text into the row beside which it stands. */
function mergeScripts(rows: readonly Row[]): Row[] {
  const kept: Row[] = [];
  const isScript = (small: Row, row: Row | undefined) =>
    row !== undefined &&
    small.size <= 0.8 * row.size &&
    Math.abs(small.baseline - row.baseline) <= 0.6 * row.size &&
    small.fragments.every((s) => row.fragments.some((f) => touches(f, s, row.size)));
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as Row;
    const before = kept.at(-1);
    const after = rows[index + 1];
    const home = isScript(row, before) ? before : isScript(row, after) ? after : undefined;
    if (home) home.fragments.push(...row.fragments);
    else kept.push(row);
  }
  return kept;
}

function touches(a: Fragment, b: Fragment, size: number): boolean {
  return b.x < a.x + a.width + 0.4 * size && b.x + b.width > a.x - 0.4 * size;
}

function addTo(row: Row, fragment: Fragment): void {
  row.fragments.push(fragment);
  if (fragment.size > row.size) {
    row.size = fragment.size;
    row.baseline = fragment.baseline;
  }
}

function splitRow(row: Row, fonts: Fonts): Segment[] {
  const ordered = row.fragments.sort((a, b) => a.x - b.x);
  const runs: Fragment[][] = [];
  let right = Number.NEGATIVE_INFINITY;
  for (const fragment of ordered) {
    const run = runs.at(-1);
    const size = Math.max(fragment.size, run?.at(-1)?.size ?? 0);
    if (run && fragment.x - right <= SEGMENT_GAP * size) run.push(fragment);
    else {
      runs.push([fragment]);
      right = Number.NEGATIVE_INFINITY;
    }
    right = Math.max(right, fragment.x + fragment.width);
  }
  return runs.map((run) => segmentOf(run, fonts));
}

function segmentOf(run: readonly Fragment[], fonts: Fonts): Segment {
  const weight = new Map<string, number>();
  for (const { font, text } of run) weight.set(font, (weight.get(font) ?? 0) + text.length);
  const font = [...weight].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
  const main = run.filter((fragment) => fragment.font === font);
  const rightToLeft =
    sum(
      run.filter((f) => f.rightToLeft),
      (f) => f.text.length,
    ) >
    sum(run, (f) => f.text.length) / 2;
  const size = mode(main.map((fragment) => [round(fragment.size), fragment.text.length]));
  return {
    text: composeAccents(joinRun(rightToLeft ? [...run].reverse() : run, rightToLeft)),
    x: Math.min(...run.map((f) => f.x)),
    right: Math.max(...run.map((f) => f.x + f.width)),
    top: Math.min(...run.map((f) => f.baseline - f.ascent)),
    bottom: Math.max(...run.map((f) => f.baseline + f.descent)),
    baseline: (main.find((fragment) => round(fragment.size) === size) ?? (main[0] as Fragment)).baseline,
    size,
    font,
    bold: run.every((fragment) => fonts.get(fragment.font)?.bold === true),
    mono: run.every((fragment) => fonts.get(fragment.font)?.mono === true),
    rightToLeft,
  };
}

function joinRun(run: readonly Fragment[], rightToLeft: boolean): string {
  let text = '';
  let previous: Fragment | undefined;
  for (const fragment of run) {
    if (previous) {
      const gap = rightToLeft ? previous.x - (fragment.x + fragment.width) : fragment.x - (previous.x + previous.width);
      const size = Math.max(fragment.size, previous.size);
      const wide = isWide(text.at(-1)) && isWide(fragment.text[0]);
      if (!wide && (gap > WORD_GAP * size || (fragment.spaceBefore && gap > 0.05 * size))) text += ' ';
    }
    text += fragment.text;
    previous = fragment;
  }
  return text;
}

/** How much of the narrower one lies beside the other. */
export function overlap(a: { x: number; right: number }, b: { x: number; right: number }): number {
  const shared = Math.min(a.right, b.right) - Math.max(a.x, b.x);
  return shared / Math.max(0.1, Math.min(a.right - a.x, b.right - b.x));
}

/** The value with the greatest weight; the first of equals. */
export function mode(values: readonly (readonly [value: number, weight: number])[]): number {
  const weights = new Map<number, number>();
  for (const [value, weight] of values) weights.set(value, (weights.get(value) ?? 0) + weight);
  return [...weights].reduce((a, b) => (b[1] > a[1] ? b : a), [0, -1] as [number, number])[0];
}

/** Sizes to half a point, so that rounding in the file makes no new style. */
export function round(size: number): number {
  return Math.round(size * 2) / 2;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
