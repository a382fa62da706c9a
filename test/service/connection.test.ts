import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/errors.ts';
import {
  type CallOptions,
  type ClientMessage,
  type Method,
  remoteService,
  type Service,
  type ServiceEvent,
  serveChannel,
} from '../../core/service/index.ts';
import { channelPair } from '../helpers/channel-pair.ts';

type Answer = (input: unknown, options: CallOptions) => unknown;

function serviceOf(answers: Partial<Record<Method, Answer>>): Service {
  return {
    call: async (method: Method, input: unknown, options: CallOptions = {}) =>
      (await answers[method]!(input, options)) as never,
    close: async () => {},
  };
}

async function connected(answers: Partial<Record<Method, Answer>>) {
  const { host, client } = channelPair();
  serveChannel(serviceOf(answers), host, { version: '1.2.3', home: '/home' });
  return { service: await remoteService(client), client, host };
}

const untilStopped: Answer = async (_input, { signal }) => {
  await once(signal!, 'abort');
  throw signal!.reason;
};

describe('a service at the other end of a channel', () => {
  it('says who it is, takes inputs and gives results as they are', async () => {
    const { service } = await connected({ 'run.show': (input) => ({ got: input }) });
    expect([service.home, service.version]).toEqual(['/home', '1.2.3']);
    expect(await service.call('run.show', { run: 'r' })).toEqual({ got: { run: 'r' } });
  });

  it('tells events in their order, before the result', async () => {
    const said = Array.from({ length: 200 }, (_, i): ServiceEvent => ({ kind: 'token', text: String(i) }));
    const { service } = await connected({
      'bot.ask': (_input, { onEvent }) => {
        for (const event of said) onEvent?.(event);
        return {};
      },
    });
    const events: ServiceEvent[] = [];
    await service.call('bot.ask', { bot: 'b', question: 'q' }, { onEvent: (event) => events.push(event) });
    expect(events).toEqual(said);
  });

  it('gives errors with their code and hint, and a defect as a defect', async () => {
    const { service } = await connected({
      'run.show': () => {
        throw new AppError('service/not-found', 'There is none.', { command: 'stockpot runs' });
      },
      'run.list': () => {
        throw new TypeError('oops');
      },
    });
    const wanted = { code: 'service/not-found', message: 'There is none.', hint: 'stockpot runs', command: true };
    await expect(service.call('run.show', { run: 'r' })).rejects.toMatchObject(wanted);
    await expect(service.call('run.list', {})).rejects.toMatchObject({ code: 'internal/defect' });
  });

  it('stops a call that is cancelled, and that is no error', async () => {
    const { service } = await connected({ 'bot.ask': untilStopped });
    const stop = new AbortController();
    const asked = service.call('bot.ask', { bot: 'b', question: 'q' }, { signal: stop.signal });
    stop.abort();
    await expect(asked).rejects.toBe(stop.signal.reason);
  });

  it('says how to go on with what was cancelled', async () => {
    const { service } = await connected({
      'bot.build': async (_input, { signal }) => {
        await once(signal!, 'abort');
        throw new AppError('jobs/cancelled', 'Stopped.', { command: 'stockpot jobs resume job_1' });
      },
    });
    const stop = new AbortController();
    const building = service.call('bot.build', { manual: 'm' }, { signal: stop.signal });
    stop.abort();
    await expect(building).rejects.toMatchObject({
      code: 'jobs/cancelled',
      hint: 'stockpot jobs resume job_1',
      command: true,
    });
  });

  it('fails every call that was not answered when the channel closes, and each one after', async () => {
    const { service, host } = await connected({ 'bot.ask': untilStopped });
    const asked = [1, 2].map(() => service.call('bot.ask', { bot: 'b', question: 'q' }));
    host.close();
    for (const call of asked) await expect(call).rejects.toMatchObject({ code: 'service/host-gone' });
    await expect(service.call('run.list', {})).rejects.toMatchObject({ code: 'service/host-gone' });
  });

  it('goes on with calls whose channel closed, but for the one that never ends by itself', async () => {
    const signals: Record<string, AbortSignal> = {};
    const begun = (name: string) =>
      new Promise<void>((resolve) => {
        answers[name as 'bot.build'] = (_input, { signal }) => {
          signals[name] = signal!;
          resolve();
          return new Promise(() => {});
        };
      });
    const answers: Partial<Record<Method, Answer>> = {};
    const both = [begun('bot.build'), begun('home.watch')];
    const { service, client } = await connected(answers);
    service.call('bot.build', { manual: 'm' }).catch(() => {});
    service.call('home.watch', {}).catch(() => {});
    await Promise.all(both);
    const stopped = once(signals['home.watch']!, 'abort');
    client.close();
    await stopped;
    expect(signals['bot.build']?.aborted).toBe(false);
  });

  it.each<unknown>([
    'nonsense',
    { type: 'call', id: -1, method: 'run.list', input: {} },
    { type: 'call', id: 1, method: 'run.list' },
    { type: 'dance', id: 1 },
    { type: 'seen', id: 1, sequence: 'all' },
  ])('closes a channel on which %j comes', async (message) => {
    const { client } = await connected({});
    const closed = new Promise<void>((resolve) => client.onClose(resolve));
    client.send(message as ClientMessage);
    await closed;
  });
});
