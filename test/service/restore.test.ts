import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hostOf } from '../../core/service/index.ts';
import { openStore } from '../../core/store/index.ts';
import { temporaryFolder } from '../store/temporary-home.ts';
import { listener, openHome } from './open-home.ts';

const manual = fileURLToPath(new URL('../fixtures/service/pump.md', import.meta.url));

describe('a home that is served', () => {
  it('can be restored: it stays owned and reachable, and whoever watches is told to read all of it again', async () => {
    const home = join(temporaryFolder(), 'home');
    const file = join(temporaryFolder(), 'backup.tar');
    const service = await openHome({ home });
    service.takeHome();
    service.publish(4711, 'secret');
    await service.call('settings.change', { theme: 'dark' });
    await service.call('home.backup', { path: file });
    await service.call('settings.change', { theme: 'light' });
    const { onEvent, events, told } = listener();
    service.call('home.watch', {}, { onEvent }).catch(() => {});

    const { previous } = await service.call('home.restore', { path: file });
    expect((await service.call('settings.show', {})).theme).toBe('dark');
    expect(hostOf(home)).toMatchObject({ port: 4711, secret: 'secret', pid: process.pid });
    expect(events.filter(({ kind }) => kind === 'snapshot')).toHaveLength(2);
    expect(events).toContainEqual({ kind: 'changed', what: 'settings' });
    const before = openStore(previous!);
    expect(before.settings.get('theme')).toBe('light');
    before.close();

    const { id } = await service.call('manual.import', { path: manual });
    await told((event) => event.kind === 'job-changed' && event.job.state === 'done');
    expect((await service.call('manual.list', {})).map((row) => row.id)).toEqual([id]);
  });
});
