import type { ClientMessage, HostMessage } from '../../core/service/contract.ts';

/** A way to the host that carries JSON both ways, once it is open and until it closes. */
export interface Channel {
  send(message: ClientMessage): void;
  close(): void;
}

export interface ChannelListener {
  onMessage(message: HostMessage): void;
  /** Once: it could not be opened, or it is gone. Never after `close()`. */
  onClose(): void;
}

export type OpenChannel = (listener: ChannelListener) => Channel;
