import { type ClientOptions, createClient, type ServiceClient } from './transport/client.ts';
import { openMessagePort } from './transport/message-port.ts';
import { contractUrl, openWebSocket } from './transport/web-socket.ts';

export type * from '../core/service/contract.ts';
export type { ConnectionState, ServiceClient } from './transport/client.ts';
export { type ErrorShape, errorShape, ServiceError } from './transport/service-error.ts';

/** The one door to Stockpot: over a MessagePort in the desktop application, over a WebSocket in a browser. */
export function connect(page: Window & typeof globalThis, options?: ClientOptions): ServiceClient {
  return createClient(
    page.stockpot === undefined
      ? (listener) => openWebSocket(contractUrl(page.location), listener)
      : (listener) => openMessagePort(page, listener),
    options,
  );
}
