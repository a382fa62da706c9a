import type { App, BrowserWindow, Dialog } from 'electron';
import type { Texts } from './texts.ts';

export interface ClosingOptions {
  readonly app: Pick<App, 'on' | 'quit'>;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly host: { readonly busy: readonly string[]; close(): Promise<void> };
  readonly windows: () => readonly BrowserWindow[];
  readonly texts: () => Texts;
  readonly mac: boolean;
  /** Tells the person that work in the background has ended. */
  readonly notify: (title: string, body: string) => void;
}

export interface Closing {
  /** For every window that is opened. */
  hold(window: BrowserWindow): void;
  /** What runs has changed. */
  busyChanged(titles: readonly string[]): void;
}

/**
 * The end of a window and of the program. While something is under way the person is asked: it goes on without a window,
 * and the program ends after it; or it is stopped at its last checkpoint, from which the next start goes on.
 */
export function setupClosing({ app, dialog, host, windows, texts, mac, notify }: ClosingOptions): Closing {
  let asking = false;
  let stopping = false;
  let stopped = false;
  let inBackground = false;
  let closeBegun = false;

  const ask = async (window: BrowserWindow | undefined) => {
    if (asking) return;
    asking = true;
    const { closing: words } = texts();
    const options = {
      type: 'question' as const,
      message: words.message(host.busy),
      detail: words.detail,
      buttons: [words.keepGoing, words.stop, words.stay],
      defaultId: KEEP_GOING,
      cancelId: STAY,
      noLink: true,
    };
    const { response } = await (window === undefined
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(window, options)
    ).finally(() => {
      asking = false;
    });
    if (response === STOP) return stop();
    if (response !== KEEP_GOING) return;
    inBackground = true;
    for (const each of windows()) each.destroy();
    // It may have ended while the question stood there.
    if (host.busy.length === 0) stop();
  };
  const stop = () => {
    stopping = true;
    app.quit();
  };
  const close = async () => {
    try {
      await host.close();
    } finally {
      stopped = true;
      app.quit();
    }
  };

  app.on('before-quit', (event) => {
    if (stopped) return;
    // The host closes first; then this comes once more.
    event.preventDefault();
    if (!stopping && host.busy.length > 0) {
      void ask(windows()[0]);
      return;
    }
    stopping = true;
    if (closeBegun) return;
    closeBegun = true;
    void close();
  });
  app.on('window-all-closed', () => {
    // With work in the background the program goes on; on a Mac it does anyway.
    if (host.busy.length === 0 && !mac) app.quit();
  });
  return {
    hold(window) {
      inBackground = false;
      window.on('close', (event) => {
        if (stopping || stopped || host.busy.length === 0 || windows().length > 1) return;
        event.preventDefault();
        void ask(window);
      });
    },
    busyChanged(titles) {
      if (titles.length > 0 || !inBackground || stopping || windows().length > 0) return;
      const { title, body } = texts().finished;
      notify(title, body);
      if (!mac) stop();
      else inBackground = false;
    },
  };
}

const KEEP_GOING = 0;
const STOP = 1;
const STAY = 2;
