import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { spawnThroughMain } from '../../electron/host/spawn-engine.ts';
import { readArguments } from '../../electron/main/arguments.ts';
import { enginesFor } from '../../electron/main/engines.ts';
import { failureDialog } from '../../electron/main/failure-dialog.ts';
import { menuTemplate } from '../../electron/main/menu.ts';
import { programFiles } from '../../electron/main/program-files.ts';
import { languageOf, texts } from '../../electron/main/texts.ts';
import { setupUserData } from '../../electron/main/user-data.ts';
import { readWindowState, saveWindowState } from '../../electron/main/window-state.ts';
import { focusWindow } from '../../electron/main/windows.ts';
import { passContract } from '../../electron/preload/pass-contract.ts';
import { contractWords } from '../../electron/words.ts';
import { portGiven, portWanted } from '../../renderer/transport/message-port.ts';
import { FakeApp, FakeWindow } from './fake-electron.ts';

test('everything after --cli belongs to the command, else the home may be named', () => {
  expect(readArguments(['stockpot', '--cli', 'ask', 'bot', '--home', '/h'])).toEqual({
    command: ['ask', 'bot', '--home', '/h'],
    home: undefined,
  });
  expect(readArguments(['stockpot', '--home', '/h'])).toEqual({ command: undefined, home: '/h' });
  expect(readArguments(['electron', '.', '--home=/h'])).toEqual({ command: undefined, home: '/h' });
  expect(readArguments(['stockpot'])).toEqual({ command: undefined, home: undefined });
});

test('a window lies where the last one did, unless no screen shows that place any more or the file is nonsense', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stockpot-window-'));
  const path = join(folder, 'kept', 'window.json');
  const screen = { x: 0, y: 0, width: 1920, height: 1080 };
  const state = { x: 100, y: 50, width: 900, height: 700, maximized: true };
  expect(readWindowState(path, [screen])).toBeUndefined();
  saveWindowState(path, state);
  expect(readWindowState(path, [screen])).toEqual(state);
  expect(readWindowState(path, [{ x: 1920, y: 0, width: 1920, height: 1080 }])).toBeUndefined();
  writeFileSync(path, '{"x": "100"}');
  expect(readWindowState(path, [screen])).toBeUndefined();
  rmSync(folder, { recursive: true });
});

test('Chromium keeps its own apart from the home, one folder a home', () => {
  const paths: string[] = [];
  const app = (given: boolean) => ({
    getPath: () => '/data',
    setPath: (_name: string, path: string) => void paths.push(path),
    commandLine: { hasSwitch: () => given },
  });
  setupUserData(app(false) as never, undefined);
  setupUserData(app(false) as never, '/home/a');
  setupUserData(app(false) as never, '/home/b');
  setupUserData(app(true) as never, undefined);
  expect(paths[0]).toBe(join('/data', 'Stockpot Window'));
  expect(new Set(paths).size).toBe(3);
});

test('packed, the engine lies beside the archive, and resources beside both', () => {
  const packed = programFiles('/r/app.asar', { resourcesPath: '/r', platform: 'linux', arch: 'x64' });
  expect(packed).toMatchObject({
    host: join('/r/app.asar/build/electron/host.mjs'),
    engine: join('/r/app.asar.unpacked/build/engine/engine.mjs'),
    resources: join('/r/stockpot'),
  });
  const checkout = programFiles('/c', { resourcesPath: undefined, platform: 'linux', arch: 'x64' });
  expect(checkout).toMatchObject({ engine: join('/c/build/engine/engine.mjs'), resources: join('/c/resources') });
});

test('a second start brings the first one’s window before the person', () => {
  const window = new FakeWindow();
  focusWindow(window as never);
  expect(window.told).toEqual(['restore', 'show', 'focus']);
});

test('the person’s language is spoken, else the system’s first that is, else English', () => {
  expect(languageOf('zh', ['de-DE'])).toBe('zh');
  expect(languageOf('system', ['fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(languageOf('system', ['fr'])).toBe('en');
});

test('the menu goes to the page’s own addresses, and shows the inspector in a checkout alone', () => {
  const go = vi.fn();
  const labels = (inspector: boolean, mac: boolean) =>
    JSON.stringify(menuTemplate(texts.de, { go, newWindow: () => {} }, { mac, inspector }));
  expect(labels(true, false)).toContain('toggleDevTools');
  expect(labels(false, false)).not.toContain('toggleDevTools');
  expect(labels(false, true)).toContain('services');
  const [file] = menuTemplate(texts.en, { go, newWindow: () => {} }, { mac: false, inspector: false });
  for (const item of file!.submenu as { label?: string; click?: () => void }[]) {
    if (item.label !== texts.en.menu.newWindow) item.click?.();
  }
  expect(go.mock.calls.flat()).toEqual(['chats/new', 'manuals?add=yes', 'settings']);
});

test('why the home can’t be opened is said once at a time', async () => {
  const app = new FakeApp();
  const answers = [0, 1];
  const dialog = { showMessageBox: vi.fn(async () => ({ response: answers.shift() ?? 0, checkboxChecked: false })) };
  const fail = failureDialog({ app: app as never, dialog: dialog as never, texts: () => texts.en });
  const failure = { code: 'store/home-locked', message: 'Process 7 owns it.' };
  fail(failure);
  fail(failure);
  await vi.waitFor(() => expect(dialog.showMessageBox).toHaveBeenCalledOnce());
  expect(app.quits).toEqual([]);
  fail(failure);
  await vi.waitFor(() => expect(app.quits).toHaveLength(1));
});

test('the preload script passes ports between main and the page, and takes no words from elsewhere', () => {
  const page = {
    location: { origin: 'stockpot://app' },
    listen: (_event: unknown) => {},
    addEventListener(_type: string, listener: (event: never) => void) {
      page.listen = listener as never;
    },
    postMessage: vi.fn(),
  };
  const main = {
    send: vi.fn(),
    give: (_event: unknown) => {},
    on(_channel: string, listener: never) {
      main.give = listener;
    },
  };
  passContract(page as never, main as never);
  expect([contractWords.wanted, contractWords.given]).toEqual([portWanted, portGiven]);
  const asks = { source: page, origin: 'stockpot://app', data: { type: portWanted } };
  page.listen({ ...asks, source: {} });
  page.listen({ ...asks, origin: 'https://example.com' });
  page.listen({ ...asks, data: 'other' });
  expect(main.send).not.toHaveBeenCalled();
  page.listen(asks);
  expect(main.send).toHaveBeenCalledWith(contractWords.channels.openContract);
  main.give({ ports: ['port'] });
  expect(page.postMessage).toHaveBeenCalledWith({ type: portGiven }, 'stockpot://app', ['port']);
});

test('main forks a worker when asked, kills it at once when asked, and tells how it ended', () => {
  const child = fakeChild();
  const asker = { postMessage: vi.fn() };
  const engines = enginesFor(asker as never, {
    processes: { engine: () => child } as never,
    newChannel: () => ({ port1: 'worker end', port2: 'host end' }) as never,
    platform: 'linux',
  });
  engines.take({ type: 'spawn-engine', id: 1, more: true });
  expect(child.postMessage).not.toHaveBeenCalled();
  engines.take({ type: 'spawn-engine', id: 1 });
  expect(child.postMessage).toHaveBeenCalledWith(null, ['worker end']);
  expect(asker.postMessage).toHaveBeenCalledWith({ type: 'engine-started', id: 1 }, ['host end']);
  child.stderr.emit('data', 'out of luck');
  engines.take({ type: 'kill-engine', id: 1 });
  expect(child.kill).toHaveBeenCalledOnce();
  child.emit('exit', 9);
  expect(asker.postMessage.mock.lastCall?.[0]).toEqual({
    type: 'engine-ended',
    id: 1,
    code: null,
    signal: 'SIGKILL',
    stderr: 'out of luck',
  });
});

test('a worker is sent what waited for it, and its last answer comes before its end', () => {
  const main = Object.assign(new EventEmitter(), { postMessage: vi.fn() });
  const port = Object.assign(new EventEmitter(), { postMessage: vi.fn(), start: vi.fn(), close: vi.fn() });
  const worker = spawnThroughMain(main as never)();
  const told: unknown[] = [];
  worker.onMessage((message) => told.push(message));
  worker.onExit(({ code }) => told.push(`ended ${code}`));
  worker.send('first');
  expect(main.postMessage).toHaveBeenCalledWith({ type: 'spawn-engine', id: 1 });
  main.emit('message', { data: { type: 'engine-started', id: 1 }, ports: [port] });
  expect(port.postMessage).toHaveBeenCalledWith('first');
  main.emit('message', { data: { type: 'engine-ended', id: 1, code: 3, signal: null, stderr: '' }, ports: [] });
  port.emit('message', { data: 'last' });
  port.emit('close');
  expect(told).toEqual(['last', 'ended 3']);
});

function fakeChild() {
  const stderr = Object.assign(new EventEmitter(), { setEncoding: () => {} });
  return Object.assign(new EventEmitter(), { pid: undefined, postMessage: vi.fn(), kill: vi.fn(), stderr });
}
