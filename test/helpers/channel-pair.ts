import type { Channel } from '../../core/service/index.ts';

/** The two ends of a channel within this process; messages cross as JSON, later, in order. */
export function channelPair(): { readonly host: Channel<unknown>; readonly client: Channel<unknown> } {
  let open = true;
  const ends = [end(), end()] as const;
  const close = () => {
    if (!open) return;
    open = false;
    for (const { closed } of ends) for (const listener of closed) queueMicrotask(listener);
  };
  const channel = (own: End, other: End): Channel<unknown> => ({
    send(message) {
      const text = JSON.stringify(message);
      if (open) queueMicrotask(() => open && other.message(JSON.parse(text)));
    },
    onMessage(listener) {
      own.message = listener;
    },
    onClose: (listener) => void own.closed.push(listener),
    close,
  });
  return { host: channel(ends[0], ends[1]), client: channel(ends[1], ends[0]) };
}

interface End {
  message: (message: unknown) => void;
  readonly closed: (() => void)[];
}

function end(): End {
  return { message: () => {}, closed: [] };
}
