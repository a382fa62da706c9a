import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestedWindow } from './window.ts';

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

type Engines = Pick<TestedWindow, 'engines'>;

/**
 * Lets the engine of a host compute a few milliseconds at a time until something is seen, and stops it there: what is to
 * happen in the middle of its work does, however fast the machine is. It goes on with `thaw`.
 */
export async function freezeWhen(window: Engines, isSeen: () => Promise<boolean>): Promise<void> {
  for (;;) {
    await signalEngines(window, 'SIGSTOP');
    if (await isSeen()) return;
    await thaw(window);
    await pause(10);
  }
}

export function thaw(window: Engines): Promise<void> {
  return signalEngines(window, 'SIGCONT');
}

export function killEngine(window: Engines): Promise<void> {
  return signalEngines(window, 'SIGKILL');
}

async function signalEngines(window: Engines, name: NodeJS.Signals): Promise<void> {
  signal(await window.engines(), name);
}

export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      // It has ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
