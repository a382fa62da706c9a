import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { setupContentSecurity } from '../../electron/main/content-security.ts';
import { setupContractPorts } from '../../electron/main/contract-ports.ts';
import { openExternal } from '../../electron/main/external-links.ts';
import { setupFileDialogs } from '../../electron/main/file-dialogs.ts';
import { answerPage } from '../../electron/main/ipc.ts';
import { pageHandler, registerScheme } from '../../electron/main/protocol.ts';
import { setupSessionSecurity } from '../../electron/main/session-security.ts';
import { texts } from '../../electron/main/texts.ts';
import { openWindow } from '../../electron/main/windows.ts';
import { contractWords } from '../../electron/words.ts';
import { FakeApp, FakeContents, FakeIpc, FakeWindow, ownFrame, preventable, strangers } from './fake-electron.ts';

// Electron's security checklist, point by point: the numbers are those of electronjs.org/docs/latest/tutorial/security.
const checkout = fileURLToPath(new URL('../../', import.meta.url));

test('1: the page reaches nothing but the application itself', () => {
  const { session } = heldSession();
  for (const url of ['stockpot://app/assets/a.js', 'blob:stockpot://app/1', 'data:image/png;base64,']) {
    expect(asked(session, url)).toEqual({ cancel: false });
  }
  for (const url of [
    'https://example.com/',
    'http://127.0.0.1:8080/',
    'ws://a/',
    'file:///etc/passwd',
    'stockpot://b/',
  ]) {
    expect(asked(session, url)).toEqual({ cancel: true });
  }
});

test('2, 3, 4, 6, 8, 9, 10, 11: a window is isolated, in the sandbox, without Node, and has nothing unsafe switched on', () => {
  const preferences = openedWindow().options.webPreferences;
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    devTools: false,
  });
  expect(preferences).not.toHaveProperty('enableBlinkFeatures');
  expect(preferences).not.toHaveProperty('additionalArguments');
  // Every process of the program, before it is ready.
  expect(readFileSync(`${checkout}electron/main/main.ts`, 'utf8')).toMatch(/^app\.enableSandbox\(\);$/m);
});

test('5: every permission is refused but copying text, and that to the page alone', () => {
  const { session } = heldSession();
  const [request] = session.setPermissionRequestHandler.mock.lastCall!;
  const [check] = session.setPermissionCheckHandler.mock.lastCall!;
  const [device] = session.setDevicePermissionHandler.mock.lastCall!;
  const granted = (permission: string, url: string) => {
    const answer = vi.fn();
    request({ getURL: () => url }, permission, answer);
    expect(check(null, permission, url)).toBe(answer.mock.lastCall![0]);
    return answer.mock.lastCall![0];
  };
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'midi',
    'fileSystem',
    'openExternal',
    'clipboard-read',
  ]) {
    expect(granted(permission, 'stockpot://app/')).toBe(false);
  }
  expect(granted('clipboard-sanitized-write', 'stockpot://app/')).toBe(true);
  expect(granted('clipboard-sanitized-write', 'https://example.com/')).toBe(false);
  expect(device({})).toBe(false);
});

test('7: every answer of the protocol carries a strict policy, errors too', async () => {
  const answer = pageHandler({ renderer: `${checkout}renderer/public`, door: () => undefined });
  for (const path of ['/icon.svg', '/nothing', '/manuals/man_1/file']) {
    const policy = (await answer(new Request(`stockpot://app${path}`))).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("object-src 'none'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/);
  }
});

test('12, 13, 14: no webview is attached, nothing is navigated to or redirected, no window is opened', () => {
  const app = new FakeApp();
  const contents = new FakeContents();
  setupContentSecurity(app as never);
  app.emit('web-contents-created', {}, contents);
  const refused = (name: string, details: object = {}) => {
    const event = Object.assign(preventable(), details);
    contents.emit(name, event);
    return event.defaultPrevented;
  };
  expect(refused('will-attach-webview')).toBe(true);
  expect(refused('will-redirect', { url: 'stockpot://app/' })).toBe(true);
  for (const url of [
    'https://example.com/',
    'file:///home/a.pdf',
    'javascript:alert(1)',
    'stockpot://other/',
    'stockpot://x@app/',
  ]) {
    expect(refused('will-navigate', { url })).toBe(true);
    expect(refused('will-frame-navigate', { url, isMainFrame: true })).toBe(true);
  }
  expect(refused('will-frame-navigate', { url: 'stockpot://app/', isMainFrame: false })).toBe(true);
  expect(refused('will-navigate', { url: 'stockpot://app/#/chats' })).toBe(false);
  expect(contents.windowOpenHandler?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
});

test('15: only addresses of web pages are opened outside', async () => {
  const shell = { openExternal: vi.fn(async () => {}) };
  for (const url of [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://a/b',
    'ms-msdt:/id',
    'https://u:p@example.com/',
    'C:\\x',
    '',
  ]) {
    await expect(openExternal(shell, url)).rejects.toThrow();
  }
  await openExternal(shell, 'https://example.com/a b');
  expect(shell.openExternal.mock.calls).toEqual([['https://example.com/a%20b']]);
});

test('16: Electron is of a fixed version, no older than the one it was written for', () => {
  const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string };
  const { devDependencies } = JSON.parse(readFileSync(`${checkout}package.json`, 'utf8'));
  expect(devDependencies.electron).toBe(version);
  expect(Number(version.split('.')[0])).toBeGreaterThanOrEqual(45);
});

test('17: what strangers send is not answered, nor what has a wrong shape', async () => {
  const ipc = new FakeIpc();
  const answer = vi.fn(() => 'done');
  answerPage(ipc as never, 'do', { input: z.strictObject({ path: z.string() }), answer });
  for (const frame of Object.values(strangers)) {
    await expect(ipc.invoke('do', frame, { path: 'a' })).rejects.toThrow('stranger');
  }
  for (const given of [[], ['a'], [{ path: 1 }], [{ path: 'a', more: 1 }], [{ path: 'a' }, 'more']]) {
    await expect(ipc.invoke('do', ownFrame, ...given)).rejects.toThrow('wrong input');
  }
  expect(answer).not.toHaveBeenCalled();
  expect(await ipc.invoke('do', ownFrame, { path: 'a' })).toBe('done');
});

test('17: a port to the service host is given to the page alone', () => {
  const ipc = new FakeIpc();
  const openContract = vi.fn();
  const { openContract: channel, contractPort } = contractWords.channels;
  setupContractPorts(ipc as never, () => ({ port1: 'host end', port2: 'page end' }) as never, { openContract });
  for (const frame of Object.values(strangers)) ipc.emit(channel, { senderFrame: frame });
  expect(openContract).not.toHaveBeenCalled();
  const postMessage = vi.fn();
  ipc.emit(channel, { senderFrame: { ...ownFrame, postMessage } });
  expect(openContract).toHaveBeenCalledWith('host end');
  expect(postMessage).toHaveBeenCalledWith(contractPort, null, ['page end']);
});

test('17: what the page may ask of the system is checked', async () => {
  const ipc = new FakeIpc();
  const shell = { openExternal: vi.fn(async () => {}), showItemInFolder: vi.fn() };
  const dialog = {
    showOpenDialog: vi.fn(async () => ({ canceled: false, filePaths: ['/a.pdf'] })),
    showSaveDialog: vi.fn(async () => ({ canceled: true, filePath: '' })),
  };
  setupFileDialogs({
    ipc: ipc as never,
    dialog: dialog as never,
    shell,
    windowOf: () => ({}) as never,
    texts: () => texts.en,
  });
  const { pickFiles, pickSavePath, showInFolder, openExternal: open } = contractWords.channels;
  expect(await ipc.invoke(pickFiles, ownFrame, { kinds: 'manual', many: true })).toEqual(['/a.pdf']);
  expect(await ipc.invoke(pickSavePath, ownFrame, 'report.txt')).toBeNull();
  await expect(ipc.invoke(pickFiles, ownFrame, { kinds: 'anything', many: true })).rejects.toThrow('wrong input');
  await expect(ipc.invoke(pickSavePath, ownFrame, '../../.bashrc')).rejects.toThrow('wrong input');
  await expect(ipc.invoke(showInFolder, ownFrame, 'relative')).rejects.toThrow('wrong input');
  await expect(ipc.invoke(open, ownFrame, 'file:///etc/passwd')).rejects.toThrow('web pages');
  await ipc.invoke(showInFolder, ownFrame, '/no/such/file');
  expect(shell.showItemInFolder).not.toHaveBeenCalled();
});

test('18: the page comes by a protocol of its own, a secure one, and no way leads out of its folder', async () => {
  const registered = vi.fn();
  registerScheme({ registerSchemesAsPrivileged: registered });
  expect(registered.mock.lastCall![0]).toMatchObject([
    { scheme: 'stockpot', privileges: { standard: true, secure: true } },
  ]);
  expect(registered.mock.lastCall![0][0].privileges).not.toHaveProperty('bypassCSP');
  expect(openedWindow().webContents.loaded).toEqual(['stockpot://app/']);
  const answer = pageHandler({ renderer: `${checkout}renderer/public`, door: () => undefined });
  const status = async (url: string, method = 'GET') => (await answer(new Request(url, { method }))).status;
  expect(await status('stockpot://app/icon.svg')).toBe(200);
  for (const path of [
    '/%2e%2e/index.html',
    '/..%2findex.html',
    '/%2e%2e%5cindex.html',
    '/icon.svg%00',
    '/%',
    '/c:/x',
    '//etc/passwd',
  ]) {
    expect([path, await status(`stockpot://app${path}`)]).toEqual([path, 404]);
  }
  expect(await status('stockpot://other/icon.svg')).toBe(404);
  expect(await status('stockpot://app/icon.svg', 'POST')).toBe(405);
});

test('19: every fuse is set, in the package that electron-builder makes', () => {
  const fuses = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(readFileSync(`${checkout}electron-builder.yml`, 'utf8'))?.[1];
  expect(fuses).toBe(
    [
      'runAsNode: false',
      'enableCookieEncryption: true',
      'enableNodeOptionsEnvironmentVariable: false',
      'enableNodeCliInspectArguments: false',
      'enableEmbeddedAsarIntegrityValidation: true',
      'onlyLoadAppFromAsar: true',
      'grantFileProtocolExtraPrivileges: false',
    ]
      .map((line) => `  ${line}\n`)
      .join(''),
  );
});

test('20: the page is given functions of its own, never an object of Electron', () => {
  const preload = readFileSync(`${checkout}electron/preload/preload.ts`, 'utf8');
  const bridge = /const bridge[^{]*\{\n([\s\S]*?)\n\};/.exec(preload)?.[1] ?? '';
  const names = [...bridge.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name);
  expect(names).toEqual([
    'platform',
    'pathOf',
    'pickFiles',
    'pickFolder',
    'pickSavePath',
    'showInFolder',
    'openExternal',
  ]);
  expect(preload.match(/exposeInMainWorld/g)).toHaveLength(1);
  expect(bridge).not.toMatch(/ipcRenderer(?!\.invoke\(channels\.)/);
});

test('nothing is fetched for spell checking, and no download begins but of what the page made', () => {
  const { session } = heldSession();
  expect(session.setSpellCheckerEnabled).toHaveBeenCalledWith(false);
  expect(openedWindow().options.webPreferences).toMatchObject({ spellcheck: false });
  const [name, onDownload] = session.on.mock.lastCall!;
  const refused = (url: string) => {
    const event = preventable();
    onDownload(event, { getURL: () => url });
    return event.defaultPrevented;
  };
  expect(name).toBe('will-download');
  expect([refused('blob:stockpot://app/1'), refused('https://example.com/a.exe')]).toEqual([false, true]);
});

function openedWindow(): FakeWindow {
  return openWindow({
    create: (options) => new FakeWindow(options) as never,
    preload: '/preload.cjs',
    icon: '/icon.png',
    statePath: '/no/such/folder/window.json',
    screens: () => [],
    dark: () => false,
    inspector: false,
  }) as unknown as FakeWindow;
}

function heldSession() {
  const session = {
    setPermissionRequestHandler: vi.fn(),
    setPermissionCheckHandler: vi.fn(),
    setDevicePermissionHandler: vi.fn(),
    setDisplayMediaRequestHandler: vi.fn(),
    setSpellCheckerEnabled: vi.fn(),
    webRequest: { onBeforeRequest: vi.fn() },
    on: vi.fn(),
  };
  setupSessionSecurity(session as never);
  return { session };
}

function asked(session: ReturnType<typeof heldSession>['session'], url: string): unknown {
  const answer = vi.fn();
  session.webRequest.onBeforeRequest.mock.lastCall![0]({ url }, answer);
  return answer.mock.lastCall![0];
}
