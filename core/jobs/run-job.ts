import { makeFolder, writing } from '../disk.ts';
import { invariant } from '../errors.ts';
import type { Store } from '../store/index.ts';
import type { CurvePoint, JobListener } from './events.ts';
import { throttle } from './throttle.ts';

/** What the body of a job works with. Its functions may be taken out of it: `const { stage, signal } = job`. */
export interface JobContext {
  readonly id: string;
  /** What the job was started with; the body checks it. */
  readonly input: unknown;
  /** `<home>/jobs/<id>`, there: checkpoints and what the worker hands over. It goes when the job is done. */
  readonly folder: string;
  /** Aborted when the job is cancelled or its host closes: stop soon, by throwing. */
  readonly signal: AbortSignal;
  /**
   * Gives the result of a stage: kept from an earlier run, or else made by `run` and kept. Results are JSON and are
   * given as they would be read again, so that a resumed job sees what an undisturbed one sees.
   *
   * `commit`, synchronous, is called with what `run` made, in the transaction that keeps the result; what it gives is
   * the result. Rows made there exist if and only if the stage is done, whenever the process is killed.
   */
  stage<T>(name: string, run: () => Promise<T> | T): Promise<T>;
  stage<T, R>(name: string, run: () => Promise<T> | T, commit: (made: T) => R): Promise<R>;
  /** Tells how far the stage is, as often as it likes: listeners hear ten a second at most, the row is written once a second. */
  progress(progress: unknown): void;
  /** Adds points to the job's curves. */
  points(points: readonly CurvePoint[]): void;
}

/** The stages of a job of one kind; its result is kept with the job. */
export type JobBody = (job: JobContext) => Promise<unknown>;

/**
 * Runs the body of a job, skipping stages whose results are kept, and gives the body's result as JSON.
 *
 * @throws whatever the body throws, the reason of `signal`, or what writing progress threw.
 */
export async function runJob(
  store: Store,
  jobId: string,
  body: JobBody,
  options: { readonly signal: AbortSignal; readonly onEvent: JobListener },
): Promise<unknown> {
  const folder = store.jobFolder(jobId);
  writing({ path: folder, what: "the job's folder" }, () => makeFolder(folder));
  // Progress is written by timers too, where no one can catch: such a failure stops the body, and is thrown at its end.
  const background = new AbortController();
  const signal = AbortSignal.any([options.signal, background.signal]);
  const report = reporter(store, jobId, options.onEvent, (error) => background.abort(error));

  try {
    const result = await body({
      id: jobId,
      input: store.jobs.require(jobId).input,
      folder,
      signal,
      stage: stages(store, jobId, signal, options.onEvent, report),
      progress: (progress) => report.progress(progress),
      points: (points) => report.points(points),
    });
    background.signal.throwIfAborted();
    return asJson(result);
  } catch (error) {
    throw background.signal.aborted ? background.signal.reason : error;
  } finally {
    report.end();
  }
}

function stages(store: Store, jobId: string, signal: AbortSignal, onEvent: JobListener, report: Reporter) {
  const begun = new Set<string>();
  return async <T, R>(name: string, run: () => Promise<T> | T, commit?: (made: T) => R): Promise<R> => {
    invariant(!begun.has(name), `job ${jobId} has two stages "${name}"`);
    begun.add(name);
    signal.throwIfAborted();
    const kept = store.jobs.require(jobId).stages;
    if (Object.hasOwn(kept, name)) {
      onEvent({ type: 'stage', jobId, stage: name, state: 'skipped' });
      return kept[name] as R;
    }
    store.jobs.update(jobId, { stage: name, progress: null });
    report.enter(name);
    onEvent({ type: 'stage', jobId, stage: name, state: 'started' });
    const made = await run();
    report.flush();
    const result = store.transaction(() => {
      const json = asJson(commit === undefined ? made : commit(made));
      store.jobs.saveStage(jobId, name, json);
      return json;
    });
    onEvent({ type: 'stage', jobId, stage: name, state: 'done' });
    return result as R;
  };
}

interface Reporter {
  enter(stage: string): void;
  progress(progress: unknown): void;
  points(points: readonly CurvePoint[]): void;
  flush(): void;
  /** Flushes, and writes nothing more. */
  end(): void;
}

const EVENT_INTERVAL_MS = 100;
const ROW_INTERVAL_MS = 1000;

function reporter(store: Store, jobId: string, onEvent: JobListener, onError: (error: unknown) => void): Reporter {
  let stage: string | null = null;
  let unsaved: CurvePoint[] = [];

  const savePoints = () => {
    if (unsaved.length === 0) return;
    const points = unsaved;
    store.points.save(points.map((point) => ({ jobId, ...point })));
    unsaved = [];
    onEvent({ type: 'points', jobId, points });
  };
  const told = throttle(
    (progress: unknown) => onEvent({ type: 'progress', jobId, stage, progress }),
    EVENT_INTERVAL_MS,
    onError,
  );
  const kept = throttle((progress: unknown) => store.jobs.update(jobId, { progress }), ROW_INTERVAL_MS, onError);
  const curves = throttle(savePoints, ROW_INTERVAL_MS / 2, onError);

  const all = [told, kept, curves];

  return {
    enter(name) {
      stage = name;
    },
    progress(progress) {
      told.offer(progress);
      kept.offer(progress);
    },
    points(points) {
      unsaved.push(...points);
      curves.offer(undefined);
    },
    flush() {
      for (const each of all) each.flush();
    },
    end() {
      for (const each of all) each.end();
    },
  };
}

function asJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
