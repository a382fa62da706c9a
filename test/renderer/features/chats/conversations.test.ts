import { describe, expect, it } from 'vitest';
import type { ConversationListInput, ConversationSummary } from '../../../../renderer/api.ts';
import { createConversations, listRows, part } from '../../../../renderer/features/chats/conversations.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';
import { deferred } from './invented.ts';

const summary = (i: number, change: Partial<ConversationSummary> = {}): ConversationSummary => ({
  id: `c${i}`,
  bot: 'b1',
  botName: 'Pump',
  title: `Chat ${i}`,
  updatedAt: '2026-11-25T09:00:00Z',
  ...change,
});
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function listOver(count: number) {
  const kept = Array.from({ length: count }, (_, i) => summary(i));
  const service = createFakeService({
    'conversation.list': ({ query = '', offset = 0, limit = 100 }: ConversationListInput) => {
      const found = kept.filter(({ title }) => title.includes(query));
      return { total: found.length, items: found.slice(offset, offset + limit) };
    },
    'conversation.rename': ({ conversation, title }) => summary(Number(conversation.slice(1)), { title }),
    'conversation.remove': ({ conversation }) => ({ removed: conversation }),
  });
  return { service, kept, conversations: createConversations(createFakeApp(service)) };
}

describe('the list of chats', () => {
  it('reads a thousand part by part, each once', async () => {
    const { conversations, service } = listOver(1000);
    await settled();
    while (conversations.getState().items!.length < 1000) {
      await Promise.all([conversations.more(), conversations.more()]);
    }
    await conversations.more();
    expect(new Set(conversations.getState().items!.map(({ id }) => id)).size).toBe(1000);
    expect(service.calls.filter(({ method }) => method === 'conversation.list')).toHaveLength(1000 / part);
  });

  it('shows what was looked for last, whichever answer comes last', async () => {
    const { conversations, service } = listOver(30);
    await settled();
    const slow = deferred<{ total: number; items: ConversationSummary[] }>();
    service.answer('conversation.list', ({ query }) =>
      query === 'slow' ? slow.promise : { total: 1, items: [summary(2)] },
    );
    const first = conversations.search('slow');
    await conversations.search('fast');
    slow.resolve({ total: 1, items: [summary(1)] });
    await first;
    expect(conversations.getState().items).toEqual([summary(2)]);
  });

  it('is read again when something changed, as far as it was read', async () => {
    const { conversations, service, kept } = listOver(500);
    await settled();
    await conversations.more();
    kept.unshift(summary(501));
    service.tell({ kind: 'changed', what: 'conversations' });
    await settled();
    expect(conversations.getState().items).toHaveLength(2 * part);
    expect(conversations.getState().items![0]!.id).toBe('c501');
  });

  it('shows a new title and a removal at once', async () => {
    const { conversations } = listOver(3);
    await settled();
    await conversations.rename('c1', 'Renamed');
    await conversations.remove('c0');
    expect(conversations.getState().items!.map(({ title }) => title)).toEqual(['Renamed', 'Chat 2']);
    expect(conversations.getState().total).toBe(2);
  });

  it('has a heading before the first chat of each age, by the calendar', () => {
    const now = new Date(2026, 10, 25, 0, 30);
    const at = (day: number, hour: number) => ({ updatedAt: new Date(2026, 10, day, hour).toISOString() });
    const items = [
      summary(0, at(25, 0)),
      summary(1, at(24, 23)),
      summary(2, at(24, 1)),
      summary(3, at(20, 12)),
      summary(4, at(1, 12)),
    ];
    const rows = listRows([...items, summary(5, { updatedAt: '2025-01-01T00:00:00Z' })], now);
    expect(rows.map((row) => (row.kind === 'age' ? row.age : row.conversation.id))).toEqual([
      ...['today', 'c0', 'yesterday', 'c1', 'c2', 'week', 'c3', 'month', 'c4', 'older', 'c5'],
    ]);
  });
});
