import type { Line } from './lines.ts';

/** A page's lines in reading order, by writing direction and column. */
export interface PageLines {
  readonly number: number;
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly regions: readonly Region[];
}

export interface Region {
  readonly angle: number;
  readonly lines: readonly Line[];
}

/** The part of the height at the top and at the bottom where running heads and page numbers stand. */
const MARGIN = 0.14;
const MOST_FURNITURE = 0.4;
const PLACE = 4;
const EDGE_LINES = 3;

/**
 * The lines that are no text of the manual: running heads, feet and page numbers, known by standing at the same place on several
 * pages and saying the same, or counting with the pages.
 */
export function furnitureOf(pages: readonly PageLines[]): ReadonlySet<Line> {
  const found = new Set<Line>();
  for (const edge of ['top', 'bottom'] as const) {
    const places = new Map<string, Placed[]>();
    for (const page of pages) {
      for (const line of edgeLines(page, edge)) {
        const y = edge === 'top' ? line.baseline : page.height - line.baseline;
        for (const key of [Math.floor(y / PLACE), Math.floor(y / PLACE + 0.5) + 0.5]) {
          const place = `${key}`;
          const list = places.get(place) ?? [];
          if (list.length === 0) places.set(place, list);
          list.push({ line, page });
        }
      }
    }
    for (const place of places.values()) markPlace(place, pages.length, found);
  }
  // Where it would be much of the text, it is the text: labels, cards, slides with a line each.
  const letters = (lines: Iterable<Line>) => [...lines].reduce((total, line) => total + line.text.length, 0);
  const all = letters(pages.flatMap((page) => page.regions.flatMap((region) => region.lines)));
  return letters(found) > all * MOST_FURNITURE ? new Set() : found;
}

interface Placed {
  readonly line: Line;
  readonly page: PageLines;
}

function markPlace(place: readonly Placed[], pageCount: number, found: Set<Line>): void {
  const same = new Map<string, Placed[]>();
  const counting = new Map<string, Placed[]>();
  const push = (map: Map<string, Placed[]>, key: string, placed: Placed) =>
    map.set(key, [...(map.get(key) ?? []), placed]);
  for (const placed of place) {
    const { line, page } = placed;
    push(same, line.text.replace(/\d+|\b[ivxlc]+\b/gi, '#').toLowerCase(), placed);
    for (const number of pageNumbers(line)) push(counting, `${number - page.number}`, placed);
    const hasLabel = line.cells.some((cell) => cell.text.toLowerCase() === page.label.toLowerCase());
    if (hasLabel && !/^\d+$/.test(page.label)) push(counting, 'label', placed);
  }
  const mark = (placed: readonly Placed[]) => {
    for (const { line } of placed) found.add(line);
  };
  // In a long manual some line of text stands at the same place on a few pages by chance.
  const needed = pageCount <= 4 ? 2 : Math.max(3, pageCount * 0.05);
  for (const [text, lines] of same) if (/\p{L}/u.test(text) && pagesOf(lines) >= needed) mark(lines);
  for (const lines of counting.values()) if (pagesOf(lines) >= needed) mark(lines);
  // A running head that names the chapter: the place is used on most pages, and each text on several of them.
  const repeated = [...same.values()].filter((lines) => pagesOf(lines) > 1).flat();
  if (pagesOf(place) >= Math.max(6, pageCount * 0.4) && repeated.length >= place.length * 0.6) mark(place);
}

function pagesOf(lines: readonly Placed[]): number {
  return new Set(lines.map(({ page }) => page.number)).size;
}

/** Numbers that may be the page's: alone, at either end of the line, or `Page 3 of 9`. */
function pageNumbers(line: Line): number[] {
  const text = line.text.trim();
  const found = new Set<number>();
  for (const match of [
    /^[-–[(]?\s*(\d{1,5})\b/.exec(text),
    /\b(\d{1,5})\s*[-–\])]?$/.exec(text),
    /\bpage\s+(\d{1,5})\b/i.exec(text),
  ]) {
    if (match?.[1]) found.add(Number(match[1]));
  }
  const roman = /^[ivxlc]+$/i.test(text) ? fromRoman(text.toLowerCase()) : 0;
  if (roman > 0) found.add(roman);
  return [...found];
}

function fromRoman(text: string): number {
  const values: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };
  return [...text].reduce((total, letter, index, all) => {
    const value = values[letter] ?? 0;
    return total + (value < (values[all[index + 1] ?? ''] ?? 0) ? -value : value);
  }, 0);
}

function edgeLines(page: PageLines, edge: 'top' | 'bottom'): Line[] {
  const lines = page.regions.filter((region) => region.angle === 0).flatMap((region) => region.lines);
  const inside = lines.filter((line) =>
    edge === 'top' ? line.baseline < page.height * MARGIN : line.top > page.height * (1 - MARGIN),
  );
  const distance = (line: Line) => (edge === 'top' ? line.baseline : -line.baseline);
  return inside.sort((a, b) => distance(a) - distance(b)).slice(0, EDGE_LINES);
}
