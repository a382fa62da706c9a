import { openStore } from '../../core/store/index.ts';

/** What a home holds that nothing names, or names that it does not hold. Empty when all is in its place. */
export function orphansOf(home: string): string[] {
  const store = openStore(home);
  try {
    const { folders, temporaries, rows, missing } = store.sweep();
    return [
      ...folders,
      ...temporaries,
      ...rows.map(({ table, id }) => `${table} ${id}`),
      ...missing.map(({ folder }) => `missing ${folder}`),
      ...store.check(),
    ];
  } finally {
    store.close();
  }
}

/** How many rows of each kind a home holds. */
export function countsOf(home: string): Record<string, number> {
  const store = openStore(home);
  try {
    const { manuals, skills, soups, bots, jobs } = store;
    const lists = { manuals, skills, soups, bots, jobs };
    return Object.fromEntries(Object.entries(lists).map(([name, table]) => [name, table.list().length]));
  } finally {
    store.close();
  }
}
