import { describe, expect, it } from 'vitest';
import type { BotSummary, GateEvidence, Promotion } from '../../core/service/index.ts';
import { runWith } from './fake.ts';

const side = { bot: -2.6, previous: -2.4, wins: 3, losses: 45, ties: 0, p: 0.001 };
const evidence: GateEvidence = {
  manual: { ...side, n: 48, mean: -0.2, low: -0.31, high: -0.05, asked: 'questions', suites: ['pump'], leftOut: 2 },
  general: { ...side, n: 40, mean: 0.01, low: -0.02, high: 0.03, unseen: 40 },
};
const held: Promotion = {
  id: 'prm_1',
  bot: 'bot_2',
  botName: 'Pump 2',
  previous: 'bot_1',
  previousName: 'Pump',
  decision: 'held',
  evidence,
  fell: ['manual'],
  reason: '',
  createdAt: '2026-01-02T03:04:05.000Z',
};
const bot = (name: string, standing: BotSummary['standing']): BotSummary => ({
  ...{ id: 'bot_1', name, model: 'm', manual: 'man_1', manualTitle: 'Pump manual', standing, preset: null },
  createdAt: '2026-01-01T00:00:00.000Z',
});

describe('bots', () => {
  it('are renamed and removed by name', async () => {
    const summary = bot('Pumps', 'current');
    const renamed = await runWith(['bots', 'rename', 'Pump', 'Pumps'], { 'bot.rename': summary });
    expect(renamed.calls).toEqual([{ method: 'bot.rename', input: { bot: 'Pump', name: 'Pumps' } }]);
    expect(renamed.stdout).toBe('Renamed to Pumps\n');
    const removed = await runWith(['bots', 'remove', 'Pumps', '--json'], { 'bot.remove': { removed: 'Pumps' } });
    expect(removed.calls).toEqual([{ method: 'bot.remove', input: { bot: 'Pumps' } }]);
    expect(JSON.parse(removed.stdout)).toEqual({ removed: 'Pumps' });
  });

  it('says which of them stand for their manuals', async () => {
    const list = [bot('Pump', 'current'), bot('Pump 2', 'held')];
    const ran = await runWith(['bots'], { 'bot.list': list });
    expect(ran.stdout).toMatch(/Pump +Pump manual +m +current/);
    expect(ran.stdout).toMatch(/Pump 2 +Pump manual +m +held/);
    const json = await runWith(['bots', 'list', '--json'], { 'bot.list': list });
    expect(JSON.parse(json.stdout)).toEqual({ bots: list });
    expect((await runWith(['bots'], { 'bot.list': [] })).stdout).toContain('stockpot build');
  });

  it('gate hands its options on, and says what fell by how much over how many texts', async () => {
    const args = ['bots', 'gate', 'Pump 2', '--against', 'Pump', '--suite', 'pump', '--device', 'cpu'];
    const ran = await runWith(args, { 'bot.gate': held });
    const input = { bot: 'Pump 2', against: 'Pump', suite: 'pump', device: 'cpu' };
    expect(ran.calls).toEqual([{ method: 'bot.gate', input }]);
    expect(ran.stdout.trim().split('\n')).toEqual([
      '"Pump 2" is held back: "Pump" stays the current bot.',
      '  manual score fell: −0.200 (−0.310 to −0.050) nats a token, over 48 questions',
      '    2 questions are left out: what they ask about stands in an older revision alone',
      '  general score stayed within the interval: +0.010 (−0.020 to +0.030) nats a token, over 40 instructions',
      '  Make it the current one anyway:  stockpot bots promote "Pump 2" --reason TEXT',
    ]);
    expect(JSON.parse((await runWith([...args, '--json'], { 'bot.gate': held })).stdout)).toEqual(held);
    expect(await runWith(['bots', 'gate', 'Pump 2'], {})).toMatchObject({ code: 2, calls: [] });
  });

  it('promote keeps a reason', async () => {
    const overruled: Promotion = { ...held, decision: 'overruled', reason: 'I read them.' };
    const ran = await runWith(['bots', 'promote', 'Pump 2', '--reason', 'I read them.'], { 'bot.promote': overruled });
    expect(ran.calls).toEqual([{ method: 'bot.promote', input: { bot: 'Pump 2', reason: 'I read them.' } }]);
    expect(ran.stdout).toContain('"Pump 2" was made the current bot by a person, in the place of "Pump".');
    expect(ran.stdout).toContain('reason: I read them.');
    const without = await runWith(['bots', 'promote', 'Pump 2'], { 'bot.promote': overruled });
    expect(without.calls[0]!.input).toEqual({ bot: 'Pump 2' });
  });

  it('promotions tells the history, of all bots or of one', async () => {
    const promoted: Promotion = { ...held, decision: 'promoted', previous: null, previousName: null, evidence: null };
    const ran = await runWith(['bots', 'promotions', 'Pump 2'], { 'bot.promotions': [promoted, held] });
    expect(ran.calls).toEqual([{ method: 'bot.promotions', input: { bot: 'Pump 2' } }]);
    expect(ran.stdout).toContain('2026-01-02T03:04:05.000Z  "Pump 2" is the current bot now.');
    expect(ran.stdout).not.toContain('anyway');
    const none = await runWith(['bots', 'promotions'], { 'bot.promotions': [] });
    expect(none).toMatchObject({ calls: [{ input: {} }], stdout: expect.stringContaining('Nothing was decided yet') });
  });
});
