import type { ServiceEvent } from './contract.ts';

/** Hands on a call's events, numbered from 1, as fast as they are seen. */
export interface EventPacer {
  offer(event: ServiceEvent): void;
  /** Events up to this number were taken in. */
  seen(sequence: number): void;
  /** Hands on what is held back: nothing is lost when the call ends. */
  flush(): void;
}

/**
 * While more than `mostUnseen` events were not seen, those that a newer one says again (progress, a job's state) or that
 * can be told together (points) are held back and merged. All others go on at once, in their order.
 */
export function paceEvents(send: (sequence: number, event: ServiceEvent) => void, mostUnseen = 64): EventPacer {
  const held = new Map<string, ServiceEvent>();
  let sent = 0;
  let seen = 0;
  const hand = (event: ServiceEvent) => send(++sent, event);
  const flush = () => {
    const events = [...held.values()];
    held.clear();
    for (const event of events) hand(event);
  };
  return {
    offer(event) {
      const key = keyOf(event);
      if (key === undefined) {
        // A stage that begins comes after the progress of the one before; a piece of an answer is beside all that.
        if (event.kind !== 'token') flush();
        hand(event);
      } else if (held.size === 0 && sent - seen < mostUnseen) hand(event);
      else held.set(key, merged(held.get(key), event));
    },
    seen(sequence) {
      seen = Math.min(sent, Math.max(seen, sequence));
      if (sent - seen < mostUnseen) flush();
    },
    flush,
  };
}

/** Events with one key may be told as one; without a key, never. */
function keyOf(event: ServiceEvent): string | undefined {
  switch (event.kind) {
    case 'progress':
      return `progress ${event.stage}`;
    case 'points':
      return `points ${event.job}`;
    case 'job-changed':
      return `job ${event.job.id}`;
    case 'changed':
      return `changed ${event.what}`;
    case 'job':
    case 'stage':
    case 'notice':
    case 'asked':
    case 'token':
    case 'snapshot':
      return undefined;
  }
}

function merged(before: ServiceEvent | undefined, event: ServiceEvent): ServiceEvent {
  if (before?.kind !== 'points' || event.kind !== 'points') return event;
  return { ...event, points: [...before.points, ...event.points] };
}
