import type { SqlDatabase } from './database.ts';
import { defineTable } from './table.ts';

/** A person's choices for a home: `offline`, `modelsFolder` … Values are JSON; who reads one checks it. */
export interface SettingStore {
  get(key: string): unknown;
  /** `undefined` takes the setting away. */
  set(key: string, value: unknown): void;
  all(): Readonly<Record<string, unknown>>;
}

export function settingStore(db: SqlDatabase): SettingStore {
  const settings = defineTable<{ key: string; value: unknown }>(db, 'settings', { key: 'plain', value: 'json' });
  return {
    get: (key) => settings.one('WHERE key = ?', key)?.value,
    set(key, value) {
      if (value === undefined || value === null) settings.delete('key = ?', key);
      else settings.put({ key, value });
    },
    all: () => Object.fromEntries(settings.all('ORDER BY key').map(({ key, value }) => [key, value])),
  };
}
