export type { CurvePoint, JobEvent, JobListener } from './events.ts';
export { type Jobs, openJobs } from './jobs.ts';
export { spawnNodeWorker } from './node-worker.ts';
export { type JobBody, type JobContext, runJob } from './run-job.ts';
export { type Throttle, throttle } from './throttle.ts';
export { connectWorker, type WorkerClient } from './worker-client.ts';
export {
  defineTasks,
  type TaskInput,
  type TaskProgress,
  type TaskResult,
  type TaskSchemas,
  type WorkerExit,
  type WorkerPort,
} from './worker-protocol.ts';
export { type HostPort, serveWorker, type TaskHandler, type TaskHandlers } from './worker-server.ts';
