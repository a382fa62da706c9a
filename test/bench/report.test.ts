import { expect, test } from 'vitest';
import {
  type BenchResult,
  comparisonTable,
  reportTable,
  resultJson,
  type Sample,
  samplesJsonLines,
} from '../../core/bench/index.ts';

const sample = (system: Sample['system'], index: number, score: number | null): Sample => ({
  system,
  index,
  seed: 0,
  question: `q${index}`,
  reference: 'r',
  answer: 'a\nb',
  citations: [],
  scores: { f1: score },
  explanations: { f1: '' },
  seconds: 1,
});
const result: BenchResult = {
  suite: 'mine',
  model: 'tiny',
  systems: [
    { name: 'base', n: 3, scores: { f1: { mean: 0.25, low: 0.1, high: 0.5 } }, seconds: 3 },
    { name: 'cat-learned', n: 3, scores: { f1: { mean: null, low: null, high: null } }, seconds: 12.34 },
  ],
  samples: [
    sample('base', 0, 0.5),
    sample('base', 1, 0.25),
    sample('base', 2, 0),
    sample('cat-learned', 0, 1),
    sample('cat-learned', 1, 0.75),
    sample('cat-learned', 2, null),
  ],
};

test('the table has one line a system, and says "not scored" rather than 0', () => {
  expect(reportTable(result)).toBe(
    [
      'mine on tiny',
      'system       n                    f1  seconds',
      'base         3  0.250 [0.100, 0.500]      3.0',
      'cat-learned  3            not scored     12.3',
      '',
    ].join('\n'),
  );
});

test('the comparison is question by question', () => {
  expect(comparisonTable(result, 'base', 'f1')).toBe(
    [
      'f1 against base            difference  won/tied/lost     p',
      'cat-learned      0.500 [0.500, 0.500]          2/0/0  0.50',
      '',
    ].join('\n'),
  );
});

test('the JSON document names the samples file, whose lines are one sample each', () => {
  expect(resultJson(result, '/x/samples.jsonl')).toEqual({
    suite: 'mine',
    model: 'tiny',
    systems: result.systems,
    samples: '/x/samples.jsonl',
  });
  const lines = samplesJsonLines(result.samples).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(result.samples);
});
