import { describe, expect, test } from 'vitest';
import {
  firstMakePlan,
  type MakePlan,
  makeInput,
  usualNumber,
} from '../../../../renderer/features/benchmarks/make-plan.ts';

const plan = (change: Partial<MakePlan> = {}): MakePlan => ({ ...firstMakePlan, manual: 'man_1', ...change });

describe('questions to be made', () => {
  test('are drawn as usual unless numbers are typed, with a point or a comma', () => {
    expect(makeInput(plan())).toEqual({ manual: 'man_1', count: 50 });
    const numbers = { seed: '7', temperature: '0,3', topP: '.5', maxNewTokens: '300' };
    const asked = makeInput(plan({ numbers, writer: 'bot_1', name: ' pumps ', count: '3' }));
    const drawn = { seed: 7, temperature: 0.3, topP: 0.5, maxNewTokens: 300 };
    expect(asked).toEqual({ manual: 'man_1', count: 3, model: 'bot_1', suite: 'pumps', ...drawn });
  });

  test('can be written at an address, which has its own top-p', () => {
    const there = plan({
      where: 'endpoint',
      endpoint: { url: ' http://x/v1 ', model: 'big', key: '' },
      writer: 'bot_1',
    });
    expect(makeInput(there)).toEqual({ manual: 'man_1', count: 50, endpoint: { url: 'http://x/v1', model: 'big' } });
    expect([usualNumber('topP', there), usualNumber('topP', plan())]).toEqual([null, 0.95]);
    expect(usualNumber('temperature', there)).toBe(0.7);
  });

  test('wait for a manual, a number, and a whole address', () => {
    const endpoint = { url: 'http://x/v1', model: ' ', key: '' };
    for (const change of [{ manual: '' }, { count: '' }, { count: '0' }, { where: 'endpoint', endpoint }] as const) {
      expect(makeInput(plan(change))).toBeNull();
    }
  });
});
