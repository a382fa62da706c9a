import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect as openSocket, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ConnectionAttempt } from '../../core/catalog/options.ts';
import { pullModel } from '../../core/catalog/pull-model.ts';
import { type HubServer, startHub } from './hub-server.ts';
import { emptyPlaces, tinyModelFiles } from './places.ts';

let hub: HubServer;
let proxy: Server;
let address: string;
/** "host:port" of each tunnel. */
let tunnels: string[];
const sockets = new Set<Socket>();

beforeEach(async () => {
  hub = await startHub('owner/model');
  hub.files = tinyModelFiles();
  tunnels = [];
  proxy = createServer();
  // Whatever name it is asked for, it leads to this machine: a name that does not exist is proof of the way taken.
  proxy.on('connect', ({ url = '' }, client: Socket) => {
    tunnels.push(url);
    const server = openSocket(Number(url.split(':')[1]), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      server.pipe(client);
      client.pipe(server);
    });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await hub.close();
});

const port = () => new URL(hub.endpoint).port;

it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])('goes by the proxy that %s names, and says so', async (name) => {
  const attempts: ConnectionAttempt[] = [];
  const environment = { HF_ENDPOINT: `http://hub.invalid:${port()}`, [name]: address };
  const options = { ...emptyPlaces(environment), onConnection: (attempt: ConnectionAttempt) => attempts.push(attempt) };
  expect(await pullModel('owner/model', options)).toMatchObject({ place: 'models' });
  expect(tunnels).toContain(`hub.invalid:${port()}`);
  expect(attempts[0]).toMatchObject({ result: 'answered', detail: expect.stringContaining(new URL(address).host) });
});

it.each(['127.0.0.1', '*', 'localhost, 127.0.0.1:80'])('goes straight where NO_PROXY says %s', async (list) => {
  const environment = { HF_ENDPOINT: hub.endpoint, HTTP_PROXY: address, NO_PROXY: list };
  await pullModel('owner/model', emptyPlaces(environment));
  expect(tunnels).toEqual([]);
});

it('does not take the proxy of another protocol, and names one that can not be reached', async () => {
  await pullModel('owner/model', emptyPlaces({ HF_ENDPOINT: hub.endpoint, HTTPS_PROXY: address }));
  expect(tunnels).toEqual([]);
  const environment = { HF_ENDPOINT: `http://hub.invalid:${port()}`, HTTP_PROXY: 'http://127.0.0.1:9' };
  await expect(pullModel('owner/model', emptyPlaces(environment))).rejects.toMatchObject({
    code: 'model/download-failed',
    message: expect.stringMatching(/ECONNREFUSED.*127\.0\.0\.1:9/),
  });
});
