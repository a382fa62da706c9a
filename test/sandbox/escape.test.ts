import { createSocket } from 'node:dgram';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { converse } from '../../core/sandbox/converse.ts';
import { provenSandbox, runPython } from '../../core/sandbox/index.ts';
import { loadedPython } from '../../core/sandbox/loaded-python.ts';
import { attempts, attemptsByNode } from './attempts.ts';

const folder = mkdtempSync(join(tmpdir(), 'stockpot-outside-'));
const file = join(folder, 'secret');
writeFileSync(file, 'a secret');
const unixSocket = join(folder, 'socket');
let reached = 0;
const servers = [await listen(0), await listen(unixSocket)];
const udp = createSocket('udp4').on('message', () => {
  reached += 1;
});
await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));

afterAll(() => {
  for (const server of servers) server.close();
  udp.close();
  rmSync(folder, { recursive: true });
});

const outside = {
  ...{ file, folder, unixSocket, parent: process.pid },
  tcpPort: (servers[0]!.address() as { port: number }).port,
  udpPort: udp.address().port,
};
const reason = await provenSandbox().then(
  () => undefined,
  (error: Error) => error.message,
);

describe.skipIf(reason !== undefined)(`generated code${reason === undefined ? '' : ` (${reason})`}`, () => {
  test.concurrent.each(attempts(outside))('does no harm: $name', async ({ code, ended, says }) => {
    const result = await runPython(code, { timeSeconds: ended === 'time' ? 2 : 30 });
    // Refused memory, JavaScript's engine now and then falls over before it can say so.
    const crashed = ended === 'memory' && /\(SIGSEGV\)/.test(result.error ?? '');
    expect(result).toMatchObject({ ended: crashed ? 'error' : ended });
    const words = String(result.error ?? result.value);
    if (says !== undefined) expect(words).toMatch(says);
    expectNoHarm(words);
  });

  test.concurrent.each(attemptsByNode(outside))("does no harm without Node's own checks: $name", async ({ code }) => {
    const sandbox = await provenSandbox();
    const outcome = await converse(
      sandbox,
      {
        ...{ script: 'run-python.mjs', permissions: false, timeSeconds: 30, memoryMiB: 256 },
        preamble: await loadedPython(sandbox.files),
      },
      { message: JSON.stringify({ code }) },
    );
    expect(outcome).toMatchObject({ kind: 'line', line: expect.stringContaining('"ended":"finished"') });

    expectNoHarm(JSON.stringify(outcome));
  });
});

function expectNoHarm(words: string): void {
  expect(words).not.toMatch(/escaped|a secret|root:/);
  expect(readFileSync(file, 'utf8')).toBe('a secret');
  expect(readdirSync(folder).sort()).toEqual(['secret', 'socket']);
  expect(reached).toBe(0);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

function listen(where: number | string): Promise<Server> {
  const server = createServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  return new Promise((resolve) =>
    typeof where === 'number'
      ? server.listen(where, '127.0.0.1', () => resolve(server))
      : server.listen(where, () => resolve(server)),
  );
}
