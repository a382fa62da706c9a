import type { Input, Method, Settings } from './contract.ts';
import type { CallContext, Methods } from './methods.ts';
import { settingsOf } from './settings-kept.ts';

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
  'bot.gate',
  'bot.warm',
  'chat.send',
  'chat.regenerate',
  'skill.train',
  'soup.blend',
  'bench.run',
  'draft.make',
]);
