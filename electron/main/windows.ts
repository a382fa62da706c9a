import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { pageOrigin } from '../words.ts';
import { readWindowState, saveWindowState } from './window-state.ts';

export interface WindowOptions {
  readonly create: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  readonly preload: string;
  readonly icon: string;
  readonly statePath: string;
  readonly screens: () => readonly Rectangle[];
  readonly dark: () => boolean;
  /** Whether the page can be inspected: in a checkout. */
  readonly inspector: boolean;
}

/** Opens a window where the last one lay, and shows it once there is something to see. */
export function openWindow({
  create,
  preload,
  icon,
  statePath,
  screens,
  dark,
  inspector,
}: WindowOptions): BrowserWindow {
  const state = readWindowState(statePath, screens());
  const { maximized = false, ...bounds } = state ?? { width: 1280, height: 860 };
  const window = create({
    ...bounds,
    minWidth: 640,
    minHeight: 480,
    title: 'Stockpot',
    icon,
    show: false,
    backgroundColor: dark() ? '#16191a' : '#ffffff',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: inspector,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    saveWindowState(statePath, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  void window.loadURL(`${pageOrigin}/`);
  return window;
}

/** Brings a window before the person's eyes. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
