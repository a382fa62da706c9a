import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Kept, ServiceEvent } from '../../core/service/index.ts';
import { openStore } from '../../core/store/index.ts';
import { temporaryFolder } from '../store/temporary-home.ts';
import { listener, openHome } from './open-home.ts';

const manual = fileURLToPath(new URL('../fixtures/service/pump.md', import.meta.url));
const changed = (what: Kept) => (event: ServiceEvent) => event.kind === 'changed' && event.what === what;

describe('who watches a home', () => {
  it('is told first what is under way, and nothing that has ended well', async () => {
    const home = temporaryFolder();
    const store = openStore(home);
    const paused = store.jobs.insert({ kind: 'dance', input: { name: 'Pump' }, state: 'paused', reason: 'asked' });
    store.jobs.insert({ kind: 'dance', input: {}, state: 'done' });
    store.close();
    const service = await openHome({ home });
    const { onEvent, told, events } = listener();
    service.call('home.watch', {}, { onEvent }).catch(() => {});
    const snapshot = await told(() => true);
    expect(snapshot).toMatchObject({ kind: 'snapshot', jobs: [{ id: paused.id, title: 'Pump', reason: 'asked' }] });
    expect(events).toHaveLength(1);
  });

  it('sees what any call begins, how far it is, and what came of it', async () => {
    const service = await openHome();
    const { onEvent, told, events } = listener();
    service.call('home.watch', {}, { onEvent }).catch(() => {});
    await told(() => true);
    const { id } = await service.call('manual.import', { path: manual });
    await told((event) => event.kind === 'job-changed' && event.job.state === 'done');
    await told(changed('manuals'));
    await told(changed('jobs'));
    const seen = events.flatMap((event) => (event.kind === 'job-changed' ? [event.job] : []));
    expect(seen[0]).toMatchObject({ kind: 'import', state: 'queued' });
    expect(seen.at(-1)).toMatchObject({
      state: 'done',
      stages: [{ name: 'read', state: 'done' }],
      result: { manual: id },
    });
  });

  it('hears of changes by every other call and by other processes, until it stops watching', async () => {
    const service = await openHome();
    const { onEvent, told, events } = listener();
    const stop = new AbortController();
    const watching = service.call('home.watch', {}, { onEvent, signal: stop.signal });
    await told(() => true);
    await service.call('settings.change', { theme: 'dark' });
    await told(changed('settings'));
    const other = openStore(service.home);
    other.bots.insert({ name: 'Other', baseModel: 'm', manualIds: [] });
    await told(changed('bots'));
    stop.abort();
    await expect(watching).rejects.toBe(stop.signal.reason);
    const { length } = events;
    await service.call('settings.change', { theme: 'light' });
    other.close();
    expect(events).toHaveLength(length);
  });

  it('is told a job no more than ten times a second, and its end in any case', async () => {
    const service = await openHome();
    const { onEvent, told, events } = listener();
    service.call('home.watch', {}, { onEvent }).catch(() => {});
    await told(() => true);
    const begun = performance.now();
    await service.call('manual.import', { path: manual });
    await told((event) => event.kind === 'job-changed' && event.job.state === 'done');
    const seconds = (performance.now() - begun) / 1000;
    // One more at its begin, and one at its end.
    expect(events.filter(({ kind }) => kind === 'job-changed').length).toBeLessThanOrEqual(seconds * 10 + 2);
  });

  it('ends when the host closes', async () => {
    const service = await openHome();
    const watching = service.call('home.watch', {});
    const ended = expect(watching).rejects.toThrow();
    await service.close();
    await ended;
  });
});
