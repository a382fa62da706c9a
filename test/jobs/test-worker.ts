import { AppError } from '../../core/errors.ts';
import { serveWorker } from '../../core/jobs/index.ts';
import { tasks } from './worker-tasks.ts';

serveWorker(tasks, {
  square({ values }, { progress }) {
    const squares = values.map((value, index) => {
      progress({ done: index + 1 });
      return value * value;
    });
    return { squares, pid: process.pid };
  },
  fail({ how }) {
    if (how === 'code') throw new AppError('manual/encrypted', 'It is locked.', { command: 'Unlock it.' });
    throw new TypeError('A defect.');
  },
  wait: (_, { signal, progress }) =>
    new Promise((_, reject) => {
      // Keeps the process alive, as open files and sessions of the engine do.
      const alive = setInterval(() => {}, 60_000);
      signal.addEventListener('abort', () => {
        clearInterval(alive);
        reject(signal.reason);
      });
      progress('waiting');
    }),
  // As a run of the engine that hangs: no message is read while it lasts.
  async spin(_, { progress }) {
    progress('spinning');
    await new Promise(setImmediate);
    for (;;);
  },
  exit({ code }) {
    process.stdout.write('Never seen.');
    process.stderr.write('No room for the weights.', () => process.exit(code));
    return new Promise(() => {});
  },
  lie: () => ({ count: 'three' }) as never,
});
