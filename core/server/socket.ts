import type { RawData, WebSocket } from 'ws';
import type { Channel } from '../service/index.ts';

/** A WebSocket as a channel of JSON values; one that carries something else is closed. */
export function socketChannel<Sent>(socket: WebSocket): Channel<Sent> {
  // Its end is told by `close`; an error only says why.
  socket.on('error', () => {});
  return {
    send(message) {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage(listener) {
      socket.on('message', (data, isBinary) => {
        const message = isBinary ? undefined : parsed(data);
        if (message === undefined) socket.close(UNSUPPORTED_DATA);
        else listener(message);
      });
    },
    onClose(listener) {
      if (socket.readyState === socket.CLOSED) listener();
      else socket.once('close', () => listener());
    },
    close: () => socket.close(),
  };
}

const UNSUPPORTED_DATA = 1003;

function parsed(data: RawData): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
