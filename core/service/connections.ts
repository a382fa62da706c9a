import type { Connection, Range, Slice } from './contract.ts';
import type { CallContext, Methods } from './methods.ts';

export const connectionMethods: Methods<'connection.list'> = { 'connection.list': list };

/** Newest first. */
function list({ offset = 0, limit = 100 }: Range, { host: { store } }: CallContext): Slice<Connection> {
  const items = store.connections
    .list(limit, offset)
    .map(({ id, at, url, purpose, outcome, message }) => ({ id, at, url, purpose, outcome, message }));
  return { total: store.connections.count(), items };
}
