import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isClean, lockHome } from '../../core/store/index.ts';
import { startChild } from '../store/child.ts';
import { temporaryFolder, temporaryStore } from '../store/temporary-home.ts';
import { CHECKPOINT_EVERY, STEPS } from './build-host.ts';

/** `STOCKPOT_KILLS=20 npx vitest run --project unit test/jobs/kill.test.ts` for a longer look. */
const KILLS = Number(process.env.STOCKPOT_KILLS ?? 8);
const BUILDS = KILLS;

it(`finishes every build although its host is killed ${KILLS} times, and leaves no orphan`, {
  timeout: 300_000,
}, async () => {
  const home = temporaryFolder();
  const steps = new Map<string, number>();
  let kills = 0;
  for (;;) {
    const child = startChild(new URL('./build-host.ts', import.meta.url), [home, String(BUILDS)]);
    // Any moment of a build or between two: each tells about 45 events.
    const at = kills < KILLS ? 1 + Math.floor(Math.random() * 45) : Number.POSITIVE_INFINITY;
    const ended = await runUntil(child, at, steps);
    if (ended) break;
    kills++;
  }

  expect(kills).toBe(KILLS);
  const store = temporaryStore(home);
  expect(store.jobs.list().map(({ state, result }) => ({ state, result }))).toEqual(
    // 1² + 2² + … + 30²
    Array.from({ length: BUILDS }, () => ({ state: 'done', result: { sum: 9455 } })),
  );
  for (const rows of [store.manuals.list(), store.skills.list(), store.bots.list()]) expect(rows).toHaveLength(BUILDS);
  for (const skill of store.skills.list()) {
    expect(readFileSync(join(store.skillFolder(skill), 'weights'), 'utf8')).toBe('9455');
    const curve = store.points.list(skill.jobId!, 'loss').map(({ step }) => step);
    expect(curve).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
  }
  // A kill costs the steps since the last checkpoint and no more: the one under way and those before it.
  const done = [...steps.values()].reduce((sum, count) => sum + count, 0);
  expect(done).toBeLessThanOrEqual(BUILDS * STEPS + kills * CHECKPOINT_EVERY);
  // What the last kill left is swept by the next start, which has no rows to remove.
  const lock = lockHome(home);
  expect(store.removeOrphans(lock).rows).toEqual([]);
  expect(isClean(store.sweep())).toBe(true);
  expect(store.check()).toEqual([]);
  lock.release();
});

/** Counts steps; kills the child at its n-th message. Gives whether it ended by itself before that. */
async function runUntil(child: ChildProcess, nth: number, steps: Map<string, number>): Promise<boolean> {
  let count = 0;
  child.on('message', (message: { type: string; name: string }) => {
    if (message.type === 'step') steps.set(message.name, (steps.get(message.name) ?? 0) + 1);
    if (++count === nth) child.kill('SIGKILL');
  });
  const [code, signal] = await once(child, 'exit');
  expect([code, signal]).toEqual(signal === null ? [0, null] : [null, 'SIGKILL']);
  return signal === null;
}
