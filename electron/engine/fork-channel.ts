import type { ParentPort } from '../messages.ts';

/** As much of `process` as a forked child's channel is made of. */
export interface ForkedProcess {
  send?: ((message: unknown) => boolean) | undefined;
  emit(event: 'message', message: unknown): boolean;
  emit(event: 'disconnect'): boolean;
}

/**
 * Gives a utility process the channel of a process made by `child_process.fork`, which core's engine worker speaks: over
 * the port that main sends first. Main itself is never written to, so that a worker's numbers do not pass through it.
 */
export function takeForkChannel(main: ParentPort, self: ForkedProcess): Promise<void> {
  return new Promise((taken) => {
    main.on('message', ({ ports: [port] }) => {
      if (port === undefined) return;
      self.send = (message) => {
        port.postMessage(message);
        return true;
      };
      port.on('close', () => self.emit('disconnect'));
      port.on('message', ({ data }) => self.emit('message', data));
      taken();
      // The worker listens a moment later, once its module is there: what comes is kept until then.
      waitForListener(self, () => port.start());
    });
  });
}

/** Starts the port when the worker has begun to listen. */
function waitForListener(self: ForkedProcess, start: () => void): void {
  const emitter = self as unknown as NodeJS.EventEmitter;
  const onNew = (event: string | symbol) => {
    if (event !== 'message') return;
    emitter.off('newListener', onNew);
    // The listener is added after this event.
    queueMicrotask(start);
  };
  emitter.on('newListener', onNew);
}
