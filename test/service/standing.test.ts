import { describe, expect, it } from 'vitest';
import { findAnswering } from '../../core/service/find.ts';
import { botBefore, currentBotOf, standings } from '../../core/service/standing.ts';
import type { PromotionRow } from '../../core/store/index.ts';
import { addManual, temporaryStore } from '../store/temporary-home.ts';

/** A manual of three revisions, oldest first, and one apart. */
function manuals() {
  const store = temporaryStore();
  const [first, second, third, other] = ['a', 'b', 'c', 'd'].map((letter) =>
    addManual(store, ['x'], letter.repeat(64)),
  );
  store.manuals.update(second!.id, { replaces: first!.id });
  store.manuals.update(third!.id, { replaces: second!.id });
  const bot = (name: string, ...manualIds: string[]) => store.bots.insert({ name, baseModel: 'm', manualIds }).id;
  const decide = (botId: string, decision: PromotionRow['decision']) =>
    store.promotions.insert({ botId, previousBotId: null, decision, evidence: {}, reason: '' });
  return { store, first: first!.id, second: second!.id, third: third!.id, other: other!.id, bot, decide };
}

describe('the bot that stands for a manual', () => {
  it('is its newest one, whichever revision is named', () => {
    const { store, first, second, third, other, bot } = manuals();
    const [old, newer] = [bot('Old', first), bot('New', first)];
    for (const manual of [first, second, third]) expect(currentBotOf(store, manual)?.id).toBe(newer);
    expect(currentBotOf(store, other)).toBeUndefined();
    expect([...standings(store)]).toEqual([
      [newer, 'current'],
      [old, 'earlier'],
    ]);
  });

  it('is not one that is held, until it is promoted or a person makes it so', () => {
    for (const later of ['promoted', 'overruled'] as const) {
      const { store, first, second, bot, decide } = manuals();
      const [old, newer] = [bot('Old', first), bot('New', second)];
      decide(newer, 'held');
      expect(currentBotOf(store, second)?.id).toBe(old);
      expect(standings(store).get(newer)).toBe('held');
      decide(newer, later);
      expect(currentBotOf(store, first)?.id).toBe(newer);
      expect(standings(store).get(old)).toBe('earlier');
    }
  });

  it('is an older one again once a person wants it', () => {
    const { store, first, bot, decide } = manuals();
    const [old] = [bot('Old', first), bot('New', first)];
    decide(old!, 'overruled');
    expect(currentBotOf(store, first)?.id).toBe(old);
  });

  it('was made for it: one that only speaks from it besides stands for another', () => {
    const { store, first, other, bot } = manuals();
    const both = bot('Both', other, first);
    expect(currentBotOf(store, first)?.id).toBe(both);
    const own = bot('Own', first);
    bot('Later', other, first);
    expect(currentBotOf(store, first)?.id).toBe(own);
    const alone = bot('Alone');
    expect(standings(store).get(alone)).toBe('current');
  });

  it('is answered by when the manual is named, a bot of that name first', () => {
    const { store, first, second, third, other, bot, decide } = manuals();
    const old = bot('Old', first);
    decide(bot('New', third), 'held');
    for (const text of [first, second, third]) expect(findAnswering(store, text).id).toBe(old);
    expect(findAnswering(store, 'new').name).toBe('New');
    expect(() => findAnswering(store, other)).toThrow(expect.objectContaining({ code: 'service/not-found' }));
    expect(() => findAnswering(store, 'nothing')).toThrow(/neither a bot nor a manual/);
  });
});

describe('the bot that a new one is measured against', () => {
  it('is the current one, where an older revision has a bot', () => {
    const { store, first, second, third, bot, decide } = manuals();
    expect(botBefore(store, third)).toBeUndefined();
    const old = bot('Old', first);
    expect(botBefore(store, first)).toBeUndefined();
    expect(botBefore(store, third)?.id).toBe(old);
    const middle = bot('Middle', second);
    expect(botBefore(store, third)?.id).toBe(middle);
    decide(middle, 'held');
    expect(botBefore(store, third)?.id).toBe(old);
    decide(old, 'held');
    expect(botBefore(store, third)).toBeUndefined();
  });
});
