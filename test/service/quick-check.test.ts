import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quickCheck, quickQuestions } from '../../core/service/quick-check.ts';
import { chatHome } from './chat-home.ts';

/** A home whose manual says something of each part, with a suite of questions on them. */
async function manualHome(count: number) {
  const { home, store, service, manual } = await chatHome();
  const parts = Array.from({ length: count }, (_, i) => `valve${i}`);
  const passage = { headings: [], page: 1, lastPage: 1, rectangles: [] };
  store.passages.replace(
    manual.id,
    parts.map((part) => ({ ...passage, text: `The ${part} is greased every year.` })),
  );
  const path = join(home, 'pump.json');
  writeFileSync(
    path,
    JSON.stringify(parts.map((part) => ({ question: `How often is the ${part} greased?`, answer: 'Every year.' }))),
  );
  await service.call('suite.import', { path });
  return { store, manual };
}

describe('the questions a build is checked with', () => {
  it('are a dozen of a suite that asks about the manual, from all over it', async () => {
    const { store, manual } = await manualHome(30);
    const found = quickQuestions(store, manual.id);
    expect(found?.suite).toBe('pump');
    expect(found?.pairs).toHaveLength(12);
    expect(found?.pairs[0]?.question).toBe('How often is the valve0 greased?');
    expect(found?.pairs.at(-1)?.question).toBe('How often is the valve28 greased?');
  });

  it('are all of a short one, and none where no suite asks about the manual', async () => {
    const { store, manual } = await manualHome(3);
    expect(quickQuestions(store, manual.id)?.pairs).toHaveLength(3);
    store.questionDrafts.remove('pump');
    expect(quickQuestions(store, manual.id)).toBeUndefined();
  });

  it('are scored by the references that both were asked for', () => {
    const base = [[-3, -1], [-2], null];
    expect(quickCheck('pump', base, [[-1, -1], [-1], [-5]])).toEqual({ suite: 'pump', count: 2, base: -2, bot: -1 });
    expect(quickCheck('pump', base, [null, null, [-5]])).toBeUndefined();
  });
});
