import { onTestFinished } from 'vitest';
import { type HomeService, openService, type ServiceEvent, type ServiceOptions } from '../../core/service/index.ts';
import { temporaryFolder } from '../store/temporary-home.ts';
import { bundledWorker } from './bundled-worker.ts';

/** A service over a home of its own, closed when the test has ended. */
export async function openHome(options: ServiceOptions = {}): Promise<HomeService> {
  const service = await openService({ home: temporaryFolder(), spawn: bundledWorker, ...options });
  onTestFinished(() => service.close());
  return service;
}

/** What a call tells, as it comes; and the first event for which something holds. */
export function listener() {
  const events: ServiceEvent[] = [];
  const waiting: { test: (event: ServiceEvent) => boolean; resolve: (event: ServiceEvent) => void }[] = [];
  return {
    events,
    onEvent(event: ServiceEvent) {
      events.push(event);
      for (const { test, resolve } of waiting) if (test(event)) resolve(event);
    },
    told(test: (event: ServiceEvent) => boolean): Promise<ServiceEvent> {
      const before = events.find(test);
      return before === undefined ? new Promise((resolve) => waiting.push({ test, resolve })) : Promise.resolve(before);
    },
  };
}
