import { onTestFinished } from 'vitest';
import { type Input, type Method, type Output, openService, type ServiceEvent } from '../../core/service/index.ts';
import type { Store } from '../../core/store/index.ts';
import { temporaryFolder, temporaryStore } from '../store/temporary-home.ts';
import { bundledWorker } from './bundled-worker.ts';

/** A service over a home of its own, and that home's database beside it. */
export interface TestService {
  readonly home: string;
  readonly store: Store;
  readonly events: ServiceEvent[];
  call<M extends Method>(method: M, input: Input<M>, signal?: AbortSignal): Promise<Output<M>>;
}

export async function temporaryService(home: string = temporaryFolder()): Promise<TestService> {
  const store = temporaryStore(home);
  const service = await openService({ home, spawn: bundledWorker });
  onTestFinished(() => service.close());
  const events: ServiceEvent[] = [];
  const onEvent = (event: ServiceEvent) => void events.push(event);
  return {
    home,
    store,
    events,
    call: (method, input, signal) =>
      service.call(method, input, { onEvent, ...(signal === undefined ? {} : { signal }) }),
  };
}
