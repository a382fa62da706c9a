import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, type Store } from '../../core/store/index.ts';

/** What a home holds that nothing names, or names that it does not hold. Empty when all is in its place. */
export function orphansOf(home: string): string[] {
  return reading(home, (store) => {
    const { folders, temporaries, rows, missing } = store.sweep();
    return [
      ...folders,
      ...temporaries,
      ...rows.map(({ table, id }) => `${table} ${id}`),
      ...missing.map(({ folder }) => `missing ${folder}`),
      ...store.check(),
    ];
  });
}

/** How many rows of each kind a home holds. */
export function countsOf(home: string): Record<string, number> {
  return reading(home, ({ manuals, skills, soups, bots, jobs }) => {
    const lists = { manuals, skills, soups, bots, jobs };
    return Object.fromEntries(Object.entries(lists).map(([name, table]) => [name, table.list().length]));
  });
}

/** The adapters that a home holds: sha256 of their weights, in order. */
export function adaptersOf(home: string): string[] {
  return reading(home, (store) =>
    store.skills
      .list()
      .map((skill) => readFileSync(join(store.skillFolder(skill), 'adapter_model.safetensors')))
      .map((weights) => createHash('sha256').update(weights).digest('hex'))
      .sort(),
  );
}

/** Ids of the jobs that a home knows, the newest first. */
export function jobsOf(home: string): string[] {
  return reading(home, ({ jobs }) => jobs.list().map(({ id }) => id));
}

function reading<T>(home: string, read: (store: Store) => T): T {
  const store = openStore(home);
  try {
    return read(store);
  } finally {
    store.close();
  }
}
