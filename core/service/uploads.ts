import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { JobRow } from '../store/index.ts';

/** Where uploaded files lie, each in a folder of its own. */
export function uploadsFolder(home: string): string {
  return join(home, 'uploads');
}

/** Removes uploads of more than a week ago, but for those that a job still begins with. */
export function sweepUploads(home: string, jobs: readonly JobRow[], now = Date.now()): void {
  const folder = uploadsFolder(home);
  if (!existsSync(folder)) return;
  const needed = JSON.stringify(jobs.filter(({ state }) => state !== 'done').map(({ input }) => input));
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (now - statSync(path).mtimeMs > KEPT_MS && !needed.includes(name)) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

const KEPT_MS = 7 * 24 * 3600 * 1000;
