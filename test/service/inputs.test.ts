import { describe, expect, it } from 'vitest';
import { parseInput } from '../../core/service/index.ts';

describe('what enters the service', () => {
  it.each([
    ['bot.ask', { bot: 'b' }, '"question"'],
    ['bot.ask', { bot: 'b', question: '  ' }, '"question"'],
    ['bot.ask', { bot: 'b', question: 'q', extra: 1 }, 'extra'],
    ['bot.build', { manual: 'm', device: 'abacus' }, '"device"'],
    ['bot.build', { manual: 'm', name: undefined }, '"name"'],
    ['skill.merge', { skills: ['one'], method: 'cat' }, '"skills"'],
    ['bench.run', { target: 't', suite: 's', seeds: 0 }, '"seeds"'],
    ['nonsense', {}, 'nonsense'],
    ['toString', {}, 'toString'],
  ])('%s refuses %j and names the field', (method, input, said) => {
    const expected = { code: 'service/bad-request', message: expect.stringContaining(said) };
    expect(() => parseInput(method as never, input)).toThrow(expect.objectContaining(expected));
  });

  it('comes out as it went in when it is right', () => {
    const input = { manual: 'm', set: { 'training.epochs': 2 }, device: 'cpu' as const };
    expect(parseInput('bot.build', input)).toEqual(input);
  });
});
