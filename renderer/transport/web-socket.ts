import type { HostMessage } from '../../core/service/contract.ts';
import type { Channel, ChannelListener } from './channel.ts';

/** The contract over a WebSocket of the host that served the page. */
export function openWebSocket(url: string, listener: ChannelListener): Channel {
  const socket = new WebSocket(url);
  let closed = false;
  const gone = () => {
    if (closed) return;
    closed = true;
    listener.onClose();
  };
  socket.onmessage = (event) => {
    if (!closed) listener.onMessage(JSON.parse(event.data as string) as HostMessage);
  };
  socket.onclose = gone;
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    close() {
      closed = true;
      socket.close();
    },
  };
}

/** `/contract` at the page's own origin. */
export function contractUrl(location: { readonly protocol: string; readonly host: string }): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/contract`;
}
