import { z } from 'zod';
import type { Store } from '../store/index.ts';
import type { Settings } from './contract.ts';

/** A person's choices for this home; what was never chosen, or can't be read, is as it comes. */
export function settingsOf(store: Store): Settings {
  const kept = store.settings.all();
  const entries = Object.entries(settingsSchema.shape).map(([key, schema]) => {
    const { data, success } = schema.safeParse(kept[key]);
    return [key, success ? data : defaultSettings[key as keyof Settings]];
  });
  return Object.fromEntries(entries) as unknown as Settings;
}

export const settingsSchema = z.strictObject({
  offline: z.boolean(),
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'de', 'zh']),
  device: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml']),
  resumeAtStart: z.boolean(),
  model: z.string().min(1).max(1000).nullable(),
  welcomed: z.boolean(),
}) satisfies z.ZodType<Settings>;

export const defaultSettings: Settings = {
  offline: false,
  theme: 'system',
  language: 'system',
  device: 'auto',
  resumeAtStart: true,
  model: null,
  welcomed: false,
};

/** Where the base models lie, when that was chosen: no setting to be changed, but the end of a move. */
export const modelsFolderKey = 'modelsFolder';

/** The folders that this home was moved from, the last one last. */
export const movedFromKey = 'movedFrom';
