import { connectWorker, spawnNodeWorker } from '../../core/jobs/index.ts';
import { tasks } from './worker-tasks.ts';

/** A host whose worker waits; tells the worker's pid. */
const worker = connectWorker(spawnNodeWorker(new URL('./test-worker.ts', import.meta.url)), tasks);
void worker.request('wait', {}, { onProgress: () => process.send?.(worker.pid) });
