import { expect, test } from 'vitest';
import type { RatedAnswer } from '../../../../core/service/contract.ts';
import { createRated } from '../../../../renderer/features/benchmarks/rated.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A home in which so many answers of a bot were rated good. */
function ratedHome(many: number) {
  let all = Array.from({ length: many }, (_, i) => ({ message: `m${i}`, bot: 'b', rating: 1 }) as RatedAnswer);
  const service = createFakeService({
    'rating.count': () => [{ bot: 'b', botName: 'Pump', there: true, good: all.length, bad: 0 }],
    'rating.list': ({ offset = 0, limit = 100 }) => ({ total: all.length, items: all.slice(offset, offset + limit) }),
    'rating.remove': ({ message }) => {
      all = all.filter((one) => one.message !== message);
      return { removed: message };
    },
  });
  return { service, rate: (message: string) => all.unshift({ message, bot: 'b', rating: 1 } as RatedAnswer) };
}

test('ratings of chats are counted bot by bot, and anew when an answer is rated', async () => {
  const { service, rate } = ratedHome(2);
  const rated = createRated(createFakeApp(service));
  await settled();
  expect(rated.getState().bots).toMatchObject([{ botName: 'Pump', good: 2 }]);
  rate('new');
  service.tell({ kind: 'changed', what: 'ratings' });
  await settled();
  expect(rated.getState().bots).toMatchObject([{ good: 3 }]);
});

test('rated answers are read in parts, and those read are still shown when one is removed', async () => {
  const { service } = ratedHome(150);
  const rated = createRated(createFakeApp(service));
  const shown = () => rated.getState().answers.get('b');
  await rated.show('b');
  expect(shown()).toMatchObject({ total: 150, items: { length: 100 } });
  await rated.more('b');
  expect(shown()?.items.map(({ message }) => message)).toEqual(Array.from({ length: 150 }, (_, i) => `m${i}`));
  await rated.remove('m120');
  expect(shown()).toMatchObject({ total: 149, items: { length: 149 } });
  expect(shown()?.items.some(({ message }) => message === 'm120')).toBe(false);
});
