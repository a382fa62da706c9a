import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/errors.ts';
import { parseChange, presets, resolveRecipe } from '../../core/service/index.ts';

function refused(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('the recipe', () => {
  it('called paper has the numbers of the paper', () => {
    const { training, soup, study, generation } = resolveRecipe('paper');
    expect(training).toMatchObject({
      rank: 32,
      alpha: 64,
      dropout: 0.05,
      targets: ['q_proj', 'k_proj', 'v_proj', 'up_proj', 'down_proj'],
      learningRate: 3e-4,
      warmupSteps: 100,
      epochs: 3,
      batch: 4,
      accumulation: 4,
    });
    expect(study.windowLengths).toEqual([20, 100]);
    expect(soup).toMatchObject({
      constraint: 'softmax',
      learningRate: 1e-4,
      epochs: 1,
      share: 0.05,
      initial: 'normal',
    });
    expect(generation).toMatchObject({ temperature: 0.01, topP: 0.95, maxNewTokens: 200 });
  });

  it('of every preset is a recipe', () => {
    for (const [name, preset] of Object.entries(presets)) expect(resolveRecipe(name)).toEqual(preset);
  });

  it('is quick when none is named', () => {
    expect(resolveRecipe().preset).toBe('quick');
  });

  it('changes one number by its dotted key and nothing else', () => {
    const changed = resolveRecipe('best', {
      'training.epochs': 2,
      'study.windowLengths': [50],
      'soup.earlyStop': null,
    });
    const { best } = presets;
    expect(changed).toEqual({
      ...best,
      training: { ...best.training, epochs: 2 },
      study: { ...best.study, windowLengths: [50] },
      soup: { ...best.soup, earlyStop: null },
    });
  });

  it('changes a number two levels down', () => {
    const changed = resolveRecipe('best', { 'soup.earlyStop.every': 2 });
    expect(changed.soup.earlyStop).toEqual({ every: 2, patience: 3 });
  });

  it.each([
    [{ 'training.epoch': 2 }, 'training.epoch'],
    [{ training: 3 }, 'training'],
    [{ 'training.rank': 0 }, 'training.rank'],
    [{ 'training.rank': 1.5 }, 'training.rank'],
    [{ 'training.rank': '32' }, 'training.rank'],
    [{ 'training.targets': ['nowhere'] }, 'training.targets.0'],
    [{ 'seed.more': 1 }, 'seed.more'],
    [{ 'soup.share': 2 }, 'soup.share'],
    [{ 'training.__proto__.x': 1 }, 'training.__proto__.x'],
  ])('refuses %j and names the key', (changes, key) => {
    const error = refused(() => resolveRecipe('quick', changes as never));
    expect(error.code).toBe('recipe/invalid');
    expect(error.message).toContain(`"${key}"`);
  });

  it('comes from a file, which need only say what differs from a preset', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'recipe-')), 'mine.json');
    writeFileSync(path, JSON.stringify({ preset: 'paper', training: { epochs: 1 } }));
    expect(resolveRecipe(path)).toEqual({ ...presets.paper, training: { ...presets.paper.training, epochs: 1 } });
    writeFileSync(path, JSON.stringify({ preset: 'paper', training: { epoch: 1 } }));
    expect(refused(() => resolveRecipe(path)).message).toContain('"training.epoch"');
    writeFileSync(path, '{');
    expect(refused(() => resolveRecipe(path)).code).toBe('recipe/invalid');
    writeFileSync(path, JSON.stringify({ preset: 'toString' }));
    expect(refused(() => resolveRecipe(path)).message).toContain('"toString"');
  });
});

describe('a change on the command line', () => {
  it('is JSON where it can be read so, and text otherwise', () => {
    expect(parseChange('a.b=1e-4')).toEqual(['a.b', 1e-4]);
    expect(parseChange('a=null')).toEqual(['a', null]);
    expect(parseChange('a=softmax')).toEqual(['a', 'softmax']);
    expect(parseChange('a=x=y')).toEqual(['a', 'x=y']);
  });

  it.each(['', 'a', '=1'])('is refused when it is %j', (text) => {
    expect(refused(() => parseChange(text)).code).toBe('recipe/invalid');
  });
});
