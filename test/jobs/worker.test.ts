import { describe, expect, it, onTestFinished } from 'vitest';
import { connectWorker, spawnNodeWorker } from '../../core/jobs/index.ts';
import { killHard, nextMessage, startChild } from '../store/child.ts';
import { tasks } from './worker-tasks.ts';

describe('a worker process', () => {
  it('answers with progress and a result, one request beside another', async () => {
    const worker = start();
    const seen: number[] = [];
    const [first, second] = await Promise.all([
      worker.request('square', { values: [1, 2, 3] }, { onProgress: ({ done }) => seen.push(done) }),
      worker.request('square', { values: [] }),
    ]);
    expect(first.squares).toEqual([1, 4, 9]);
    expect(seen).toEqual([1, 2, 3]);
    expect(first.pid).toBe(worker.pid);
    expect(first.pid).not.toBe(process.pid);
    expect(second.squares).toEqual([]);
  });

  it('hands over errors with their codes, and goes on', async () => {
    const worker = start();
    const locked = { code: 'manual/encrypted', message: 'It is locked.', hint: 'Unlock it.', command: true };
    await expect(worker.request('fail', { how: 'code' })).rejects.toMatchObject(locked);
    const defect = { code: 'internal/defect', message: expect.stringContaining('TypeError: A defect.') };
    await expect(worker.request('fail', { how: 'defect' })).rejects.toMatchObject(defect);
    // Of a wrong shape, on either side.
    await expect(worker.request('square', { values: ['x'] as never })).rejects.toMatchObject({
      code: 'internal/defect',
    });
    await expect(worker.request('lie', {})).rejects.toThrow(/count/);
    expect((await worker.request('square', { values: [5] })).squares).toEqual([25]);
  });

  it('stops when asked, with the reason of the signal, and goes on', async () => {
    const worker = start();
    const controller = new AbortController();
    const reason = new Error('enough');
    const waiting = worker.request(
      'wait',
      {},
      { signal: controller.signal, onProgress: () => controller.abort(reason) },
    );
    await expect(waiting).rejects.toBe(reason);
    expect((await worker.request('square', { values: [2] })).squares).toEqual([4]);
    await expect(worker.request('square', { values: [2] }, { signal: controller.signal })).rejects.toBe(reason);
  });

  it('that does not stop when asked is killed', async () => {
    const worker = start();
    const controller = new AbortController();
    const reason = new Error('enough');
    const spinning = worker.request(
      'spin',
      {},
      { signal: controller.signal, onProgress: () => controller.abort(reason), killAfterMs: 50 },
    );
    await expect(spinning).rejects.toBe(reason);
    expect(await worker.exited).toMatchObject({ signal: 'SIGKILL' });
  });

  it('that is killed fails what is pending and what comes after, and speaks of memory', async () => {
    const worker = start();
    const waiting = worker.request('wait', {}, { onProgress: () => process.kill(worker.pid!, 'SIGKILL') });
    const other = worker.request('wait', {});
    for (const pending of [waiting, other]) {
      await expect(pending).rejects.toMatchObject({
        code: 'jobs/worker-died',
        message: expect.stringMatching(/SIGKILL.*memory/),
      });
    }
    await expect(worker.request('square', { values: [1] })).rejects.toMatchObject({ code: 'jobs/worker-died' });
  });

  it('that ends by itself tells its exit code and its last words', async () => {
    const worker = start();
    await expect(worker.request('exit', { code: 7 })).rejects.toMatchObject({
      code: 'jobs/worker-died',
      message: expect.stringMatching(/exit code 7.*No room for the weights\./),
    });
    expect(await worker.close()).toMatchObject({ code: 7, signal: null });
  });

  it('does not outlive its host', async () => {
    const host = startChild(new URL('./worker-host.ts', import.meta.url), []);
    const pid = (await nextMessage(host)) as number;
    expect(isAlive(pid)).toBe(true);
    await killHard(host);
    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
  });
});

function start() {
  const worker = connectWorker(spawnNodeWorker(new URL('./test-worker.ts', import.meta.url)), tasks);
  onTestFinished(async () => void (await worker.close()));
  return worker;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
