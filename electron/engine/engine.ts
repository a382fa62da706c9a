import { takeForkChannel } from './fork-channel.ts';

// An engine worker: a utility process, since a packaged application can't run as plain Node.
// No `await` at the top: what is imported later may share code with this module, and would wait for its end.
void takeForkChannel(process.parentPort, process as never).then(() => import('../../core/service/worker.ts'));
