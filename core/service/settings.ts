import { z } from 'zod';
import type { Store } from '../store/index.ts';
import type { Input, Method, Settings } from './contract.ts';
import type { CallContext, Methods } from './methods.ts';

/** A person's choices for this home; what was never chosen, or can't be read, is as it comes. */
export function settingsOf(store: Store): Settings {
  const kept = store.settings.all();
  const entries = Object.entries(settingsSchema.shape).map(([key, schema]) => {
    const { data, success } = schema.safeParse(kept[key]);
    return [key, success ? data : defaults[key as keyof Settings]];
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

const defaults: Settings = {
  offline: false,
  theme: 'system',
  language: 'system',
  device: 'auto',
  resumeAtStart: true,
  model: null,
  welcomed: false,
};

export const settingMethods: Methods<'settings.show' | 'settings.change'> = {
  'settings.show': (_input, { host }) => settingsOf(host.store),
  'settings.change': change,
};

async function change(input: Partial<Settings>, { host }: CallContext): Promise<Settings> {
  const { store } = host;
  store.transaction(() => {
    for (const [key, value] of Object.entries(input)) store.settings.set(key, value);
  });
  if (input.offline === true) await stopDownloads(host);
  return settingsOf(store);
}

/** Offline means now: what is being fetched stops where it is, to be resumed. */
async function stopDownloads({ ownedJobs }: CallContext['host']): Promise<void> {
  const under = ownedJobs?.list({ states: ['running', 'queued'], kind: 'download' }) ?? [];
  await Promise.all(under.map(({ id }) => ownedJobs?.pause(id)));
}

/** The input with the device that the settings name, where the method computes and none was named. */
export function withDevice<M extends Method>(method: M, input: Input<M>, settings: () => Settings): Input<M> {
  if (!computing.has(method) || 'device' in input) return input;
  const { device } = settings();
  return device === 'auto' ? input : { ...input, device };
}

const computing: ReadonlySet<Method> = new Set<Method>([
  'bot.build',
  'bot.plan',
  'bot.ask',
  'bot.warm',
  'chat.send',
  'chat.regenerate',
  'skill.train',
  'soup.blend',
  'bench.run',
]);
