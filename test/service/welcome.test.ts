import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findEntry } from '../../core/catalog/index.ts';
import { fakeWorkers } from './fake-worker.ts';
import { openHome } from './open-home.ts';

describe('the first start', () => {
  it('is told what the machine is and can do, a model that it can train, and where the sample lies', async () => {
    const service = await openHome({ spawn: fakeWorkers().spawn });
    const { machine, devices, model, sample } = await service.call('home.welcome', {});
    expect(machine.cores).toBeGreaterThan(0);
    expect(machine.memoryBytes).toBeGreaterThan(machine.freeMemoryBytes);
    expect(devices).toEqual([{ name: 'cpu', usable: true, detail: '2 threads' }]);
    expect(findEntry(model)).toMatchObject({ gated: false });
    expect(existsSync(sample.path)).toBe(true);
    expect(sample).toMatchObject({ title: "Gutenprint 5.2 User's Manual", pages: 73 });
  });

  it('is told why nothing can compute where the engine does not start', async () => {
    const { spawn } = fakeWorkers();
    const dies: typeof spawn = () => {
      const worker = spawn();
      return { ...worker, send: () => worker.kill() };
    };
    const service = await openHome({ spawn: dies });
    const { devices } = await service.call('home.welcome', {});
    expect(devices).toMatchObject([{ name: 'cpu', usable: false, reason: 'no-engine' }]);
    expect(devices[0]!.detail).toMatch(/worker/);
  });

  it('reaches for nothing when it is to stay offline', async () => {
    const service = await openHome({ spawn: fakeWorkers().spawn });
    await service.call('settings.change', { offline: true });
    expect(findEntry((await service.call('home.welcome', {})).model)).toBeDefined();
    expect(await service.call('connection.list', {})).toEqual({ total: 0, items: [] });
  });
});
