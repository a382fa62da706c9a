import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { WorkerPort } from './worker-protocol.ts';

/**
 * Forks a worker as a child process of Node. A script in TypeScript (a checkout) is run by tsx. What the worker writes
 * to stdout is dropped, since stdout is the command's answer; its stderr is kept for the message when it dies, and given
 * to `onStderr`.
 *
 * @param script the worker's module, as a file URL
 */
export function spawnNodeWorker(
  script: string | URL,
  options: { readonly env?: NodeJS.ProcessEnv; readonly onStderr?: (text: string) => void } = {},
): WorkerPort {
  const path = fileURLToPath(script);
  const child = fork(path, [], {
    execArgv: path.endsWith('.ts') ? ['--import', tsxLoader()] : [],
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEPT_CHARACTERS);
    options.onStderr?.(text);
  });
  return {
    pid: child.pid,
    // A worker that has died answers nothing; `onExit` tells.
    send: (message) => void child.send(message as object, () => {}),
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      let told = false;
      const tell = (code: number | null, signal: string | null, words: string) => {
        if (told) return;
        told = true;
        listener({ code, signal, stderr: words });
      };
      // `close` comes after `exit`, once all its messages and stderr were read.
      child.on('close', (code, signal) => tell(code, signal, stderr));
      child.on('error', (error) => {
        if (child.pid === undefined) tell(null, null, String(error));
      });
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

const KEPT_CHARACTERS = 2000;

function tsxLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}
