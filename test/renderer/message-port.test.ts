import { expect, test } from 'vitest';
import type { HostMessage } from '../../core/service/contract.ts';
import { openMessagePort, portGiven, portWanted } from '../../renderer/transport/message-port.ts';

function fakePage() {
  const listeners = new Set<(event: MessageEvent) => void>();
  const posted: unknown[] = [];
  const page = {
    location: { origin: 'stockpot://app' },
    addEventListener: (_type: 'message', listener: (event: MessageEvent) => void) => void listeners.add(listener),
    removeEventListener: (_type: 'message', listener: (event: MessageEvent) => void) => void listeners.delete(listener),
    postMessage: (message: unknown) => void posted.push(message),
  };
  const give = (event: { source?: unknown; origin?: string; data?: unknown; port: MessagePort }) => {
    const { source = page, origin = 'stockpot://app', data = { type: portGiven }, port } = event;
    for (const listener of [...listeners]) listener({ source, origin, data, ports: [port] } as unknown as MessageEvent);
  };
  return { page, posted, give };
}

function opened() {
  const { page, posted, give } = fakePage();
  const messages: HostMessage[] = [];
  const heard = new Set<() => void>();
  let closed = 0;
  const channel = openMessagePort(page, {
    onMessage: (message) => {
      messages.push(message);
      for (const wake of heard) wake();
    },
    onClose: () => {
      closed += 1;
      for (const wake of heard) wake();
    },
  });
  const next = () => new Promise<void>((resolve) => heard.add(resolve));
  return { posted, give, messages, channel, next, closed: () => closed };
}

test('the page asks for a port and speaks over the one that is given', async () => {
  const { posted, give, messages, channel, next } = opened();
  expect(posted).toEqual([{ type: portWanted }]);
  const { port1, port2 } = new MessageChannel();
  give({ port: port1 as unknown as MessagePort });
  port2.postMessage({ type: 'hello', version: '1', home: '/h' });
  await next();
  expect(messages).toEqual([{ type: 'hello', version: '1', home: '/h' }]);
  channel.send({ type: 'cancel', id: 3 });
  const said = new Promise((resolve) => {
    port2.onmessage = ({ data }) => resolve(data);
  });
  expect(await said).toEqual({ type: 'cancel', id: 3 });
  port2.close();
});

test('a port from another window, another origin or with other words is not taken', async () => {
  const { give, messages, next } = opened();
  const [frame, origin, words, right] = [1, 2, 3, 4].map(() => new MessageChannel());
  give({ port: frame!.port1 as unknown as MessagePort, source: {} });
  give({ port: origin!.port1 as unknown as MessagePort, origin: 'https://example.org' });
  give({ port: words!.port1 as unknown as MessagePort, data: { type: 'something' } });
  give({ port: right!.port1 as unknown as MessagePort });
  for (const [i, { port2 }] of [frame!, origin!, words!, right!].entries()) {
    port2.postMessage({ type: 'hello', version: `${i + 1}`, home: '/h' });
  }
  await next();
  expect(messages).toEqual([{ type: 'hello', version: '4', home: '/h' }]);
  for (const { port2 } of [frame!, origin!, words!, right!]) port2.close();
});

test('a port that closes is told once', async () => {
  const { give, next, closed } = opened();
  const { port1, port2 } = new MessageChannel();
  give({ port: port1 as unknown as MessagePort });
  port2.close();
  await next();
  expect(closed()).toBe(1);
});
