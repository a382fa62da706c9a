import type { JobDetail, Service, ServiceEvent } from '../../core/service/index.ts';
import type { Preferences } from '../messages.ts';

/** What main needs to know of a home besides how to reach it. */
export interface HomeListener {
  /** Titles of the jobs that run or wait, whenever they change. */
  busy(titles: readonly string[]): void;
  preferences(preferences: Preferences): void;
}

/** Tells what is under way and how the person wants the program to look, until the signal is aborted or the home is gone. */
export async function watchHome(service: Service, listener: HomeListener, signal: AbortSignal): Promise<void> {
  const active = new Map<string, string>();
  let told = '[]';
  const tellBusy = () => {
    const titles = [...active.values()];
    const text = JSON.stringify(titles);
    if (text === told) return;
    told = text;
    listener.busy(titles);
  };
  const take = (job: JobDetail) => {
    if (job.state === 'running' || job.state === 'queued') active.set(job.id, job.title);
    else active.delete(job.id);
  };
  const tellPreferences = async () => {
    const { language, theme } = await service.call('settings.show', {});
    listener.preferences({ language, theme });
  };
  const onEvent = (event: ServiceEvent) => {
    switch (event.kind) {
      case 'snapshot':
        active.clear();
        for (const job of event.jobs) take(job);
        return tellBusy();
      case 'job-changed':
        take(event.job);
        return tellBusy();
      case 'changed':
        if (event.what === 'settings') void tellPreferences().catch(() => {});
    }
  };
  await tellPreferences();
  await service.call('home.watch', {}, { signal, onEvent }).catch(() => {});
  active.clear();
  tellBusy();
}
