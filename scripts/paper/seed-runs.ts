import type {
  BenchInput,
  BenchReport,
  JobSummary,
  Json,
  RunSample,
  RunSummary,
  Service,
  ServiceEvent,
} from '../../core/service/index.ts';

/** What one seed's bot and its run are made with. */
export interface SeedOrder {
  readonly manual: string;
  readonly suite: string;
  readonly model?: string;
  readonly recipe: string;
  readonly set: Readonly<Record<string, Json>>;
  readonly systems: string;
  readonly scorers: string;
  /** How questions are put, answered and judged; the task's own where not said. */
  readonly settings: Pick<BenchInput, 'shots' | 'temperature' | 'topP' | 'maxNewTokens' | 'judge'>;
}

export interface SeedRun {
  readonly seed: number;
  readonly report: BenchReport;
  readonly samples: readonly RunSample[];
}

type Options = { readonly onEvent: (event: ServiceEvent) => void; readonly signal: AbortSignal };

/**
 * Builds a bot with a seed of its own and puts the suite to every system made of its skills. What an earlier call has
 * built or asked is taken; what it was broken off in goes on where it was.
 */
export async function seedRun(service: Service, order: SeedOrder, seed: number, options: Options): Promise<SeedRun> {
  const { manual, model, recipe, suite, systems, scorers, settings } = order;
  const name = `Seed ${seed}`;
  await resumed(service, options, ({ kind, title }) => kind === 'build' && title.includes(name));
  const bots = await service.call('bot.list', {});
  if (!bots.some((bot) => bot.name === name)) {
    const set = { ...order.set, seed };
    const chosen = model === undefined ? {} : { model };
    await service.call('bot.build', { manual, recipe, set, name, ...chosen }, options);
  }
  const finished = async () =>
    (await service.call('run.list', {})).find((run) => run.bot === name && run.state === 'done' && compares(run));
  const before = await finished();
  if (before === undefined) {
    await resumed(service, options, ({ kind, title }) => kind === 'benchmark' && title.includes(name));
  }
  const done = before ?? (await finished());
  const report =
    done === undefined
      ? await service.call('bench.run', { target: name, suite, systems, scorers, ...settings }, options)
      : await service.call('run.show', { run: done.id });
  return { seed, report, samples: await allSamples(service, report.run) };
}

/** A run of one system is none of the comparison: bench:ablation puts the suite to a seed's manual skill alone. */
function compares({ systems }: RunSummary): boolean {
  return systems.length > 1;
}

/** Goes on with the job that was broken off, if there is one. */
async function resumed(service: Service, options: Options, isIt: (job: JobSummary) => boolean): Promise<void> {
  const jobs = await service.call('job.list', {});
  const job = jobs.find((one) => ['paused', 'failed', 'cancelled'].includes(one.state) && isIt(one));
  if (job !== undefined) await service.call('job.resume', { job: job.id }, options);
}

async function allSamples(service: Service, run: string): Promise<RunSample[]> {
  const samples: RunSample[] = [];
  for (;;) {
    const { total, items } = await service.call('run.samples', { run, offset: samples.length, limit: 200 });
    samples.push(...items);
    if (samples.length >= total || items.length === 0) return samples;
  }
}
