import { describe, expect, it } from 'vitest';
import { chatHome } from './chat-home.ts';

describe('conversations', () => {
  it('are listed in parts, the one touched last first, of all bots or one', async () => {
    const { service, store, bot } = await chatHome();
    const other = store.bots.insert({ name: 'Other bot', baseModel: 'm' });
    const ids = ['One', 'Two', 'Three'].map((title) => store.conversations.create({ botId: bot.id, title }).id);
    const theirs = store.conversations.create({ botId: other.id, title: 'Four' }).id;
    store.conversations.addMessage({ conversationId: ids[0]!, role: 'user', content: 'Hello' });
    const all = await service.call('conversation.list', {});
    expect(all.total).toBe(4);
    expect(all.items[0]).toMatchObject({ id: ids[0], bot: bot.id, botName: 'Pump bot', title: 'One' });
    const part = await service.call('conversation.list', { bot: 'Pump bot', offset: 1, limit: 1 });
    expect(part).toMatchObject({ total: 3, items: [{ id: ids[2] }] });
    expect((await service.call('conversation.list', { bot: other.id })).items.map(({ id }) => id)).toEqual([theirs]);
    await expect(service.call('conversation.list', { bot: 'nobody' })).rejects.toMatchObject({
      code: 'service/not-found',
    });
    await expect(service.call('conversation.list', { limit: 0 })).rejects.toMatchObject({
      code: 'service/bad-request',
    });
  });

  it('are found by words of their title or messages, the last word half typed', async () => {
    const { service, store, bot } = await chatHome();
    const titled = store.conversations.create({ botId: bot.id, title: 'Cleaning the Filter' });
    const said = store.conversations.create({ botId: bot.id, title: 'Other' });
    const { id: message } = store.conversations.addMessage({
      conversationId: said.id,
      role: 'user',
      content: 'Is the filter blue?',
    });
    const found = async (query: string) =>
      (await service.call('conversation.list', { query })).items.map(({ title }) => title);
    expect(await found('filt')).toEqual(['Other', 'Cleaning the Filter']);
    expect(await found('blue filter')).toEqual(['Other']);
    expect(await found('umbrella')).toEqual([]);
    expect(await found('"*(')).toEqual([]);
    expect(await found(' ')).toHaveLength(2);
    store.conversations.updateMessage(message, { content: 'Is it green?' });
    store.conversations.rename(titled.id, 'Pump');
    expect([await found('filter'), await found('pump'), await found('green')]).toEqual([[], ['Pump'], ['Other']]);
    store.conversations.remove(said.id);
    expect(await found('green')).toEqual([]);
    expect(store.check()).toEqual([]);
  });

  it('take another title, and go with all they hold', async () => {
    const { service, store, bot } = await chatHome();
    const { conversation } = await service.call('chat.send', { bot: bot.id, question: 'Hi pump?' });
    expect((await service.call('conversation.rename', { conversation, title: ' Start ' })).title).toBe('Start');
    expect(await service.call('conversation.remove', { conversation })).toEqual({ removed: conversation });
    expect(store.conversations.messages(conversation)).toEqual([]);
    const gone = { code: 'store/not-found' };
    await expect(service.call('conversation.show', { conversation })).rejects.toMatchObject(gone);
    await expect(service.call('conversation.remove', { conversation })).rejects.toMatchObject(gone);
    await expect(service.call('conversation.rename', { conversation, title: 'x' })).rejects.toMatchObject(gone);
    await expect(service.call('conversation.export', { conversation, format: 'json' })).rejects.toMatchObject(gone);
  });

  it('go out as Markdown with the pages cited, or as JSON with every branch', async () => {
    const { service, bot, workers } = await chatHome();
    workers.scripts.push({ pieces: ['Press it.'] }, { pieces: ['Press the red one.'] });
    const question = 'How do I start\nthe pump?';
    const first = await service.call('chat.send', { bot: bot.id, question });
    await service.call('chat.regenerate', { message: first.answered });
    const { conversation } = first;
    const markdown = await service.call('conversation.export', { conversation, format: 'markdown' });
    expect(markdown.fileName).toBe('how-do-i-start-the-pump.md');
    expect(markdown.text).toMatch(
      /^# How do I start the pump\?\n\nPump bot, \d{4}-\d\d-\d\d\n\n## How do I start the pump\?/,
    );
    expect(markdown.text).toContain('**Pump bot:** Press the red one.\n\nSources:\n\n- *Pump*, pages 1–2\n');
    expect(markdown.text).not.toContain('Press it.');
    const json = await service.call('conversation.export', { conversation, format: 'json' });
    expect(json.fileName).toBe('how-do-i-start-the-pump.json');
    expect(JSON.parse(json.text)).toEqual(await service.call('conversation.show', { conversation }));
    await expect(service.call('conversation.export', { conversation, format: 'pdf' as 'json' })).rejects.toMatchObject({
      code: 'service/bad-request',
    });
  });

  it('keep how a person rated an answer, for evaluations to count', async () => {
    const { service, bot, workers } = await chatHome();
    workers.scripts.push({ pieces: ['Press it.'] }, { pieces: ['Clean it.'] });
    const { answered } = await service.call('chat.send', { bot: bot.id, question: 'Hi pump?' });
    const second = await service.call('chat.send', { bot: bot.id, question: 'And the filter?' });
    expect((await service.call('message.rate', { message: answered, rating: -1 })).rating).toBe(-1);
    await service.call('message.rate', { message: second.answered, rating: 1 });
    expect(await service.call('rating.count', {})).toEqual([
      { bot: bot.id, botName: 'Pump bot', there: true, good: 1, bad: 1 },
    ]);
    const { total, items } = await service.call('rating.list', { bot: bot.id, offset: 1 });
    expect(total).toBe(2);
    expect(items).toMatchObject([{ message: answered, question: 'Hi pump?', answer: 'Press it.', rating: -1 }]);
    expect(await service.call('rating.list', { bot: 'bot_other' })).toEqual({ total: 0, items: [] });
    expect((await service.call('message.rate', { message: answered, rating: 0 })).rating).toBe(0);
    expect(await service.call('rating.count', {})).toMatchObject([{ good: 1, bad: 0 }]);
    await expect(service.call('message.rate', { message: answered, rating: 2 as 1 })).rejects.toMatchObject({
      code: 'service/bad-request',
    });
    await expect(service.call('message.rate', { message: 'msg_none', rating: 1 })).rejects.toMatchObject({
      code: 'store/not-found',
    });
  });

  it('leave the answers that were rated when they go, and when their bot goes', async () => {
    const { service, store, bot } = await chatHome();
    const rated: string[] = [];
    for (const question of ['Hi pump?', 'Hi filter?']) {
      const { conversation, answered } = await service.call('chat.send', { bot: bot.id, question });
      await service.call('message.rate', { message: answered, rating: 1 });
      rated.push(answered);
      if (question === 'Hi pump?') await service.call('conversation.remove', { conversation });
    }
    await service.call('bot.rename', { bot: bot.id, name: 'Old pump bot' });
    await service.call('bot.remove', { bot: bot.id });
    expect(await service.call('rating.count', {})).toEqual([
      { bot: bot.id, botName: 'Old pump bot', there: false, good: 2, bad: 0 },
    ]);
    const { items } = await service.call('rating.list', {});
    expect(items.map(({ message, question }) => [message, question])).toEqual([
      [rated[1], 'Hi filter?'],
      [rated[0], 'Hi pump?'],
    ]);
    expect(await service.call('rating.remove', { message: rated[0]! })).toEqual({ removed: rated[0] });
    expect((await service.call('rating.list', {})).total).toBe(1);
    await expect(service.call('rating.remove', { message: rated[0]! })).rejects.toMatchObject({
      code: 'store/not-found',
    });
    expect(store.check()).toEqual([]);
  });

  it('have a rating no more once it is removed from the kept ones', async () => {
    const { service, bot } = await chatHome();
    const { conversation, answered } = await service.call('chat.send', { bot: bot.id, question: 'Hi pump?' });
    await service.call('message.rate', { message: answered, rating: 1 });
    await service.call('rating.remove', { message: answered });
    const { messages } = await service.call('conversation.show', { conversation });
    expect(messages.map(({ rating }) => rating)).toEqual([0, 0]);
  });
});
