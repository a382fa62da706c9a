import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { AppError } from '../../errors.ts';

/**
 * pdf.js's parsing half in a thread of its own. A hostile file can keep the parser busy in one synchronous call, so the only
 * sure way to keep a time or memory limit is to end the thread that runs it.
 */
export interface PdfThread {
  readonly worker: PDFWorker;
  /**
   * The task's result, unless it takes longer than `timeoutMs` (`manual/timeout`), the process grows by more than `memoryBytes`
   * (`manual/expands-too-far`), or the signal aborts (its reason). In each of these cases the thread is ended.
   */
  guard<T>(what: string, task: Promise<T>): Promise<T>;
  /** Whether the thread is gone, and the document with it. */
  ended(): boolean;
  close(): Promise<void>;
}

export interface PdfThreadLimits {
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  readonly signal: AbortSignal | undefined;
}

const MEMORY_CHECK_MS = 50;
const HEAP_MB = 1024;

export function startPdfThread(limits: PdfThreadLimits): PdfThread {
  const { port1, port2 } = new MessageChannel();
  const thread = new Worker(threadSource, {
    eval: true,
    workerData: { port: port2, parser: parserUrl() },
    transferList: [port2],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  let died: unknown;
  let onDeath: ((reason: unknown) => void) | undefined;
  const end = (reason: unknown) => {
    died ??= reason;
    onDeath?.(died);
    void thread.terminate();
  };
  thread.on('error', (error) => end(threadError(error)));
  thread.on('exit', () => end(new AppError('manual/damaged', 'The PDF reader stopped while reading this file.')));
  const worker = PDFWorker.create({ port: port1 as unknown as Worker & MessagePort & null });
  const startRss = process.memoryUsage.rss();

  return {
    worker,
    guard(what, task) {
      task.catch(() => {});
      return new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          clearInterval(watch);
          limits.signal?.removeEventListener('abort', onAbort);
          onDeath = undefined;
          settle();
        };
        const onAbort = () => end(limits.signal?.reason);
        const timer = setTimeout(() => end(timeoutError(what, limits.timeoutMs)), limits.timeoutMs);
        const watch = setInterval(() => {
          if (process.memoryUsage.rss() - startRss > limits.memoryBytes) end(memoryError(what, limits.memoryBytes));
        }, MEMORY_CHECK_MS);
        onDeath = (reason) => finish(() => reject(reason));
        limits.signal?.addEventListener('abort', onAbort, { once: true });
        task.then(
          (value) => finish(() => resolve(value)),
          (error) => finish(() => reject(error)),
        );
        if (limits.signal?.aborted) onAbort();
        else if (died !== undefined) onDeath(died);
      });
    },
    ended: () => died !== undefined,
    async close() {
      worker.destroy();
      thread.removeAllListeners('exit');
      port1.close();
      await thread.terminate();
    },
  };
}

// Inline, since a thread's entry file in TypeScript would need a loader of its own.
const threadSource = `
const { workerData } = require('node:worker_threads');
import(workerData.parser).then(({ WorkerMessageHandler }) => WorkerMessageHandler.initializeFromPort(workerData.port));
`;

function parserUrl(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('pdfjs-dist/legacy/build/pdf.worker.mjs')).href;
}

function threadError(error: unknown): unknown {
  const outOfMemory = (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY';
  return outOfMemory ? memoryError('reading the file', HEAP_MB * 2 ** 20, error) : error;
}

function timeoutError(what: string, timeoutMs: number): AppError {
  return new AppError('manual/timeout', `Gave up ${what} after ${Math.round(timeoutMs / 1000)} s.`, {
    hint: 'Print the manual to a new PDF, or import a part of it.',
  });
}

function memoryError(what: string, bytes: number, cause?: unknown): AppError {
  const message = `Gave up ${what}: it unpacks to more than ${Math.round(bytes / 2 ** 20)} MiB in memory.`;
  return new AppError('manual/expands-too-far', message, {
    cause,
    hint: 'The file may be made to exhaust memory. Print the manual to a new PDF if you trust it.',
  });
}
