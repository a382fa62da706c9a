import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions } from 'electron';

/** As much of Electron's objects as main's set-up calls; what they were told is kept to be looked at. */
export class FakeApp extends EventEmitter {
  readonly quits: number[] = [];
  /** Asks whoever listens, as Electron does; ends only when nobody objects. */
  quit(): void {
    const event = preventable();
    this.emit('before-quit', event);
    if (!event.defaultPrevented) this.quits.push(this.quits.length + 1);
  }
}

export class FakeContents extends EventEmitter {
  readonly loaded: string[] = [];
  windowOpenHandler: ((details: { url: string }) => { action: string }) | undefined;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  getURL(): string {
    return 'stockpot://app/';
  }
}

export class FakeWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly told: string[] = [];
  readonly webContents = new FakeContents();
  destroyed = false;
  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
  }
  loadURL(url: string): Promise<void> {
    this.webContents.loaded.push(url);
    return Promise.resolve();
  }
  show(): void {
    this.told.push('show');
  }
  focus(): void {
    this.told.push('focus');
  }
  restore(): void {
    this.told.push('restore');
  }
  maximize(): void {
    this.told.push('maximize');
  }
  isMinimized(): boolean {
    return true;
  }
  isMaximized(): boolean {
    return true;
  }
  getNormalBounds() {
    return { x: 10, y: 20, width: 900, height: 700 };
  }
  /** As the person's click on its cross. */
  close(): boolean {
    const event = preventable();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
    return this.destroyed;
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('closed');
  }
}

export class FakeIpc extends EventEmitter {
  readonly handlers = new Map<string, (event: unknown, ...given: unknown[]) => unknown>();
  handle(channel: string, handler: (event: unknown, ...given: unknown[]) => unknown): void {
    this.handlers.set(channel, handler);
  }
  /** As `ipcRenderer.invoke` of a frame. */
  async invoke(channel: string, frame: unknown, ...given: unknown[]): Promise<unknown> {
    return await this.handlers.get(channel)?.({ senderFrame: frame, sender: {} }, ...given);
  }
}

export const ownFrame = { url: 'stockpot://app/#/chats', parent: null };
/** Frames that must not be answered. */
export const strangers = {
  'a page of the web': { url: 'https://example.com/', parent: null },
  'a frame inside the page': { url: 'stockpot://app/', parent: ownFrame },
  'another host of the protocol': { url: 'stockpot://evil/', parent: null },
  'a name that only begins so': { url: 'stockpot://app.evil/', parent: null },
  'a file': { url: 'file:///app/index.html', parent: null },
  'a frame that is gone': null,
};

export function preventable() {
  return {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}
