import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../core/service/contract.ts';
import { presets } from '../../../../core/service/presets.ts';
import { mainValues, soupValues, trainingValues } from '../../../../renderer/features/skills/recipe-words.ts';
import { fieldPaths } from '../../../../renderer/state/recipe-fields.ts';

const training = presets.quick.training as unknown as Json;

describe('the recipe that made a skill', () => {
  test('is every number of it, by the field that it is set in', () => {
    const paths = trainingValues(training, false).map(([path]) => path);
    expect([...paths].sort()).toEqual(fieldPaths.filter((path) => path.startsWith('training.')).sort());
    expect(soupValues(presets.quick.soup as unknown as Json)).toHaveLength(Object.keys(presets.quick.soup).length);
  });

  test('of instructions has the words for these where there are some', () => {
    const values = trainingValues({ epochs: 1, rank: 32, format: 'alpaca', unheardOf: 1 }, true);
    expect(values).toEqual([
      ['instruction.epochs', 1],
      ['training.rank', 32],
      ['instruction.format', 'alpaca'],
    ]);
  });

  test('is told at a glance by the numbers that differ most', () => {
    expect(mainValues(trainingValues(training, false))).toEqual([
      ['training.learningRate', 1e-3],
      ['training.epochs', 2],
      ['training.maxSteps', 180],
    ]);
  });

  test('is nothing where it was not kept', () => {
    expect([trainingValues(undefined, false), trainingValues(null, true), soupValues([1])]).toEqual([[], [], []]);
  });
});
