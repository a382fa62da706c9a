import { type Line, overlap, type Segment } from './lines.ts';

export interface TableRun {
  /** The lines taken, counted from where the search began. */
  readonly length: number;
  readonly rows: readonly string[][];
}

const MAX_CELL = 400;

/**
 * The table that begins at `lines[start]`, if one does: two lines or more whose cells stand in the same columns. A line that
 * lies in later columns alone goes on with the cells above it.
 */
export function tableAt(
  lines: readonly Line[],
  start: number,
  isListItem: (line: Line) => boolean,
): TableRun | undefined {
  const first = lines[start] as Line;
  if (first.cells.length < 2 || isListItem(first)) return undefined;
  let end = start + 1;
  let last = start;
  for (; end < lines.length; end++) {
    const line = lines[end] as Line;
    const previous = lines[end - 1] as Line;
    const gap = line.baseline - previous.baseline;
    if (gap > 3.2 * previous.size || gap < 0 || isListItem(line)) break;
    if (line.cells.length > 1) last = end;
    else if (line.baseline - (lines[last] as Line).baseline > 6 * line.size) break;
  }
  // A row of other columns (a heading over several of them) ends what fits; the rest is tried again from there.
  for (let stop = last + 1; stop - start >= 2; stop--) {
    const part = lines.slice(start, stop);
    if ((part.at(-1) as Line).cells.length < 2 && stop !== last + 1) continue;
    const rows = rowsOf(part);
    if (rows) return { length: withTail(lines, start, stop, rows), rows: rows.rows };
    if (last + 1 - stop > 12) break;
  }
  return undefined;
}

interface Grid {
  readonly columns: { x: number; right: number }[];
  readonly rows: string[][];
}

function rowsOf(lines: readonly Line[]): Grid | undefined {
  const multi = lines.filter((line) => line.cells.length > 1);
  if (multi.length < 2 || multi.length < lines.length * 0.35) return undefined;
  const columns = columnsOf(multi);
  if (columns.length < 2) return undefined;
  const places = (line: Line) => line.cells.map((cell) => columnOf(columns, cell));
  const fits = multi.filter((line) => new Set(places(line)).size === line.cells.length && !places(line).includes(-1));
  const filled = multi.reduce((total, line) => total + line.cells.length, 0) / (multi.length * columns.length);
  if (fits.length < multi.length * 0.8 || filled < 0.5) return undefined;
  const rows: string[][] = [];
  let previous: Line | undefined;
  for (const line of lines) {
    if (line.cells.length === 1) {
      const column = columnOf(columns, line);
      const tight = previous !== undefined && line.baseline - previous.baseline < 1.6 * line.size;
      if (column === -1 || (column === 0 && !tight)) return undefined;
      const row = rows.at(-1) as string[];
      if (tight || column > 0) append(row, column, line.text);
      if ((row[column]?.length ?? 0) > MAX_CELL) return undefined;
    } else {
      const continues =
        previous !== undefined && line.baseline - previous.baseline < 1.6 * line.size && !places(line).includes(0);
      const row = continues ? (rows.at(-1) as string[]) : columns.map(() => '');
      for (const cell of line.cells) append(row, Math.max(0, columnOf(columns, cell)), cell.text);
      if (!continues) rows.push(row);
    }
    previous = line;
  }
  return rows.length >= 2 ? { columns, rows } : undefined;
}

/** Takes the single-cell lines that end the last row's later columns, and gives the run's length with them. */
function withTail(lines: readonly Line[], start: number, stop: number, grid: Grid): number {
  let end = stop;
  for (; end < lines.length; end++) {
    const line = lines[end] as Line;
    const previous = lines[end - 1] as Line;
    const column = line.cells.length === 1 ? columnOf(grid.columns, line) : -1;
    if (column < 1 || line.baseline - previous.baseline > 1.6 * line.size || line.baseline < previous.baseline) break;
    append(grid.rows.at(-1) as string[], column, line.text);
  }
  return end - start;
}

function append(row: string[], column: number, text: string): void {
  row[column] = row[column] ? `${row[column]} ${text}` : text;
}

/** The extents of all cells, those that overlap made one. */
function columnsOf(lines: readonly Line[]): { x: number; right: number }[] {
  const columns: { x: number; right: number }[] = [];
  for (const { x, right } of lines.flatMap((line) => line.cells).sort((a, b) => a.x - b.x)) {
    const last = columns.at(-1);
    if (last && x < last.right + 1) last.right = Math.max(last.right, right);
    else columns.push({ x, right });
  }
  return columns;
}

function columnOf(columns: readonly { x: number; right: number }[], cell: Pick<Segment, 'x' | 'right'>): number {
  const touched = columns.flatMap((column, index) => (overlap(column, cell) > 0.05 ? [index] : []));
  return touched.length === 1 ? (touched[0] as number) : -1;
}
