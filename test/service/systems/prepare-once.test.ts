import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BaseModel } from '../../../core/service/models.ts';
import { type Making, prepareOnce } from '../../../core/service/systems/prepare-once.ts';
import type { Store } from '../../../core/store/index.ts';
import { temporaryStore } from '../../store/temporary-home.ts';
import { jobIn } from './job-in.ts';

const model = { id: 'small', hash: 'h', folder: '/nowhere' } as BaseModel;
const wanted = { kind: 'router', title: 'Routers', stage: 'prepare-router', of: { seed: 1 } };

describe('what a system is made of', () => {
  it('is made once, and taken by the next job with what was found', async () => {
    const store = temporaryStore();
    const first = await prepareOnce({ store, job: jobIn(), model }, wanted, make(3));
    const second = await prepareOnce({ store, job: jobIn(), model }, wanted, never);
    expect(second).toEqual(first);
    expect(second.details).toEqual({ steps: 3 });
    expect(store.prepared.list()).toMatchObject([{ kind: 'router', title: 'Routers', details: { steps: 3 } }]);
  });

  it('is another thing when made of something else', async () => {
    const store = temporaryStore();
    await prepareOnce({ store, job: jobIn(), model }, wanted, make(3));
    const other = await prepareOnce({ store, job: jobIn(), model }, { ...wanted, of: { seed: 2 } }, make(4));
    expect(other.details).toEqual({ steps: 4 });
    expect(store.prepared.list()).toHaveLength(2);
  });

  it('is taken as it is when its folder was whole and its row never came', async () => {
    const store = temporaryStore();
    const cut = jobIn({ commits: false });
    await expect(prepareOnce({ store, job: cut, model }, wanted, make(3))).rejects.toThrow('cut off');
    expect(store.prepared.list()).toEqual([]);
    const { details } = await prepareOnce({ store, job: jobIn(), model }, wanted, never);
    expect(details).toEqual({ steps: 3 });
    expect(store.prepared.list()).toHaveLength(1);
  });

  it('is made again when its folder is gone', async () => {
    const store: Store = temporaryStore();
    const { folder } = await prepareOnce({ store, job: jobIn(), model }, wanted, make(3));
    rmSync(folder, { recursive: true });
    const { details } = await prepareOnce({ store, job: jobIn(), model }, wanted, make(5));
    expect(details).toEqual({ steps: 5 });
  });
});

function make(steps: number) {
  return async ({ folder }: Making) => {
    writeFileSync(join(folder, 'weights'), 'w');
    return { steps };
  };
}

async function never(): Promise<null> {
  throw new Error('it was made before');
}
