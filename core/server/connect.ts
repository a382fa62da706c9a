import { WebSocket } from 'ws';
import { AppError } from '../errors.ts';
import { type ClientChannel, type HostAddress, type RemoteService, remoteService } from '../service/index.ts';
import { socketChannel } from './socket.ts';

/** Connects to the process that owns a home. @throws AppError `service/host-gone` when it does not answer. */
export async function connectToHost(address: HostAddress): Promise<RemoteService> {
  const { channel, opened } = hostChannel(address);
  // Listens before it is open: the greeting may come with the answer itself.
  const service = remoteService(channel);
  service.catch(() => {});
  await opened;
  return service;
}

/**
 * A channel to the process that owns a home, for one who speaks the contract further on. It opens later (`opened` says
 * when, or why not); what is sent before that is lost, and it closes when it can't be opened.
 */
export function hostChannel({ port, secret }: HostAddress): {
  readonly channel: ClientChannel;
  readonly opened: Promise<void>;
} {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/contract`, {
    headers: { authorization: `Bearer ${secret}` },
    handshakeTimeout: ANSWER_MS,
    perMessageDeflate: false,
  });
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', (cause) => reject(notReached(port, cause)));
  });
  opened.catch(() => {});
  return { channel: socketChannel(socket), opened };
}

/** An address of a running host's window that opens it once. @throws AppError `service/host-gone`. */
export async function windowUrl({ port, secret }: HostAddress): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/url`, {
      headers: { authorization: `Bearer ${secret}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return ((await response.json()) as { url: string }).url;
  } catch (cause) {
    throw notReached(port, cause);
  }
}

const ANSWER_MS = 10_000;

function notReached(port: number, cause: unknown): AppError {
  return new AppError(
    'service/host-gone',
    `The Stockpot process that owns this home does not answer on port ${port} (${String(cause)}).`,
    { cause, hint: 'Close it, and try again.' },
  );
}
