import { describe, expect, test } from 'vitest';
import type { ClientMessage, HostMessage, ServiceEvent } from '../../core/service/contract.ts';
import type { ChannelListener } from '../../renderer/transport/channel.ts';
import { createClient, pauseMs } from '../../renderer/transport/client.ts';

/** A host at the other end of channels that a test opens, answers and breaks by hand. */
function fakeHost() {
  const channels: { listener: ChannelListener; sent: ClientMessage[] }[] = [];
  const tasks: { task: () => void; delayMs: number }[] = [];
  const client = createClient(
    (listener) => {
      const channel = { listener, sent: [] as ClientMessage[] };
      channels.push(channel);
      return { send: (message) => channel.sent.push(message), close() {} };
    },
    { later: (task, delayMs) => tasks.push({ task, delayMs }) },
  );
  const at = () => channels.at(-1)!;
  return {
    client,
    channels,
    tasks,
    sent: () => at().sent,
    say: (message: HostMessage) => at().listener.onMessage(message),
    hello: () => at().listener.onMessage({ type: 'hello', version: '1.2.3', home: '/home/me' }),
    breakOff: () => at().listener.onClose(),
    later: () => tasks.shift()!.task(),
  };
}

describe('a call', () => {
  test('waits for the first connection, then is sent and gives what the host answers', async () => {
    const host = fakeHost();
    const list = host.client.call('manual.list', {});
    expect(host.sent()).toEqual([]);
    host.hello();
    expect(host.sent()).toEqual([{ type: 'call', id: 1, method: 'manual.list', input: {} }]);
    host.say({ type: 'result', id: 1, output: [] });
    expect(await list).toEqual([]);
  });

  test('fails with the code, message and hint that the host gives', async () => {
    const host = fakeHost();
    host.hello();
    const list = host.client.call('manual.list', {});
    host.say({
      type: 'error',
      id: 1,
      error: { code: 'store/corrupt', message: 'It is torn.', hint: 'Restore a backup.' },
    });
    await expect(list).rejects.toMatchObject({
      code: 'store/corrupt',
      message: 'It is torn.',
      hint: 'Restore a backup.',
    });
  });

  test('hears its own events in order, and says how far it took them in', async () => {
    const host = fakeHost();
    host.hello();
    const heard: ServiceEvent[] = [];
    const ask = host.client.call('bot.ask', { bot: 'b', question: 'q' }, { onEvent: (event) => heard.push(event) });
    void host.client.call('bot.list', {}, { onEvent: () => expect.unreachable() });
    host.say({ type: 'event', id: 1, sequence: 1, event: { kind: 'token', text: 'He' } });
    host.say({ type: 'event', id: 1, sequence: 2, event: { kind: 'token', text: 'llo' } });
    expect(heard.map((event) => event.kind === 'token' && event.text)).toEqual(['He', 'llo']);
    expect(host.sent().slice(2)).toEqual([
      { type: 'seen', id: 1, sequence: 1 },
      { type: 'seen', id: 1, sequence: 2 },
    ]);
    host.say({ type: 'result', id: 1, output: { answer: 'Hello' } });
    expect(await ask).toEqual({ answer: 'Hello' });
  });

  test('that is aborted asks the host to cancel, and ends with the reason once it has', async () => {
    const host = fakeHost();
    host.hello();
    const controller = new AbortController();
    const ask = host.client.call('bot.ask', { bot: 'b', question: 'q' }, { signal: controller.signal });
    controller.abort(new Error('enough'));
    expect(host.sent().at(-1)).toEqual({ type: 'cancel', id: 1 });
    host.say({ type: 'cancelled', id: 1 });
    await expect(ask).rejects.toThrow('enough');
  });

  test('that is aborted keeps a result that the host still gives: a stopped answer', async () => {
    const host = fakeHost();
    host.hello();
    const controller = new AbortController();
    const ask = host.client.call('bot.ask', { bot: 'b', question: 'q' }, { signal: controller.signal });
    controller.abort();
    host.say({ type: 'result', id: 1, output: { answer: 'Hel', finish: 'cancelled' } });
    expect(await ask).toMatchObject({ finish: 'cancelled' });
  });

  test('aborted before it was sent is never sent', async () => {
    const host = fakeHost();
    host.hello();
    const call = host.client.call('bot.list', {}, { signal: AbortSignal.abort(new Error('no')) });
    await expect(call).rejects.toThrow('no');
    expect(host.sent()).toEqual([]);
  });
});

describe('a lost channel', () => {
  test('fails every call under way with service/host-gone, and those made until it is back', async () => {
    const host = fakeHost();
    host.hello();
    const before = host.client.call('bot.list', {});
    host.breakOff();
    await expect(before).rejects.toMatchObject({ code: 'service/host-gone' });
    await expect(host.client.call('bot.list', {})).rejects.toMatchObject({ code: 'service/host-gone' });
  });

  test('is opened again after growing pauses, and tells its state on the way', () => {
    const host = fakeHost();
    const states: string[] = [];
    host.client.onConnection(({ kind }) => states.push(kind));
    host.hello();
    host.breakOff();
    expect(host.tasks[0]?.delayMs).toBe(250);
    host.later();
    host.breakOff();
    expect(host.tasks[0]?.delayMs).toBe(500);
    host.later();
    expect(host.channels).toHaveLength(3);
    host.hello();
    expect(states).toEqual(['open', 'reconnecting', 'reconnecting', 'open']);
    expect(host.client.connection()).toEqual({ kind: 'open', version: '1.2.3', home: '/home/me' });
    host.breakOff();
    expect(host.tasks[0]?.delayMs, 'a good connection begins the pauses anew').toBe(250);
  });

  test('answers of the old channel mean nothing on the new one', async () => {
    const host = fakeHost();
    host.hello();
    host.client.call('bot.list', {}).catch(() => undefined);
    host.breakOff();
    host.later();
    host.hello();
    const second = host.client.call('bot.list', {});
    host.say({ type: 'result', id: 1, output: 'old' });
    host.say({ type: 'result', id: 2, output: [] });
    expect(await second).toEqual([]);
  });

  test('pauses are never longer than eight seconds', () => {
    expect([1, 2, 3, 6, 40].map(pauseMs)).toEqual([250, 500, 1000, 8000, 8000]);
  });

  test('is not opened again once the client is closed', () => {
    const host = fakeHost();
    host.breakOff();
    host.client.close();
    host.later();
    expect(host.channels).toHaveLength(1);
  });
});
