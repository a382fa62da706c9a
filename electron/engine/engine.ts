import { takeForkChannel } from './fork-channel.ts';

// An engine worker: a utility process, since a packaged application can't run as plain Node.
await takeForkChannel(process.parentPort, process as never);
await import('../../core/service/worker.ts');
