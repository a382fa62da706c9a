import type { Failure, Json } from './call.ts';
import type { ServiceEvent } from './events.ts';

/**
 * The contract over a channel that carries JSON: a WebSocket (`/contract`) in a browser, a MessagePort in Electron.
 * A call goes on when its channel closes (a build outlives its window) and ends only by itself or by `cancel`; one that
 * never ends by itself (`home.watch`) is cancelled with its channel.
 */
export type ClientMessage =
  /** `id` is the caller's own, used once on a channel. */
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly input: Json }
  | { readonly type: 'cancel'; readonly id: number }
  /** Events of this call up to this number were taken in: the host holds progress back while many are not. */
  | { readonly type: 'seen'; readonly id: number; readonly sequence: number };

export type HostMessage =
  /** First on every channel. */
  | { readonly type: 'hello'; readonly version: string; readonly home: string }
  /** `sequence` counts a call's events from 1. */
  | { readonly type: 'event'; readonly id: number; readonly sequence: number; readonly event: ServiceEvent }
  /** Each call is answered once, by one of these. */
  | { readonly type: 'result'; readonly id: number; readonly output: Json }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly error: Failure;
    }
  /** `error` is `jobs/cancelled` with the way to go on, where there is something to go on with. */
  | {
      readonly type: 'cancelled';
      readonly id: number;
      readonly error?: Failure;
    };
