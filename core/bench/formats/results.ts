import { escaped } from '../escaped.ts';
import type { Interval } from '../metrics.ts';

/** How well one system, made from a pair of formats, does on a third (LoRA Soups, Figure 10 and Table 3). */
export interface FormatScore {
  /** The formats that its skills were trained on. */
  readonly pair: readonly [number, number];
  /** The format it is tested on. */
  readonly format: number;
  readonly system: string;
  readonly score: Interval;
}

/** One table for each pair: a row for each system, a column for each format tested, and their mean. */
export function formatTables(scores: readonly FormatScore[]): string {
  const { pairs, formats, systems } = axesOf(scores);
  return pairs
    .map((pair) => {
      const own = scores.filter((score) => score.pair.join() === pair.join());
      const rows = systems.flatMap((system) => {
        const found = formats.map((format) => own.find((one) => one.system === system && one.format === format)?.score);
        if (found.every((score) => score === undefined)) return [];
        return [`| ${[nameOf(system, pair), ...found.map(scoreText), meanText(found)].join(' | ')} |`];
      });
      const head = ['trained on', ...formats.map((format) => `format ${format}`), 'mean'];
      return [
        `### Formats ${pair[0]} and ${pair[1]}`,
        '',
        `| ${head.join(' | ')} |`,
        `|${head.map((_, i) => (i === 0 ? ' --- ' : ' ---: ')).join('|')}|`,
        ...rows,
        '',
      ].join('\n');
    })
    .join('\n');
}

/** A panel for each pair: the formats tested from left to right, a bar with its interval for each system. */
export function formatChart(scores: readonly FormatScore[], title: string): string {
  const { pairs, formats, systems } = axesOf(scores);
  const groups = BAR * systems.length + GAP;
  const width = Math.max(LEFT + groups * formats.length, LEFT + LEGEND_STEP) + RIGHT;
  const columns = Math.floor((width - LEFT) / LEGEND_STEP);
  const panel = TOP + PLOT + FOOT;
  const legendTop = panel * pairs.length;
  const height = legendTop + LINE * Math.ceil(systems.length / columns) + 12;
  const top = Math.max(0.01, ...scores.map(({ score }) => score.high ?? 0));
  const panels = pairs.map((pair, row) => {
    const y = (value: number) => panel * row + TOP + PLOT * (1 - Math.max(0, value) / top);
    const bars = formats.flatMap((format, column) =>
      systems.flatMap((system, i) => {
        const found = scores.find(
          (one) => one.pair.join() === pair.join() && one.format === format && one.system === system,
        );
        if (found?.score.mean == null) return [];
        const { mean, low, high } = found.score;
        const x = LEFT + groups * column + GAP / 2 + BAR * i;
        const middle = x + BAR / 2 - 1;
        const told = `${nameOf(system, pair)}, format ${format}: ${scoreText(found.score)}`;
        return [
          `<rect x="${x}" y="${round(y(mean))}" width="${BAR - 2}" height="${round(y(0) - y(mean))}" fill="${colours[i % colours.length]}"><title>${escaped(told)}</title></rect>`,
          ...(low === null || high === null
            ? []
            : [`<path d="M${middle} ${round(y(low))}V${round(y(high))}" stroke="#333" stroke-width="1"/>`]),
        ];
      }),
    );
    const names = formats.map(
      (format, column) =>
        `<text x="${LEFT + groups * column + groups / 2}" y="${round(y(0)) + 16}" text-anchor="middle">format ${format}</text>`,
    );
    const ticks = [0, 0.5, 1].map(
      (share) =>
        `<path d="M${LEFT} ${round(y(share * top))}H${width - RIGHT}" stroke="#ddd"/><text x="${LEFT - 6}" y="${round(y(share * top)) + 4}" text-anchor="end">${(share * top).toFixed(2)}</text>`,
    );
    const head = `<text x="${LEFT}" y="${panel * row + 16}" font-weight="bold">Trained on formats ${pair[0]} and ${pair[1]}</text>`;
    return [head, ...ticks, ...bars, ...names].join('\n');
  });
  const legend = systems.map((system, i) => {
    const x = LEFT + LEGEND_STEP * (i % columns);
    const y = legendTop + LINE * Math.floor(i / columns) + 4;
    return `<rect x="${x}" y="${y}" width="10" height="10" fill="${colours[i % colours.length]}"/><text x="${x + 16}" y="${y + 10}">${escaped(nameOf(system))}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" role="img" aria-label="${escaped(title)}">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...panels,
    ...legend,
    '</svg>',
    '',
  ].join('\n');
}

function axesOf(scores: readonly FormatScore[]) {
  const unique = <T>(values: readonly T[]) => [...new Set(values)];
  return {
    pairs: unique(scores.map(({ pair }) => pair.join())).map((pair) => pair.split(',').map(Number) as [number, number]),
    formats: unique(scores.map(({ format }) => format)).sort((a, b) => a - b),
    systems: unique(scores.map(({ system }) => system)),
  };
}

/** In the words of the experiment; of one pair, with its formats. */
function nameOf(system: string, pair?: readonly [number, number]): string {
  if (system === 'skill-1') return pair === undefined ? 'first format' : `format ${pair[0]}`;
  if (system === 'skill-2') return pair === undefined ? 'second format' : `format ${pair[1]}`;
  return system === 'average' ? 'average of the two' : system;
}

function scoreText(score: Interval | undefined): string {
  if (score?.mean == null) return '–';
  const { mean, low, high } = score;
  return low === null || high === null ? mean.toFixed(3) : `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

/** Of all formats alike; none where one was not scored. */
function meanText(scores: readonly (Interval | undefined)[]): string {
  const means = scores.map((score) => score?.mean ?? null);
  if (means.includes(null)) return '–';
  return ((means as number[]).reduce((sum, mean) => sum + mean, 0) / means.length).toFixed(3);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const LEFT = 52;
const RIGHT = 12;
const TOP = 28;
const PLOT = 130;
const FOOT = 30;
const BAR = 16;
const GAP = 22;
const LINE = 18;
const LEGEND_STEP = 140;
/** Told apart by people who see colours otherwise (Okabe and Ito). */
const colours = ['#0072b2', '#56b4e9', '#999999', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#f0e442'];
