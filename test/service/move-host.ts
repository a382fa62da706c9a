import { openService } from '../../core/service/index.ts';

// Moves a home, telling its parent of each event, and waits after the first one to be killed there.
const [home, folder] = process.argv.slice(2);
const service = await openService({ home: home! });
await service.call('home.move', { folder: folder! }, { onEvent: (event) => stopAt(event.kind) });

function stopAt(kind: string): void {
  process.send!(kind);
  // For ever: what comes after is never reached.
  if (kind === 'progress') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
