import { describe, expect, it } from 'vitest';
import { keepFew } from '../../../core/service/tasks/adapters.ts';
import { createLane } from '../../../core/service/tasks/lane.ts';

const never = new AbortController().signal;

describe('a lane', () => {
  it('does one piece of work after another, also after one that failed', async () => {
    const lane = createLane();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (name === 'a') throw new Error('a');
      return name;
    };
    const all = ['a', 'b', 'c'].map((name) => lane.next(never, '', work(name)));
    const ended = await Promise.allSettled(all);
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('lets who gives up waiting go at once, and keeps the rest in their order', async () => {
    const lane = createLane();
    let end!: () => void;
    const long = lane.next(never, 0, () => new Promise<number>((resolve) => (end = () => resolve(1))));
    const stop = new AbortController();
    const waiting = lane.next(stop.signal, 0, async () => 2);
    let third = 0;
    const last = lane.next(never, 0, async () => (third = 3));
    stop.abort();
    expect(await waiting).toBe(0);
    expect(third).toBe(0);
    end();
    expect([await long, await last]).toEqual([1, 3]);
  });
});

describe('what is kept between tasks', () => {
  it('is what was used last, as much as there is room for', async () => {
    const disposed: string[] = [];
    const kept = keepFew<{ dispose(): void }>(() => 2);
    const get = (name: string) => kept.get(name, async () => ({ dispose: () => void disposed.push(name) }));
    const a = await get('a');
    await get('b');
    expect(await get('a')).toBe(a);
    await get('c');
    expect(disposed).toEqual(['b']);
    expect(await get('a')).toBe(a);
  });
});
