import type { HostMessage } from '../../core/service/contract.ts';
import type { Channel, ChannelListener } from './channel.ts';

/** What the page posts to itself to be given a port, and what the preload script posts with one. */
export const portWanted = 'stockpot:contract-wanted';
export const portGiven = 'stockpot:contract';

/** As much of `window` as it takes; a test hands in its own. */
export interface PortWindow {
  readonly location: { readonly origin: string };
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  postMessage(message: unknown, targetOrigin: string): void;
}

/** The contract over a MessagePort that the preload script hands to the page, and to nobody else. */
export function openMessagePort(page: PortWindow, listener: ChannelListener): Channel {
  let port: MessagePort | null = null;
  let closed = false;
  const take = (event: MessageEvent) => {
    // Another frame or origin could post the same words with a port of its own.
    if (event.source !== (page as unknown) || event.origin !== page.location.origin) return;
    if ((event.data as { type?: unknown } | null)?.type !== portGiven || event.ports[0] === undefined) return;
    page.removeEventListener('message', take);
    port = event.ports[0];
    port.onmessage = ({ data }) => {
      if (!closed) listener.onMessage((typeof data === 'string' ? JSON.parse(data) : data) as HostMessage);
    };
    port.addEventListener('close', () => {
      if (closed) return;
      closed = true;
      listener.onClose();
    });
    port.start();
  };
  page.addEventListener('message', take);
  page.postMessage({ type: portWanted }, page.location.origin);
  return {
    send: (message) => port?.postMessage(message),
    close() {
      closed = true;
      page.removeEventListener('message', take);
      port?.close();
    },
  };
}
