import { describe, expect, test } from 'vitest';
import {
  type Coefficients,
  coefficientsFromJson,
  coefficientsToJson,
  oneHotCoefficients,
  staticCoefficients,
  summarizeCoefficients,
} from '../../core/soup/index.ts';
import { loraModule } from '../skill/delta.ts';

const module = loraModule(1, [1], [1]);
const skills = [
  new Map([['q', module]]),
  new Map([
    ['q', module],
    ['v', module],
  ]),
];

describe('coefficients', () => {
  test('that are static are the same for every module of any skill', () => {
    expect([...staticCoefficients(skills).values]).toEqual([
      ['q', [0.5, 0.5]],
      ['v', [0.5, 0.5]],
    ]);
    expect(staticCoefficients(skills, [0.75, 0.25]).values.get('v')).toEqual([0.75, 0.25]);
  });

  test('that are one-hot name one skill', () => {
    expect(oneHotCoefficients(skills, 1).values.get('q')).toEqual([0, 1]);
    expect(() => oneHotCoefficients(skills, 2)).toThrow(/Invariant/);
  });

  test('come back from JSON as they were', () => {
    const learned: Coefficients = {
      skills: 2,
      values: new Map([
        ['b', [0.1, -2]],
        ['a', [1, 0]],
      ]),
      constraint: 'sigmoid',
      granularity: 'module',
    };
    const back = coefficientsFromJson(JSON.parse(JSON.stringify(coefficientsToJson(learned))));
    expect(back).toEqual(learned);
    expect([...back.values.keys()]).toEqual(['b', 'a']);
  });

  test.each([
    ['text', 'x'],
    ['no skills', { skills: 0, values: {} }],
    ['a list of values', { skills: 1, values: [] }],
    ['a module without its number', { skills: 2, values: { q: [1] } }],
    ['a value that is no number', { skills: 1, values: { q: [null] } }],
    ['an unknown constraint', { skills: 1, values: { q: [1] }, constraint: 'tight' }],
    ['an unknown granularity', { skills: 1, values: { q: [1] }, granularity: 'head' }],
  ])('are refused from JSON with %s', (_, json) => {
    expect(() => coefficientsFromJson(json)).toThrow(expect.objectContaining({ code: 'soup/incompatible' }));
  });

  test('are summed up as mean, spread and range of each skill', () => {
    const values = new Map([
      ['a', [0.25, 1]],
      ['b', [0.75, 1]],
    ]);
    expect(summarizeCoefficients({ skills: 2, values })).toEqual([
      { mean: 0.5, spread: 0.25, low: 0.25, high: 0.75 },
      { mean: 1, spread: 0, low: 1, high: 1 },
    ]);
  });
});
