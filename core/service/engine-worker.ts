import {
  connectWorker,
  spawnNodeWorker,
  type TaskInput,
  type TaskProgress,
  type TaskResult,
  type WorkerClient,
  type WorkerPort,
} from '../jobs/index.ts';
import { type WorkerTasks, workerTasks } from './tasks/schemas.ts';

/** Starts an engine worker's process; Electron has its own way. */
export type SpawnWorker = () => WorkerPort;

/** One engine worker: started when first asked for something, and again when it has died. */
export interface EngineWorker {
  request<Name extends keyof WorkerTasks & string>(
    task: Name,
    input: TaskInput<WorkerTasks, Name>,
    options?: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (progress: TaskProgress<WorkerTasks, Name>) => void;
      readonly killAfterMs?: number;
    },
  ): Promise<TaskResult<WorkerTasks, Name>>;
  close(): Promise<void>;
}

/** An engine worker that is not there until it is needed: a resumed job may have no work left for one. */
export function engineWorker(spawn: SpawnWorker): EngineWorker {
  let client: WorkerClient<WorkerTasks> | undefined;
  const connected = () => {
    if (client !== undefined) return client;
    const made = connectWorker(spawn(), workerTasks);
    void made.exited.then(() => {
      if (client === made) client = undefined;
    });
    client = made;
    return made;
  };
  return {
    request: (task, input, options) => connected().request(task, input, options),
    async close() {
      await client?.close();
    },
  };
}

/** The worker of a command: a child process of Node. */
export const spawnEngineWorker: SpawnWorker = () => spawnNodeWorker(new URL(workerFile, import.meta.url));

// Beside this module's source, or beside the bundle that this module is in.
const workerFile = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.mjs';
