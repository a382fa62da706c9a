import { describe, expect, it } from 'vitest';
import { compareKey, createCompare, scaled } from '../../../../renderer/features/chats/compare.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';
import { answered } from './invented.ts';

describe('what stands beside a bot', () => {
  it('is asked as what it is', async () => {
    const service = createFakeService({
      'bot.ask': () => answered(),
      'soup.show': () => ({
        ...{
          id: 'p1',
          model: 'm',
          method: 'cat-learned',
          skills: [],
          bots: [],
          createdAt: '',
          recipe: null,
          preset: null,
        },
        ...{
          constraint: null,
          granularity: null,
          modules: [],
          coefficients: [
            [0.5, 0.25],
            [1, 2],
          ],
          heldOut: [],
        },
      }),
    });
    const compare = createCompare(createFakeApp(service));
    await compare.ask('b1', 'Why?');
    compare.choose({ kind: 'base' });
    await compare.ask('b1', 'Why?');
    compare.choose({ kind: 'skill', skill: 's1' });
    await compare.ask('b1', 'Why?');
    compare.choose({ kind: 'bot', bot: 'b2' });
    await compare.ask('b1', 'Why?');
    compare.choose({ kind: 'soup', factors: [2, 0] });
    await compare.ask('b1', 'Why?');
    expect(service.calls.filter(({ method }) => method === 'bot.ask').map(({ input }) => input)).toEqual([
      { bot: 'b1', as: { kind: 'base' }, question: 'Why?' },
      { bot: 'b1', as: { kind: 'skill', skill: 's1' }, question: 'Why?' },
      { bot: 'b2', question: 'Why?' },
      {
        bot: 'b1',
        as: {
          kind: 'soup',
          coefficients: [
            [1, 0.5],
            [0, 0],
          ],
        },
        question: 'Why?',
      },
    ]);
    expect(compare.getState().answers.size).toBe(4);
  });

  it('leaves no trace when it is stopped without an answer', async () => {
    const service = createFakeService({
      'bot.ask': (_input, { signal }) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    });
    const compare = createCompare(createFakeApp(service));
    compare.choose({ kind: 'base' });
    const asked = compare.ask('b1', 'Why?');
    expect(compare.getState().answers.get(compareKey('b1', { kind: 'base' }, 'Why?'))?.state).toBe('asking');
    compare.stop();
    await asked;
    expect(compare.getState().answers.size).toBe(0);
  });

  it('keeps a coefficient that has no factor', () => {
    expect(scaled([[0.5], [0.4]], [2])).toEqual([[1], [0.4]]);
  });
});
