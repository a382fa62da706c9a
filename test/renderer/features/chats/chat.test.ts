import { describe, expect, it, vi } from 'vitest';
import type { ChatResult, Message } from '../../../../renderer/api.ts';
import { ServiceError } from '../../../../renderer/api.ts';
import { createChat, fresh, rowsOf } from '../../../../renderer/features/chats/chat.ts';
import { rateOf } from '../../../../renderer/features/chats/run.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService, type FakeMethods } from '../../fake-service.ts';
import { answered, conversation, deferred, message } from './invented.ts';

/** A chat over a host that keeps these messages of `c1`. */
function chatOver(methods: FakeMethods, kept: { messages: readonly Message[] } = { messages: [] }) {
  const service = createFakeService({
    'conversation.show': ({ conversation: id }) => {
      if (id !== 'c1') throw new ServiceError({ code: 'store/not-found', message: 'There is no such conversation.' });
      return conversation('c1', kept.messages);
    },
    ...methods,
  });
  const app = createFakeApp(service, '#/chats/new');
  let now = 0;
  const chat = createChat(app, () => {
    now += 100;
    return now;
  });
  const rows = () => rowsOf(chat.getState()).map(({ kind }) => kind);
  return { service, app, chat, rows, kept };
}

const gone = new ServiceError({ code: 'service/host-gone', message: 'The connection was lost.' });

describe('a question in a new chat', () => {
  it('shows the answer as it is written, names the chat when it is kept, and ends with what the host kept', async () => {
    const result = deferred<ChatResult>();
    const { chat, app, rows, kept } = chatOver({
      'chat.send': (input, { onEvent }) => {
        expect(input).toEqual({ bot: 'b1', question: 'How often?' });
        kept.messages = [message('q1', null, { content: 'How often?' })];
        onEvent?.({ kind: 'asked', conversation: 'c1', message: 'q1' });
        for (const text of ['Every ', 'two ', 'weeks.']) onEvent?.({ kind: 'token', text });
        return result.promise;
      },
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const sent = chat.send('b1', '  How often?\n');
    await Promise.resolve();
    expect(app.navigation.getState().parts).toEqual(['c1']);
    expect(chat.getState().runs.get('c1')?.text).toBe('Every ');
    vi.advanceTimersByTime(100);
    vi.useRealTimers();
    const run = chat.getState().runs.get('c1');
    expect(run?.text).toBe('Every two weeks.');
    // Three pieces, a tenth of a second between each.
    expect(rateOf(run!)).toBeCloseTo(10);
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(rows()).toEqual(['question', 'answering']);

    kept.messages = [...kept.messages, message('a1', 'q1')];
    result.resolve(answered());
    await sent;
    expect(chat.getState().runs.size).toBe(0);
    expect(rows()).toEqual(['question', 'answer']);
  });

  it('that a host keeps only with its answer is named then', async () => {
    const { chat, app, rows } = chatOver(
      { 'chat.send': () => answered() },
      { messages: [message('q1', null), message('a1', 'q1')] },
    );
    await chat.send('b1', 'text of q1');
    expect(app.navigation.getState().parts).toEqual(['c1']);
    expect(rows()).toEqual(['question', 'answer']);
  });

  it('goes on while another chat is looked at, and leaves the address alone', async () => {
    const result = deferred<ChatResult>();
    const { chat, app } = chatOver({ 'chat.send': () => result.promise });
    const sent = chat.send('b1', 'How often?');
    app.navigation.go('manuals');
    result.resolve(answered());
    await sent;
    expect(app.navigation.getState().feature).toBe('manuals');
    expect(chat.getState().runs.size).toBe(0);
  });

  it('that is refused and not kept goes back to where it can be changed', async () => {
    const { chat, app, rows } = chatOver({
      'chat.send': (_input, { onEvent }) => {
        onEvent?.({ kind: 'asked', conversation: 'c9', message: 'q9' });
        throw new ServiceError({ code: 'engine/too-long', message: 'The question is too long.' });
      },
    });
    await chat.send('b1', 'Very long');
    expect(app.navigation.getState()).toMatchObject({ parts: ['new'], query: { bot: 'b1' } });
    expect(rows()).toEqual(['asking', 'answering']);
    chat.dismiss();
    expect(chat.getState().drafts.get(fresh)).toBe('Very long');
    expect(rows()).toEqual([]);
  });
});

describe('an answer', () => {
  it('that is stopped stays as far as it came', async () => {
    const { chat, rows } = chatOver(
      {
        'chat.send': (_input, { signal }) =>
          new Promise((resolve) => {
            signal?.addEventListener('abort', () => resolve(answered({ finish: 'cancelled' })));
          }),
      },
      { messages: [message('q1', null), message('a1', 'q1')] },
    );
    const sent = chat.send('b1', 'text of q1');
    chat.stop();
    expect(chat.getState().runs.get(fresh)?.stopping).toBe(true);
    await sent;
    expect(rows()).toEqual(['question', 'answer']);
  });

  it('whose worker died says so, and is tried again without asking twice', async () => {
    const { chat, rows, service, kept } = chatOver({
      'chat.send': (_input, { onEvent }) => {
        kept.messages = [message('q1', null)];
        onEvent?.({ kind: 'asked', conversation: 'c1', message: 'q1' });
        throw new ServiceError({ code: 'jobs/worker-died', message: 'The worker ended.' });
      },
      'chat.regenerate': ({ message: id }) => {
        kept.messages = [message('q1', null), message('a1', 'q1')];
        return answered({ asked: id });
      },
    });
    await chat.send('b1', 'text of q1');
    expect(chat.getState().runs.get('c1')?.error).toMatchObject({ code: 'jobs/worker-died' });
    expect(rows()).toEqual(['question', 'answering']);
    await chat.retry();
    expect(service.calls.filter(({ method }) => method.startsWith('chat.')).map(({ method }) => method)).toEqual([
      'chat.send',
      'chat.regenerate',
    ]);
    expect(rows()).toEqual(['question', 'answer']);
  });

  it('that the host wrote while the connection was lost takes the place of the error', async () => {
    const sending = deferred<ChatResult>();
    const { chat, rows, service, kept } = chatOver({
      'chat.send': (_input, { onEvent }) => {
        kept.messages = [message('q1', null)];
        onEvent?.({ kind: 'asked', conversation: 'c1', message: 'q1' });
        return sending.promise;
      },
    });
    const sent = chat.send('b1', 'text of q1');
    await Promise.resolve();
    service.lose();
    sending.reject(gone);
    await sent;
    expect(chat.getState().runs.get('c1')?.error).toBe(gone);
    kept.messages = [message('q1', null), message('a1', 'q1')];
    service.find();
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(rows()).toEqual(['question', 'answer']);
  });

  it('that is missing after a reload appears when it is told', async () => {
    const { chat, rows, service, kept } = chatOver({}, { messages: [message('q1', null)] });
    await chat.show('c1');
    expect(rows()).toEqual(['question', 'unanswered']);
    kept.messages = [message('q1', null), message('a1', 'q1')];
    service.tell({ kind: 'changed', what: 'conversations' });
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(rows()).toEqual(['question', 'answer']);
  });

  it('that is given again stands beside the first one, on the same question', async () => {
    const { chat, kept } = chatOver(
      {
        'chat.regenerate': ({ message: id }) => {
          expect(id).toBe('a1');
          kept.messages = [...kept.messages, message('a2', 'q1')];
          return answered({ answered: 'a2' });
        },
      },
      { messages: [message('q1', null), message('a1', 'q1')] },
    );
    await chat.show('c1');
    await chat.regenerate('b1', message('a1', 'q1'));
    const shown = () => rowsOf(chat.getState()).at(-1);
    expect(shown()).toMatchObject({ kind: 'answer', placed: { message: { id: 'a2' }, siblings: ['a1', 'a2'] } });
    chat.choose('q1', 'a1');
    expect(shown()).toMatchObject({ placed: { message: { id: 'a1' } } });
  });
});

describe('a conversation', () => {
  const long = [message('q1', null), message('a1', 'q1'), message('q2', 'a1'), message('a2', 'q2')];

  it('goes on after the branch that is shown, and branches where a question is edited', async () => {
    const { chat, service } = chatOver({ 'chat.send': () => answered() }, { messages: [...long, message('a3', 'q2')] });
    await chat.show('c1');
    chat.choose('q2', 'a2');
    await chat.send('b1', 'Next?');
    await chat.send('b1', 'First, otherwise?', null);
    const inputs = service.calls.filter(({ method }) => method === 'chat.send').map(({ input }) => input);
    expect(inputs).toEqual([
      { bot: 'b1', question: 'Next?', conversation: 'c1', parent: 'a2' },
      { bot: 'b1', question: 'First, otherwise?', conversation: 'c1', parent: null },
    ]);
  });

  it('shows nothing below an edited question while its answer is written', async () => {
    const { chat, rows } = chatOver({ 'chat.send': () => new Promise(() => {}) }, { messages: long });
    await chat.show('c1');
    void chat.send('b1', 'Otherwise?', 'a1');
    expect(rows()).toEqual(['question', 'answer', 'asking', 'answering']);
  });

  it('asks one question at a time, and no empty one', async () => {
    const { chat, service } = chatOver({ 'chat.send': () => new Promise(() => {}) });
    void chat.send('b1', ' \n ');
    void chat.send('b1', 'One');
    void chat.send('b1', 'Two');
    expect(service.calls.filter(({ method }) => method === 'chat.send')).toHaveLength(1);
  });

  it('keeps what is typed in each chat apart', async () => {
    const { chat } = chatOver({}, { messages: long });
    chat.write('for the new one');
    await chat.show('c1');
    chat.write('for the old one');
    await chat.show(fresh);
    expect(chat.getState().drafts.get(chat.getState().open)).toBe('for the new one');
  });

  it('takes a rating back when it is given twice, and when the host does not keep it', async () => {
    const kept = { messages: [message('q1', null), message('a1', 'q1')] };
    const { chat, service, app } = chatOver(
      { 'message.rate': ({ message: id, rating }) => message(id, 'q1', { rating }) },
      kept,
    );
    await chat.show('c1');
    const shown = () => chat.getState().details.get('c1')!.messages[1]!;
    await chat.rate(shown(), 1);
    expect(shown().rating).toBe(1);
    await chat.rate(shown(), 1);
    expect(shown().rating).toBe(0);
    service.answer('message.rate', () => {
      throw new ServiceError({ code: 'store/not-found', message: 'There is no such message.' });
    });
    await chat.rate(shown(), -1);
    expect(shown().rating).toBe(0);
    expect(app.toasts.getState().toasts.map(({ text }) => text)).toEqual(['There is no such message.']);
  });

  it('that cannot be read says why', async () => {
    const { chat } = chatOver({});
    await chat.show('c7');
    expect(chat.getState().error).toMatchObject({ code: 'store/not-found' });
  });
});
