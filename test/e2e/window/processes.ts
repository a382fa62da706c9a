import { type ChildProcess, execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

/** The processes that one has started and that are alive: of a host, its engine workers. */
export function childrenOf(pid: number): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child);
}

/**
 * Lets the engine of a host compute a few milliseconds at a time until something is seen, and stops it there: what is to
 * happen in the middle of its work does, however fast the machine is. It goes on with `thaw`.
 */
export async function freezeWhen(host: ChildProcess, isSeen: () => Promise<boolean>): Promise<void> {
  for (;;) {
    signalEngine(host, 'SIGSTOP');
    if (await isSeen()) return;
    thaw(host);
    await pause(10);
  }
}

export function thaw(host: ChildProcess): void {
  signalEngine(host, 'SIGCONT');
}

export function killEngine(host: ChildProcess): void {
  signalEngine(host, 'SIGKILL');
}

function signalEngine(host: ChildProcess, signal: NodeJS.Signals): void {
  for (const pid of childrenOf(host.pid!)) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // It has ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
