import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSuite, validationSize } from '../../core/bench/split.ts';

describe('splitSuite', () => {
  it('asks every question that it does not set aside, each once, in order', () => {
    const sizes = fc
      .record({
        questions: fc.integer({ min: 2, max: 60 }),
        shots: fc.integer({ min: 0, max: 8 }),
        validation: fc.integer({ min: 0, max: 20 }),
        seed: fc.nat(),
      })
      .filter(({ questions, shots, validation }) => Math.max(shots, validation) < questions);
    fc.assert(
      fc.property(sizes, ({ questions, ...options }) => {
        const { shots, validation, test } = splitSuite(questions, options);
        expect([shots.length, validation.length]).toEqual([options.shots, options.validation]);
        const all = [...new Set([...shots, ...validation]), ...test];
        expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: questions }, (_, i) => i));
        expect(test).toEqual([...test].sort((a, b) => a - b));
      }),
    );
  });

  it('is a function of its seed', () => {
    const options = { shots: 1, validation: 10 };
    const split = splitSuite(50, { ...options, seed: 3 });
    expect(splitSuite(50, { ...options, seed: 3 })).toEqual(split);
    expect(splitSuite(50, { ...options, seed: 4 })).not.toEqual(split);
  });

  it('refuses to set everything aside', () => {
    expect(() => splitSuite(5, { shots: 1, validation: 5, seed: 0 })).toThrow(/none is left/);
  });

  it('tunes on a fifth of the questions, and on five at least', () => {
    expect([12, 25, 50, 52].map(validationSize)).toEqual([5, 5, 10, 10]);
  });
});
