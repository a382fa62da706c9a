import { describe, expect, it } from 'vitest';
import { RECTANGLE } from '../store/temporary-home.ts';
import { chatHome } from './chat-home.ts';
import { listener } from './open-home.ts';

const question = 'How do I start the pump?';

describe('a question in a conversation', () => {
  it('is kept before it is answered, and its answer with the pages it speaks from', async () => {
    const { service, store, bot, manual } = await chatHome();
    const { onEvent, events } = listener();
    const sent = await service.call('chat.send', { bot: bot.id, question }, { onEvent });
    expect(sent).toMatchObject({
      answer: 'Yes.',
      bot: 'Pump bot',
      system: 'cat-learned',
      support: 'context',
      read: 1,
      finish: 'stop',
      firstTokenSeconds: expect.any(Number),
    });
    expect(sent.citations[0]).toEqual({
      manual: manual.id,
      page: 1,
      lastPage: 2,
      text: 'Press the red button to start the pump.',
      rectangles: [RECTANGLE],
    });
    expect(events.map(({ kind }) => kind)).toEqual(['asked', 'token']);
    expect(events[0]).toEqual({ kind: 'asked', conversation: sent.conversation, message: sent.asked });
    const { messages, title } = await service.call('conversation.show', { conversation: sent.conversation });
    expect(title).toBe(question);
    expect(messages).toMatchObject([
      { id: sent.asked, parent: null, role: 'user', content: question, details: null },
      { id: sent.answered, parent: sent.asked, role: 'assistant', rating: 0, details: { finish: 'stop', tokens: 3 } },
    ]);
    expect(messages[1]!.citations).toEqual(sent.citations);
    expect(store.conversations.list()).toHaveLength(1);
  });

  it('that is stopped keeps as much of an answer as there was', async () => {
    const { service, store, bot, workers } = await chatHome();
    workers.scripts.push({ pieces: ['Press ', 'the '], last: 'wait' });
    const { onEvent, told } = listener();
    const stop = new AbortController();
    const sending = service.call('chat.send', { bot: bot.id, question }, { onEvent, signal: stop.signal });
    await told((event) => event.kind === 'token' && event.text === 'the ');
    stop.abort();
    expect(await sending).toMatchObject({ answer: 'Press the', finish: 'cancelled' });
    const [conversation] = store.conversations.list();
    expect(store.conversations.messages(conversation!.id)).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: 'Press the', details: { finish: 'cancelled' } },
    ]);
  });

  it('whose worker dies is there to be answered by the next one', async () => {
    const { service, bot, workers } = await chatHome();
    const { conversation } = await service.call('chat.send', { bot: bot.id, question });
    workers.scripts.push({ pieces: ['Pre'], last: 'die' });
    const dying = service.call('chat.send', { bot: bot.id, question: 'And stop it?', conversation });
    await expect(dying).rejects.toMatchObject({ code: 'jobs/worker-died' });
    const [, first, lost] = (await service.call('conversation.show', { conversation })).messages;
    expect(lost).toMatchObject({ role: 'user', content: 'And stop it?', parent: first!.id });

    const again = await service.call('chat.regenerate', { message: lost!.id });
    expect([again.asked, again.answer, workers.started()]).toEqual([lost!.id, 'Yes.', 2]);
  });

  it('that got no answer is not followed by the next one', async () => {
    const { service, bot, workers } = await chatHome();
    workers.scripts.push({ pieces: [], last: 'die' });
    await expect(service.call('chat.send', { bot: bot.id, question })).rejects.toMatchObject({
      code: 'jobs/worker-died',
    });
    const { items } = await service.call('conversation.list', {});
    const conversation = items[0]!.id;
    const next = await service.call('chat.send', { bot: bot.id, question: 'Hello pump?', conversation });
    const { messages } = await service.call('conversation.show', { conversation });
    expect(messages.map(({ parent }) => parent)).toEqual([null, null, next.asked]);
  });

  it('that is too long is not kept', async () => {
    const { service, bot, store, workers } = await chatHome();
    workers.scripts.push({ pieces: [], last: 'too-long' }, { pieces: ['Ok.'] }, { pieces: [], last: 'too-long' });
    const refused = { code: 'engine/too-long' };
    await expect(service.call('chat.send', { bot: bot.id, question })).rejects.toMatchObject(refused);
    expect(store.conversations.list()).toEqual([]);
    const { conversation } = await service.call('chat.send', { bot: bot.id, question });
    await expect(service.call('chat.send', { bot: bot.id, question, conversation })).rejects.toMatchObject(refused);
    expect(store.conversations.messages(conversation)).toHaveLength(2);
  });

  it('follows the newest message, any other that is named, or none', async () => {
    const { service, store, bot, workers } = await chatHome();
    const settings = { generation: { ...generation, historyTurns: 5 } };
    store.bots.update(bot.id, { settings });
    const ask = (text: string, more = {}) => service.call('chat.send', { bot: bot.id, question: text, ...more });
    const first = await ask('One pump?');
    const { conversation } = first;
    const second = await ask('Two pumps?', { conversation });
    const branch = await ask('Three pumps?', { conversation, parent: first.answered });
    const fresh = await ask('Four pumps?', { conversation, parent: null });
    const { messages } = await service.call('conversation.show', { conversation });
    const parents = new Map(messages.map(({ id, parent }) => [id, parent]));
    const asked = [first, second, branch, fresh].map((one) => parents.get(one.asked));
    expect(asked).toEqual([null, first.answered, first.answered, null]);
    // What was said on another branch was not said.
    const before = { question: 'One pump?', answer: 'Yes.' };
    expect(workers.asked.map(({ input }) => input.history)).toEqual([[], [before], [before], []]);
    const place = new Map(messages.map(({ id }, at) => [id, at]));
    for (const { id, parent } of messages) {
      if (parent !== null) expect(place.get(parent)).toBeLessThan(place.get(id)!);
    }

    const other = await ask('Other pump?');
    await expect(ask('Five?', { conversation, parent: other.answered })).rejects.toMatchObject({
      code: 'service/bad-request',
    });
    await expect(ask('Five?', { conversation, parent: 'msg_none' })).rejects.toMatchObject({ code: 'store/not-found' });
    await expect(ask('Five?', { parent: first.answered })).rejects.toMatchObject({ code: 'service/bad-request' });
    const elsewhere = store.bots.insert({ name: 'Other bot', baseModel: bot.baseModel });
    await expect(ask('Five?', { bot: elsewhere.id, conversation })).rejects.toMatchObject({
      code: 'service/bad-request',
    });
  });

  it('gets another answer beside the one it has, drawn with more chance', async () => {
    const { service, bot, workers } = await chatHome();
    const first = await service.call('chat.send', { bot: bot.id, question });
    workers.scripts.push({ pieces: ['No.'] });
    const second = await service.call('chat.regenerate', { message: first.answered });
    expect(second).toMatchObject({ answer: 'No.', conversation: first.conversation, asked: first.asked });
    const { messages } = await service.call('conversation.show', { conversation: first.conversation });
    expect(messages.map(({ parent }) => parent)).toEqual([null, first.asked, first.asked]);
    const [one, two] = workers.asked.map(({ input }) => input as { seed: number; generation: { temperature: number } });
    expect([one!.seed, two!.seed]).toEqual([0, 1]);
    expect(two!.generation.temperature).toBeGreaterThanOrEqual(0.7);
    expect(one!.generation.temperature).toBeLessThan(0.7);
    await expect(service.call('chat.regenerate', { message: 'msg_none' })).rejects.toMatchObject({
      code: 'store/not-found',
    });
  });
});

describe('a question alone', () => {
  it('is answered by the bot, its base model, one skill, or its soup with other coefficients', async () => {
    const { service, store, bot, skill, instruct, workers } = await chatHome();
    const folders = [skill, instruct].map((row) => store.skillFolder(row));
    const ask = async (as?: Parameters<typeof service.call<'bot.ask'>>[1]['as']) => {
      const { system } = await service.call('bot.ask', { bot: 'pump bot', question, ...(as && { as }) });
      return { system, adapter: workers.asked.at(-1)!.input.adapter };
    };
    expect(await ask()).toMatchObject({ system: 'cat-learned', adapter: { folders } });
    expect(await ask({ kind: 'base' })).toEqual({ system: 'base', adapter: { folders: [] } });
    const one = await ask({ kind: 'skill', skill: 'Instruct' });
    expect(one).toEqual({ system: 'instruct-skill', adapter: { folders: [folders[1]] } });
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const { modules } = await service.call('soup.show', { soup: bot.id });
    const { adapter } = await ask({ kind: 'soup', coefficients: rows });
    expect(adapter).toEqual({
      folders,
      coefficients: { skills: 2, values: Object.fromEntries(modules.map(({ path }, i) => [path, [i + 1, i + 4]])) },
    });
    expect(store.conversations.list()).toEqual([]);
  });

  it('is refused by what is of another base model, and by coefficients that do not go with the soup', async () => {
    const { service, store, bot } = await chatHome();
    const other = store.skills.insert({ name: 'Other', kind: 'imported', baseModel: 'elsewhere', rank: 4 });
    const plain = store.bots.insert({ name: 'Plain', baseModel: bot.baseModel });
    const ask = (as: object, by = bot.id) => service.call('bot.ask', { bot: by, question, as: as as { kind: 'base' } });
    const incompatible = { code: 'soup/incompatible' };
    await expect(ask({ kind: 'skill', skill: other.id })).rejects.toMatchObject(incompatible);
    await expect(ask({ kind: 'soup', coefficients: [[1, 2, 3]] })).rejects.toMatchObject(incompatible);
    await expect(ask({ kind: 'soup', coefficients: [[1], [2]] })).rejects.toMatchObject(incompatible);
    await expect(ask({ kind: 'soup', coefficients: [[1]] }, plain.id)).rejects.toMatchObject(incompatible);
    await expect(ask({ kind: 'skill', skill: 'none' })).rejects.toMatchObject({ code: 'service/not-found' });
    await expect(ask({ kind: 'oracle' })).rejects.toMatchObject({ code: 'service/bad-request' });
  });

  it('that is stopped gives nothing', async () => {
    const { service, bot, workers } = await chatHome();
    workers.scripts.push({ pieces: ['Press '], last: 'wait' });
    const { onEvent, told } = listener();
    const stop = new AbortController();
    const asking = service.call('bot.ask', { bot: bot.id, question }, { onEvent, signal: stop.signal });
    asking.catch(() => {});
    await told((event) => event.kind === 'token');
    stop.abort();
    await expect(asking).rejects.toBe(stop.signal.reason);
  });

  it('finds its bot warm: what answers was made ready', async () => {
    const { service, bot, workers } = await chatHome();
    expect(await service.call('bot.warm', { bot: bot.id })).toEqual({ seconds: expect.any(Number) });
    await service.call('bot.ask', { bot: bot.id, question });
    const [warm, generate] = workers.asked;
    expect([warm!.task, generate!.task, workers.started()]).toEqual(['warm', 'generate', 1]);
    const { model, adapter, device, contextTokens } = generate!.input;
    expect(warm!.input).toMatchObject({ model, adapter, device, contextTokens });
    await expect(service.call('bot.warm', { bot: 'nobody' })).rejects.toMatchObject({ code: 'service/not-found' });
  });
});

const generation = {
  maxNewTokens: 20,
  temperature: 0,
  topP: 1,
  topK: 0,
  repetitionPenalty: 1,
  historyTurns: 0,
};
