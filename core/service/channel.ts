import type { ClientMessage, HostMessage } from './contract.ts';

/** One end of something that carries JSON values both ways, in order: a WebSocket, a MessagePort. */
export interface Channel<Sent> {
  /** What is sent once it is closed is dropped. */
  send(message: Sent): void;
  /** Called once, before anything arrives. What comes is not checked yet. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, at either end's wish or when the other process died. */
  onClose(listener: () => void): void;
  close(): void;
}

export type HostChannel = Channel<HostMessage>;
export type ClientChannel = Channel<ClientMessage>;
