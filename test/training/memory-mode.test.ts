import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseDevice, trainingMemoryBytes } from '../../core/engine/index.ts';
import { askedMemory, trainSkill } from '../../core/training/index.ts';
import { type MemoryQuestion, memoryMode } from '../../core/training/memory-mode.ts';
import { readReference, relativeL2 } from '../helpers/reference.ts';
import { numbersOf, slowClock, temporaryFolders, tinyExamples, tinyRecipe } from '../helpers/tiny-training.ts';

const { model } = readReference('llama');
const folder = temporaryFolders();
afterEach(() => vi.restoreAllMocks());

const shape = { batch: 4, length: 512, rank: 16 };
const question: MemoryQuestion = {
  asked: 'auto',
  kept: undefined,
  device: chooseDevice('cpu'),
  config: model.config,
  shape,
};

/** Lets the process have so much more than it has. */
function leave(bytes: number): void {
  vi.spyOn(process, 'constrainedMemory').mockImplementation(() => process.memoryUsage.rss() + bytes);
}

describe.skipIf(process.platform === 'darwin')('the memory mode of a training', () => {
  const needed = trainingMemoryBytes(model.config, shape, 'default');

  it('is what fits, when it begins', () => {
    leave(4 * needed);
    expect(memoryMode(question)).toBe('default');
    leave(needed / 2);
    expect(memoryMode(question)).toBe('low');
  });

  it('is that of the checkpoint when it goes on, however much is free', () => {
    leave(4 * needed);
    expect(memoryMode({ ...question, kept: 'low' })).toBe('low');
    leave(needed * 1.05);
    expect(memoryMode({ ...question, kept: 'default' })).toBe('default');
    leave(1000);
    expect(memoryMode({ ...question, kept: 'low' })).toBe('low');
  });

  it('is the one asked for before all else', () => {
    leave(1000);
    expect(memoryMode({ ...question, kept: 'default', asked: 'low' })).toBe('low');
    expect(memoryMode({ ...question, kept: 'low', asked: 'default' })).toBe('default');
  });

  it('asks for no memory of the processor where a card trains', () => {
    leave(1000);
    const device = { ...question.device, kind: 'cuda' } as MemoryQuestion['device'];
    expect(memoryMode({ ...question, kept: 'default', device })).toBe('default');
  });
});

describe('a training that goes on when memory is short', () => {
  const base = {
    model,
    examples: tinyExamples(24),
    recipe: { ...tinyRecipe, epochs: 1 },
    seed: 5,
    device: 'cpu',
    threads: 1,
  } as const;

  it.skipIf(process.platform === 'darwin')(
    'does not begin, says how much is needed and how to go on, and goes on in low memory when that is asked for',
    async () => {
      const where = folder();
      const control = new AbortController();
      slowClock();
      const broken = trainSkill({
        ...base,
        memory: 'default',
        folder: where,
        signal: control.signal,
        onProgress: ({ step }) => {
          if (step === 2) control.abort(new Error('enough'));
        },
      });
      await expect(broken).rejects.toThrow('enough');
      vi.restoreAllMocks();

      leave(1_000_000);
      const steps: number[] = [];
      const short = trainSkill({ ...base, folder: where, onProgress: ({ step }) => steps.push(step) });
      await expect(short).rejects.toMatchObject({
        code: 'device/out-of-memory',
        message: expect.stringMatching(/need about 0\.\d GB of memory, and 0\.0 GB are free/),
        hint: expect.stringContaining('go on with less memory'),
      });
      expect(steps).toEqual([]);

      const modes = new Set<string>();
      const low = await trainSkill({
        ...base,
        memory: 'low',
        folder: where,
        onProgress: (step) => modes.add(step.memory),
      });
      expect([...modes]).toEqual(['low']);
      vi.restoreAllMocks();
      const undisturbed = await trainSkill({ ...base, memory: 'default', folder: folder() });
      for (const [name, values] of Object.entries(numbersOf(undisturbed.adapter)))
        expect(relativeL2(numbersOf(low.adapter)[name]!, values), name).toBeLessThan(1e-3);
    },
  );
});

describe('STOCKPOT_MEMORY', () => {
  it('names a mode, and nothing else', () => {
    expect([undefined, '', 'auto', 'default', 'low'].map((value) => askedMemory(value))).toEqual([
      'auto',
      'auto',
      'auto',
      'default',
      'low',
    ]);
    expect(() => askedMemory('lots')).toThrow(/auto, default or low/);
  });
});
