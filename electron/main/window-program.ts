import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  Notification,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
} from 'electron';
import type { ForkOptions } from '../messages.ts';
import { pageOrigin } from '../words.ts';
import { setupClosing } from './closing.ts';
import { setupContractPorts } from './contract-ports.ts';
import { failureDialog } from './failure-dialog.ts';
import { setupFileDialogs } from './file-dialogs.ts';
import { type HostProcess, startHost } from './host-process.ts';
import { menuTemplate } from './menu.ts';
import type { Processes } from './processes.ts';
import type { ProgramFiles } from './program-files.ts';
import { setupProtocol } from './protocol.ts';
import { setupSessionSecurity } from './session-security.ts';
import { texts as allTexts, type Language, languageOf } from './texts.ts';
import { focusWindow, openWindow } from './windows.ts';

/** The program with windows, once Electron is ready. */
export function runWindowProgram(files: ProgramFiles, processes: Processes, fork: ForkOptions): void {
  const mac = process.platform === 'darwin';
  const inspector = !app.isPackaged;
  const newChannel = () => new MessageChannelMain();
  const windows = () => BrowserWindow.getAllWindows();
  let language: Language = languageOf('system', app.getPreferredSystemLanguages());
  const texts = () => allTexts[language];

  const host: HostProcess = startHost({
    processes,
    newChannel,
    platform: process.platform,
    fork,
    onBusy: (titles) => closing?.busyChanged(titles),
    onPreferences: (chosen) => {
      language = languageOf(chosen.language, app.getPreferredSystemLanguages());
      nativeTheme.themeSource = chosen.theme;
      showMenu();
    },
    onFailed: failureDialog({ app, dialog, texts }),
  });
  const closing = setupClosing({ app, dialog, host, windows, texts, mac, notify });

  const open = () => {
    const window = openWindow({
      create: (options) => new BrowserWindow(options),
      preload: files.preload,
      icon: files.icon,
      statePath: join(app.getPath('userData'), 'window.json'),
      screens: () => screen.getAllDisplays().map(({ workArea }) => workArea),
      dark: () => nativeTheme.shouldUseDarkColors,
      inspector,
    });
    closing.hold(window);
    return window;
  };
  const show = () => {
    const [first = open()] = windows();
    focusWindow(first);
    return first;
  };
  const showMenu = () => {
    const go = (hash: string) =>
      void (BrowserWindow.getFocusedWindow() ?? show()).webContents.loadURL(`${pageOrigin}/#/${hash}`);
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(texts(), { go, newWindow: open }, { mac, inspector })));
  };

  setupSessionSecurity(session.defaultSession);
  setupProtocol(protocol, { renderer: files.renderer, door: () => host.door });
  setupContractPorts(ipcMain, newChannel, host);
  setupFileDialogs({ ipc: ipcMain, dialog, shell, windowOf: BrowserWindow.fromWebContents, texts });
  showMenu();
  app.on('second-instance', show);
  app.on('activate', show);
  open();
}

function notify(title: string, body: string): void {
  if (Notification.isSupported()) new Notification({ title, body }).show();
}
