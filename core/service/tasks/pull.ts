import { pullModel } from '../../catalog/index.ts';
import { type TaskHandlers, throttle } from '../../jobs/index.ts';
import { tryLockFile } from '../../store/index.ts';
import type { WorkerTasks } from './schemas.ts';

export const pullModelTask: TaskHandlers<WorkerTasks>['pull-model'] = async (input, { signal, progress }) => {
  const { nativeBinding } = input;
  // Every piece of a download would be a message.
  const told = throttle(progress, TELL_MS, (error) => {
    throw error;
  });
  try {
    const { id, folder } = await pullModel(input.model, {
      modelsFolder: input.modelsFolder,
      offline: input.offline,
      lock: (path) => tryLockFile(path, nativeBinding === undefined ? {} : { nativeBinding }),
      signal,
      onConnection: (connection) => progress({ connection }),
      onProgress: ({ stage, done, total }) => told.offer({ stage, done, total: total ?? 0 }),
    });
    return { id, folder };
  } finally {
    told.end();
  }
};

const TELL_MS = 100;
