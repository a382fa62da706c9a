import { describe, expect, it } from 'vitest';
import type { BotDetail, BotSettings, BotSummary } from '../../../../renderer/api.ts';
import { ServiceError } from '../../../../renderer/api.ts';
import { botToBegin, createBots } from '../../../../renderer/features/chats/bots.ts';
import { placesFor } from '../../../../renderer/features/chats/places.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

const bot = (id: string, name: string, createdAt: string): BotSummary => ({
  ...{ id, name, createdAt, model: 'm', manual: 'm1', manualTitle: 'Pump', standing: 'current', preset: null },
});

describe('the bot to begin with', () => {
  const bots = [bot('b1', 'Pump', '2026-01-01'), bot('b2', 'Kettle', '2026-03-01'), bot('b3', 'Drill', '2026-02-01')];
  it('is the one the address names, by id or name, then the last spoken with, then the newest', () => {
    expect(botToBegin(bots, 'b1', 'b3')?.id).toBe('b1');
    expect(botToBegin(bots, 'Pump', 'b3')?.id).toBe('b1');
    expect(botToBegin(bots, 'gone', 'b3')?.id).toBe('b3');
    expect(botToBegin(bots, undefined, undefined)?.id).toBe('b2');
    expect(botToBegin([], 'b1', 'b1')).toBeUndefined();
  });
});

describe('a setting', () => {
  it('shows at once, and goes back when the host does not keep it', async () => {
    const detail = { ...bot('b1', 'Pump', ''), settings: { withManual: true } as BotSettings } as BotDetail;
    const service = createFakeService({ 'bot.show': () => detail });
    const bots = createBots(createFakeApp(service));
    await bots.load('b1');
    service.answer('bot.configure', () => {
      throw new ServiceError({ code: 'service/bad-request', message: 'No.' });
    });
    const change = bots.configure('b1', { withManual: false });
    expect(bots.getState().details.get('b1')?.settings.withManual).toBe(false);
    await expect(change).rejects.toThrow('No.');
    expect(bots.getState().details.get('b1')?.settings.withManual).toBe(true);
  });
});

describe('what fits beside a chat', () => {
  it('is the list in a wide window, the page before the list, and neither in a narrow one', () => {
    expect(placesFor(1040, false, null)).toEqual({ list: 'beside', source: 'beside' });
    expect(placesFor(1040, true, null)).toEqual({ list: 'hidden', source: 'beside' });
    expect(placesFor(1600, true, null)).toEqual({ list: 'beside', source: 'beside' });
    expect(placesFor(660, true, null)).toEqual({ list: 'hidden', source: 'beside' });
    expect(placesFor(640, true, null)).toEqual({ list: 'hidden', source: 'over' });
    expect(placesFor(640, false, true)).toEqual({ list: 'over', source: 'beside' });
    expect(placesFor(1040, false, false)).toEqual({ list: 'hidden', source: 'beside' });
  });
});
