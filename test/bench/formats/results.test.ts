import { describe, expect, it } from 'vitest';
import { type FormatScore, formatChart, formatTables } from '../../../core/bench/formats/results.ts';

const scored = (pair: readonly [number, number], format: number, system: string, mean: number | null): FormatScore => ({
  pair,
  format,
  system,
  score: mean === null ? { mean, low: null, high: null } : { mean, low: mean - 0.1, high: mean + 0.1 },
});

const scores = [
  scored([1, 4], 7, 'skill-1', 0.2),
  scored([1, 4], 3, 'skill-1', 0.4),
  scored([1, 4], 3, 'skill-2', 0.5),
  scored([1, 4], 7, 'skill-2', null),
  scored([1, 4], 3, 'average', 0.45),
  scored([1, 4], 3, 'cat-learned', 0.8),
  scored([1, 4], 7, 'cat-learned', 0.6),
  scored([1, 2], 3, 'cat-learned', 0.7),
];

describe('the results of the experiment with formats', () => {
  it('are a table for each pair, formats in order, with their mean where all were scored', () => {
    const text = formatTables(scores);
    expect(text).toContain('### Formats 1 and 4\n\n| trained on | format 3 | format 7 | mean |');
    expect(text).toContain('| format 1 | 0.400 [0.300, 0.500] | 0.200 [0.100, 0.300] | 0.300 |');
    expect(text).toContain('| format 4 | 0.500 [0.400, 0.600] | – | – |');
    expect(text).toContain('| average of the two | 0.450 [0.350, 0.550] | – | – |');
    expect(text).toContain('### Formats 1 and 2');
    expect(text.split('### Formats 1 and 2')[1]).not.toContain('average');
  });

  it('are a chart with a bar for each score, whose height is the score', () => {
    const svg = formatChart(scores, 'A & B');
    const bars = [...svg.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="14" height="([\d.]+)"[^>]*><title>([^<]*)/g)];
    expect(bars).toHaveLength(7);
    const heightOf = (told: string) => Number(bars.find(([, , title]) => title!.startsWith(told))![1]);
    expect(heightOf('cat-learned, format 3: 0.800') / heightOf('format 1, format 3: 0.400')).toBeCloseTo(2, 1);
    expect(svg).toContain('aria-label="A &#38; B"');
    expect(svg.match(/Trained on formats/g)).toHaveLength(2);
  });

  it('have a legend within the picture, however narrow that is', () => {
    for (const formats of [[3], [3, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8]]) {
      const wide = formats.flatMap((format) =>
        ['skill-1', 'average', 'data-mix-plain', 'cat-learned'].map((system) => ({ ...scores[0]!, format, system })),
      );
      const svg = formatChart(wide, 'Formats');
      const width = Number(/ width="(\d+)"/.exec(svg)![1]);
      const names = [...svg.matchAll(/<rect x="(\d+)" y="\d+" width="10"/g)].map(([, x]) => Number(x));
      expect(names).toHaveLength(4);
      // The longest name takes about 110.
      for (const x of names) expect(x + 126).toBeLessThanOrEqual(width);
    }
  });
});
