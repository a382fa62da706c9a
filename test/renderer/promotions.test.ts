import { describe, expect, test } from 'vitest';
import type { BotStanding, BotSummary, GateEvidence, JobDetail, Promotion } from '../../core/service/contract.ts';
import { createPromotions, measuringOf, newestCurrent, sideWords } from '../../renderer/state/promotions.ts';
import { ServiceError } from '../../renderer/transport/service-error.ts';
import { createFakeApp } from './fake-app.ts';
import { createFakeService } from './fake-service.ts';

const bot = (id: string, createdAt: string, standing: BotStanding): BotSummary => ({
  ...{ id, name: id, createdAt, standing, model: 'm', manual: 'm1', manualTitle: 'Pump', preset: null },
});
const side = { bot: -2, previous: -2, wins: 0, losses: 0, ties: 0, p: 1 };
const evidence: GateEvidence = {
  manual: { ...side, n: 48, mean: -0.2, low: -0.31, high: -0.05, asked: 'passages', suites: [], leftOut: 0 },
  general: { ...side, n: 40, mean: -0.01, low: -0.02, high: 0.03, unseen: 40 },
};
const promotion = (decision: Promotion['decision']): Promotion => ({
  ...{ id: 'p', bot: 'new', botName: 'New', previous: 'old', previousName: 'Old', decision, evidence },
  ...{ fell: ['manual'], reason: '', createdAt: '' },
});

describe('the bot to begin with', () => {
  test('is the newest that stands for its manual; where none does, the newest', () => {
    const bots = [bot('old', '2026-01-01', 'current'), bot('new', '2026-02-01', 'held')];
    expect(newestCurrent(bots)?.id).toBe('old');
    expect(newestCurrent([...bots, bot('other', '2026-01-15', 'current')])?.id).toBe('other');
    expect(newestCurrent(bots.slice(1))?.id).toBe('new');
    expect(newestCurrent([])).toBeUndefined();
  });
});

describe('what was measured', () => {
  test('is told by how much a side fell, and between what one stayed', () => {
    expect(sideWords(evidence)).toEqual([
      { side: 'manual', way: 'fell', by: 0.2, from: 0.05, to: 0.31, asked: 'passages', count: 48 },
      { side: 'general', way: 'stayed', by: -0.01, from: -0.02, to: 0.03, asked: 'instructions', count: 40 },
    ]);
    const rose = { ...evidence.general, mean: 0.2, low: 0.1, high: 0.3 };
    expect(sideWords({ ...evidence, general: rose })[1]).toMatchObject({ way: 'rose', by: 0.2, from: 0.1, to: 0.3 });
    const none = { ...evidence.general, mean: null, low: null, high: null, n: 0 };
    expect(sideWords({ ...evidence, general: none })[1]).toMatchObject({ way: 'unmeasured', count: 0 });
  });
});

describe('decisions', () => {
  test('are read again when a person makes a bot current, whose reason is sent on only if there is one', async () => {
    let decided = [promotion('held')];
    const service = createFakeService({
      'manual.list': () => [],
      'bot.list': () => [bot('new', '2026-02-01', 'held')],
      'bot.promotions': () => decided,
      'bot.promote': () => {
        decided = [promotion('overruled'), ...decided];
        return decided[0]!;
      },
    });
    const promotions = createPromotions(createFakeApp(service));
    await promotions.load('new');
    expect(
      promotions
        .getState()
        .decisions.get('new')
        ?.map(({ decision }) => decision),
    ).toEqual(['held']);
    await promotions.promote('new', ' I read it. ');
    expect(promotions.getState().decisions.get('new')?.[0]?.decision).toBe('overruled');
    await promotions.promote('new', ' ');
    const sent = service.calls.filter(({ method }) => method === 'bot.promote').map(({ input }) => input);
    expect(sent).toEqual([{ bot: 'new', reason: 'I read it.' }, { bot: 'new' }]);
  });

  test('are read again when something changed, but not of a bot that is gone', async () => {
    let bots = [bot('new', '2026-02-01', 'held')];
    const service = createFakeService({
      'manual.list': () => [],
      'bot.list': () => bots,
      'bot.promotions': () => [promotion('held')],
    });
    const app = createFakeApp(service);
    const promotions = createPromotions(app);
    await promotions.load('new');
    const asked = () => service.calls.filter(({ method }) => method === 'bot.promotions').length;
    service.tell({ kind: 'changed', what: 'bots' });
    expect(asked()).toBe(2);
    bots = [];
    app.library.setState({ bots });
    service.tell({ kind: 'changed', what: 'bots' });
    expect(asked()).toBe(2);
  });
});

describe('measuring again', () => {
  const job = (change: Partial<JobDetail>) =>
    ({ id: 'j', kind: 'promotion', state: 'running', input: { bot: 'new', previous: 'old' }, ...change }) as JobDetail;

  test('is asked on the chosen suite, or on what was accepted; why it can’t be is told', async () => {
    const service = createFakeService({ 'bot.gate': () => promotion('promoted') });
    const app = createFakeApp(service);
    const promotions = createPromotions(app);
    promotions.measure('new', 'man_1', '');
    promotions.measure('new', 'old', 'pumps');
    const sent = service.calls.filter(({ method }) => method === 'bot.gate').map(({ input }) => input);
    expect(sent).toEqual([
      { bot: 'new', against: 'man_1' },
      { bot: 'new', against: 'old', suite: 'pumps' },
    ]);
    service.answer('bot.gate', () => Promise.reject(new ServiceError({ code: 'model/not-found', message: 'Gone.' })));
    promotions.measure('new', 'old', '');
    await new Promise((resolve) => setImmediate(resolve));
    expect(app.toasts.getState().toasts).toMatchObject([{ tone: 'bad', text: 'Gone.' }]);
  });

  test('goes on as a job of that bot, until it has ended', () => {
    const found = (change: Partial<JobDetail>) => measuringOf(new Map([['j', job(change)]]), 'new')?.state;
    expect(found({})).toBe('running');
    expect(found({ state: 'paused' })).toBe('paused');
    expect(found({ state: 'done' })).toBeUndefined();
    expect(found({ kind: 'benchmark' })).toBeUndefined();
    expect(found({ input: { bot: 'other' } })).toBeUndefined();
  });
});
