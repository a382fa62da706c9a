import { AppError } from '../errors.ts';
import type { Methods } from './methods.ts';

/** What benchmark systems were made of once, and may be cleared by hand: it is made again when a run needs it. */
export const preparedMethods: Methods<'prepared.list' | 'prepared.remove'> = {
  'prepared.list': (_input, { host: { store } }) =>
    store.prepared.list().map(({ key, kind, title, bytes, createdAt, usedAt }) => ({
      key,
      kind,
      title,
      bytes,
      createdAt,
      usedAt,
    })),
  'prepared.remove': ({ keys }, { host }) => {
    const { store } = host;
    const kept = store.prepared.list();
    const unknown = keys?.find((key) => !kept.some((row) => row.key === key));
    if (unknown !== undefined) {
      throw new AppError('service/not-found', `Nothing is kept under "${unknown}".`, {
        command: 'stockpot runs cache',
      });
    }
    // One that was cut off goes on with what it had made.
    const states = ['queued', 'running', 'paused', 'failed', 'cancelled'] as const;
    const busy = store.jobs.list({ states }).find(({ kind }) => kind === 'benchmark');
    if (busy !== undefined) {
      throw new AppError(
        'store/in-use',
        `Tried to clear what systems are made of: job ${busy.id} has not ended and may need it.`,
        {
          command: `stockpot jobs resume ${busy.id}, or stockpot jobs cancel ${busy.id}`,
        },
      );
    }
    host.own();
    const gone = kept.filter(({ key }) => keys === undefined || keys.includes(key));
    for (const { key } of gone) store.removePrepared(key);
    return { removed: gone.map(({ key }) => key), bytes: gone.reduce((sum, { bytes }) => sum + bytes, 0) };
  },
};
