import { type Line, linesOf, type Segment } from './lines.ts';

const MIN_GUTTER = 7;
const MIN_LINES = 4;
const MAX_CUTS = 6;

/**
 * A page's segments as regions in reading order, each one column wide. A gutter counts as one between columns, and not as one
 * between the cells of a table, where the text on both sides fills its width or the baselines of the sides differ.
 */
export function regionsOf(segments: readonly Segment[], depth = 0): Line[][] {
  if (segments.length === 0) return [];
  const gutter = depth < 4 ? findGutter(segments) : undefined;
  if (gutter === undefined) {
    const parts = depth < 4 ? splitAcross(segments) : undefined;
    return parts ? parts.flatMap((part) => regionsOf(part, depth + 1)) : [linesOf(segments)];
  }
  const regions: Line[][] = [];
  for (const band of bandsOf(segments, gutter)) {
    if (band.spanning) regions.push(linesOf(band.segments));
    else {
      const left = band.segments.filter((segment) => middle(segment) < gutter);
      const right = band.segments.filter((segment) => middle(segment) >= gutter);
      const sides = rightToLeft(segments) ? [right, left] : [left, right];
      for (const side of sides) regions.push(...regionsOf(side, depth + 1));
    }
  }
  return regions;
}

/** Two parts one above the other, where one of them has columns that the whole has not: a wide figure over two columns of text. */
function splitAcross(segments: readonly Segment[]): [Segment[], Segment[]] | undefined {
  const sorted = [...segments].sort((a, b) => a.top - b.top);
  const cuts: { at: number; gap: number }[] = [];
  let bottom = sorted[0]?.bottom ?? 0;
  sorted.forEach((segment, at) => {
    const gap = segment.top - bottom;
    if (at > 0 && gap > 0.5 * segment.size) cuts.push({ at, gap });
    bottom = Math.max(bottom, segment.bottom);
  });
  for (const { at } of cuts.sort((a, b) => b.gap - a.gap).slice(0, MAX_CUTS)) {
    const parts: [Segment[], Segment[]] = [sorted.slice(0, at), sorted.slice(at)];
    if (parts.some((part) => findGutter(part) !== undefined)) return parts;
  }
  return undefined;
}

function findGutter(segments: readonly Segment[]): number | undefined {
  const left = Math.min(...segments.map((segment) => segment.x));
  const right = Math.max(...segments.map((segment) => segment.right));
  const width = right - left;
  if (segments.length < 2 * MIN_LINES || width < 120) return undefined;
  // How many segments lie over each point of the width.
  const cover = new Uint32Array(Math.ceil(width) + 1);
  for (const segment of segments) {
    const end = Math.min(cover.length - 1, Math.floor(segment.right - left));
    for (let x = Math.max(0, Math.ceil(segment.x - left)); x <= end; x++) cover[x] = (cover[x] as number) + 1;
  }
  const rows = linesOf(segments).length;
  const candidates: { x: number; cover: number; width: number }[] = [];
  for (let start = Math.floor(width * 0.15); start < width * 0.85; start++) {
    const least = cover[start] as number;
    if (least > rows * 0.35) continue;
    let end = start;
    while (end + 1 < width * 0.85 && Math.abs((cover[end + 1] as number) - least) <= Math.max(0, rows * 0.03)) end++;
    if (end - start + 1 >= MIN_GUTTER)
      candidates.push({ x: left + (start + end) / 2, cover: least, width: end - start });
    start = Math.max(start, end);
  }
  candidates.sort((a, b) => a.cover - b.cover || b.width - a.width);
  return candidates.find(({ x }) => partsColumns(segments, x))?.x;
}

function partsColumns(segments: readonly Segment[], x: number): boolean {
  const left = linesOf(segments.filter((segment) => segment.right <= x));
  const right = linesOf(segments.filter((segment) => segment.x >= x));
  if (left.length < MIN_LINES || right.length < MIN_LINES) return false;
  const crossing = linesOf(segments.filter((segment) => segment.x < x && segment.right > x)).length;
  if (crossing > 1.5 * Math.max(left.length, right.length)) return false;
  const shares = [textShare(left), textShare(right)].sort((a, b) => a - b) as [number, number];
  if (shares[0] >= 0.45 && shares[1] >= 0.6) return true;
  const alone = (lines: Line[], others: Line[]) =>
    lines.filter((line) => !others.some((other) => Math.abs(other.baseline - line.baseline) <= 0.15 * line.size))
      .length;
  const unmatched = (alone(left, right) + alone(right, left)) / (left.length + right.length);
  const letters = (lines: Line[]) => median(lines.map((line) => line.text.length));
  return unmatched > 0.6 && letters(left) >= 12 && letters(right) >= 12 && Math.min(left.length, right.length) >= 8;
}

/** How much of a side is running text: the share of its letters in lines of several words that reach well across the width. */
function textShare(lines: readonly Line[]): number {
  const left = quantile(
    lines.map((line) => line.x),
    0.1,
  );
  const right = quantile(
    lines.map((line) => line.right),
    0.9,
  );
  let full = 0;
  let all = 0;
  for (const line of lines) {
    const letters = line.text.length;
    const wide = line.right - line.x >= 0.7 * (right - left);
    const words = line.text.split(' ').length;
    all += letters;
    if (wide && letters >= 18 && (words >= 3 || letters >= 30) && line.cells.length <= 2) full += letters;
  }
  return full / Math.max(1, all);
}

interface Band {
  readonly spanning: boolean;
  readonly segments: Segment[];
}

/** Alternating stretches from top to bottom: what crosses the gutter, and what lies beside it. */
function bandsOf(segments: readonly Segment[], gutter: number): Band[] {
  const bands: Band[] = [];
  const crosses = (segment: Segment) => segment.x < gutter && segment.right > gutter;
  const barriers = segments.filter(crosses);
  // A short cell on the same baseline as a crossing one belongs to its row.
  const spanning = (segment: Segment) =>
    crosses(segment) ||
    barriers.some((b) => Math.abs(b.baseline - segment.baseline) <= 0.3 * Math.min(b.size, segment.size));
  for (const segment of [...segments].sort((a, b) => a.baseline - b.baseline)) {
    const last = bands.at(-1);
    const kind = spanning(segment);
    if (last && last.spanning === kind) last.segments.push(segment);
    else bands.push({ spanning: kind, segments: [segment] });
  }
  return bands;
}

function rightToLeft(segments: readonly Segment[]): boolean {
  return segments.filter((segment) => segment.rightToLeft).length > segments.length / 2;
}

function middle(segment: Segment): number {
  return (segment.x + segment.right) / 2;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
