import type { Channel } from '../../core/service/index.ts';
import type { Port } from '../messages.ts';

/** A message port as a channel of the contract. */
export function portChannel<Sent>(port: Port): Channel<Sent> {
  let closed = false;
  const listeners: (() => void)[] = [];
  const close = () => {
    if (closed) return;
    closed = true;
    for (const listener of listeners) listener();
  };
  port.on('close', close);
  return {
    send(message) {
      if (!closed) port.postMessage(message);
    },
    onMessage(listener) {
      port.on('message', ({ data }) => listener(data));
      // What came before anybody listened waits in the port.
      port.start();
    },
    onClose(listener) {
      if (closed) listener();
      else listeners.push(listener);
    },
    close() {
      port.close();
      // Its own end is not always told that it was closed here.
      close();
    },
  };
}
