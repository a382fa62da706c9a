import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectToHost } from '../../core/server/index.ts';
import { hostOf, remoteService } from '../../core/service/index.ts';
import { portChannel } from '../../electron/host/port-channel.ts';
import { runCommand } from '../../electron/main/command-line.ts';
import { type Failure, type HostProcess, startHost } from '../../electron/main/host-process.ts';
import { pageHandler } from '../../electron/main/protocol.ts';
import type { Port } from '../../electron/messages.ts';
import { stageApp } from '../../scripts/stage-app.mjs';
import { nodeChannel, nodeProcesses } from '../electron/utility-processes.ts';

// The packaged program's own bundles, with main's own code around them, each process one of plain Node instead of Electron.
const checkout = fileURLToPath(new URL('../../', import.meta.url));
const sample = join(checkout, 'resources', 'sample', 'gutenprint-users-manual.pdf');
const folder = mkdtempSync(join(tmpdir(), 'stockpot-app-'));
const surroundings = { STOCKPOT_RESOURCES: join(checkout, 'resources') };

beforeAll(() => stageApp({ folder, link: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a window imports a manual through the service host and an engine worker, and reads it by the own protocol', async () => {
  const home = newHome();
  const { host } = start(home);
  const service = await openContract(host);
  const imported = await service.call('manual.import', { path: smallPdf(), ocr: 'never' });
  expect(imported).toMatchObject({ type: 'pdf', pages: 1 });
  const jobs = await service.call('job.list', {});
  expect(jobs).toMatchObject([{ kind: 'import', state: 'done' }]);

  const answer = pageHandler({ renderer: join(folder, 'build', 'renderer'), door: () => host.door });
  const address = `stockpot://app/manuals/${imported.id}/file`;
  const whole = await answer(new Request(address));
  expect(whole.headers.get('content-type')).toBe('application/pdf');
  expect(whole.headers.get('content-security-policy')).toContain("default-src 'self'");
  const part = await answer(new Request(address, { headers: { range: 'bytes=0-3' } }));
  expect([part.status, await part.text()]).toEqual([206, '%PDF']);

  await host.close();
  expect(hostOf(home)).toBeUndefined();
});

test('a second program connects to the one that owns the home, and takes it when that one is gone', async () => {
  const home = newHome();
  const first = start(home).host;
  await (await openContract(first)).call('settings.change', { offline: true });
  const second = start(home).host;
  const there = await openContract(second);
  expect(await there.call('settings.show', {})).toMatchObject({ offline: true });
  const owner = hostOf(home);

  await first.close();
  await expect(there.call('settings.show', {})).rejects.toMatchObject({ code: 'service/host-gone' });
  const taken = await openContract(second);
  expect(await taken.call('settings.show', {})).toMatchObject({ offline: true });
  expect(hostOf(home)?.pid).not.toBe(owner?.pid);
  await second.close();
});

test('closing stops a build at its checkpoint, and the next start goes on with it', async () => {
  const home = newHome();
  const first = start(home);
  const service = await openContract(first.host);
  const cut = service.call('manual.import', { path: sample, ocr: 'never' });
  cut.catch(() => {});
  await first.busy((titles) => titles.length === 1);
  await first.host.close();

  const again = start(home);
  const resumed = await openContract(again.host);
  await again.busy((titles) => titles.length === 0);
  const jobs = await resumed.call('job.list', {});
  expect(jobs).toMatchObject([{ kind: 'import', state: 'done' }]);
  await again.host.close();
});

test('a command is run with its output, its exit code, and workers of its own; or by the host that owns the home', async () => {
  const home = newHome();
  const alone = await command(['import', smallPdf(), '--ocr', 'never', '--json', '--home', home]);
  expect(alone.code).toBe(0);
  expect(alone.output).toContain('"pages": 1');
  const wrong = await command(['ask', 'nobody', 'what?', '--json', '--home', home]);
  expect(wrong.code).toBe(2);
  expect(JSON.parse(wrong.output).error.code).toBeTypeOf('string');

  const { host } = start(home);
  await openContract(host);
  const owner = hostOf(home);
  const connected = await connectToHost(owner!);
  expect(connected.home).toBe(home);
  await connected.close();
  const through = await command(['jobs', 'list', '--json', '--home', home]);
  expect(JSON.parse(through.output)).toMatchObject({ jobs: [{ kind: 'import', state: 'done' }] });
  await host.close();
});

/** One page of one sentence; pdf.js finds its objects without a table of them. */
function smallPdf(): string {
  const path = join(folder, 'small.pdf');
  const text = 'BT /F1 12 Tf 72 720 Td (Turn the printer off before you open its cover.) Tj ET';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('');
  writeFileSync(path, `%PDF-1.4\n${body}trailer << /Root 1 0 R /Size 6 >>\n%%EOF\n`);
  return path;
}

function newHome(): string {
  return mkdtempSync(join(folder, 'home-'));
}

function start(home: string) {
  const failures: Failure[] = [];
  let titles: readonly string[] | undefined;
  const waiting = new Set<() => void>();
  const host: HostProcess = startHost({
    processes: nodeProcesses(folder, { env: surroundings }),
    newChannel: nodeChannel,
    platform: process.platform,
    fork: { home },
    onBusy: (now) => {
      titles = now;
      for (const each of waiting) each();
    },
    onPreferences: () => {},
    onFailed: (failure) => failures.push(failure),
  });
  return {
    host,
    failures,
    /** Resolves when what is under way is so. */
    busy: (test: (titles: readonly string[]) => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (titles === undefined || !test(titles)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

/** What the preload script and the page do. */
function openContract(host: HostProcess) {
  const { port1, port2 } = nodeChannel();
  host.openContract(port1);
  return remoteService(portChannel(port2 as unknown as Port));
}

function command(args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  let output = '';
  return new Promise((resolve) => {
    runCommand({
      args,
      fork: {},
      processes: nodeProcesses(folder, {
        env: surroundings,
        onOutput: (text) => {
          output += text;
        },
      }),
      newChannel: nodeChannel,
      platform: process.platform,
      stdin: process.stdin,
      onInterrupt: () => {},
      exit: (code) => resolve({ code, output }),
    });
  });
}
