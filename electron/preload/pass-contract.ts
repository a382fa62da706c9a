import { contractWords } from '../words.ts';

/** As much of the page's window as it takes. */
export interface PageWindow {
  readonly location: { readonly origin: string };
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  postMessage(message: unknown, targetOrigin: string, transfer: object[]): void;
}

/** As much of `ipcRenderer` as it takes. */
export interface MainDoor {
  send(channel: string): void;
  on(channel: string, listener: (event: { readonly ports: readonly object[] }) => void): unknown;
}

/**
 * Hands the page a port to the service host whenever it asks for one: at its start, and again when the last one closed.
 * A port can't go through the context bridge, so it goes by a message of the page's window to itself.
 */
export function passContract(page: PageWindow, main: MainDoor): void {
  const { wanted, given, channels } = contractWords;
  page.addEventListener('message', ({ source, origin, data }) => {
    if (source !== (page as unknown) || origin !== page.location.origin) return;
    if ((data as { type?: unknown } | null)?.type === wanted) main.send(channels.openContract);
  });
  main.on(channels.contractPort, ({ ports: [port] }) => {
    if (port !== undefined) page.postMessage({ type: given }, page.location.origin, [port]);
  });
}
