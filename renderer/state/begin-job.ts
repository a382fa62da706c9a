import type { Input, Method, Output, ServiceClient } from '../api.ts';

/** A job that runs: its id, and what comes of it. */
export interface BegunJob<Result> {
  readonly job: string;
  /** Fails with why the job ended, which the job itself keeps too. */
  readonly ended: Promise<Result>;
}

/**
 * Calls a method that works by a job, and comes back as soon as the job is there; meanwhile `onBefore` hears how far what
 * comes first is: the base model is fetched. @throws ServiceError when it can't begin
 */
export async function beginJob<M extends Method>(
  service: ServiceClient,
  method: M,
  input: Input<M>,
  onBefore: (progress: { readonly done: number; readonly total: number }) => void,
): Promise<BegunJob<Output<M>>> {
  let begin: ((job: string) => void) | undefined;
  const begun = new Promise<string>((resolve) => {
    begin = resolve;
  });
  const ended = service.call(method, input, {
    onEvent(event) {
      if (event.kind === 'progress' && begin !== undefined) onBefore({ done: event.done, total: event.total });
      if (event.kind !== 'job') return;
      begin?.(event.job);
      begin = undefined;
    },
  });
  const job = await Promise.race([begun, ended.then(() => begun)]);
  ended.catch(() => undefined);
  return { job, ended };
}
