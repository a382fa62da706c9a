import { escaped } from '../escaped.ts';
import type { Interval } from '../metrics.ts';

/** A line of the chart. */
export interface ChartRow extends Interval {
  readonly label: string;
}

/** Means as dots and 95 % intervals as lines, one row a system, as an SVG document that prints in black. */
export function intervalChart(rows: readonly ChartRow[], axis: string): string {
  const shown = rows.filter(({ mean }) => mean !== null);
  const low = Math.min(...shown.map((row) => row.low ?? row.mean!));
  const high = Math.max(...shown.map((row) => row.high ?? row.mean!));
  const room = (high - low || 1) * 0.05;
  const x = (value: number) => LEFT + ((value - low + room) / (high - low + 2 * room)) * (WIDTH - LEFT - RIGHT);
  const height = TOP + shown.length * ROW + BOTTOM;
  const lines = shown.map((row, i) => {
    const y = TOP + (i + 0.5) * ROW;
    const name = `<text x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${escaped(row.label)}</text>`;
    const bar = `<path d="M${at(x(row.low ?? row.mean!))} ${y}H${at(x(row.high ?? row.mean!))}" stroke="currentColor"/>`;
    const dot = `<circle cx="${at(x(row.mean!))}" cy="${y}" r="4" fill="currentColor"/>`;
    return `${name}${bar}${dot}`;
  });
  const marks = high > low ? [0, 1, 2, 3, 4].map((i) => low + ((high - low) * i) / 4) : [low];
  const ticks = marks.map((value) => {
    const place = at(x(value));
    const mark = `<path d="M${place} ${TOP}V${height - BOTTOM}" stroke="currentColor" stroke-opacity="0.15"/>`;
    return `${mark}<text x="${place}" y="${height - BOTTOM + 16}" text-anchor="middle">${value.toFixed(2)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" color="#222">`,
    `<title>${escaped(axis)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...ticks,
    ...lines,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${height - 8}" text-anchor="middle">${escaped(axis)}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

const WIDTH = 720;
const LEFT = 150;
const RIGHT = 24;
const TOP = 12;
const ROW = 24;
const BOTTOM = 44;

function at(value: number): string {
  return value.toFixed(1);
}
