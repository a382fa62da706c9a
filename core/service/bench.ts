import { z } from 'zod';
import { parseSystems, runBench, type SuiteQuestion, type SystemName, samplesJsonLines } from '../bench/index.ts';
import { chooseDevice } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import type { JobBody, JobContext } from '../jobs/index.ts';
import { type BotRow, type RunRow, type Store, writeFileAtomic } from '../store/index.ts';
import { availableSystems, benchSystems, systemChoices } from './bench-systems.ts';
import { type BotEngine, botEngine } from './bot-engine.ts';
import type { BenchInput, BenchOptions, BenchReport, Removed } from './contract.ts';
import { findBot, findManual, findRun, newestBotOf } from './find.ts';
import { followJob } from './follow-job.ts';
import type { Host } from './host.ts';
import { judgeSchema, judgeText } from './judging.ts';
import type { CallContext, Methods } from './methods.ts';
import { presentModel } from './models.ts';
import { comparePairsOf, pairsOf } from './pair-stage.ts';
import { compareRuns, differencesAgainst } from './run-comparison.ts';
import { rowOfSample, sampleOf } from './run-scores.ts';
import { reportOf, runSamples, runSummary, samplesFile, systemRow } from './runs.ts';
import {
  checkScoring,
  openScoringTools,
  type ScoringName,
  sampleScorers,
  scorerChoices,
  scoringOf,
} from './scoring.ts';
import { findSuite, suiteChoices } from './suites.ts';
import { versions } from './versions.ts';

type BenchMethod =
  | 'bench.run'
  | 'bench.options'
  | 'run.list'
  | 'run.show'
  | 'run.samples'
  | 'run.compare'
  | 'run.against'
  | 'run.remove';

export const benchMethods: Methods<BenchMethod> = {
  'bench.run': bench,
  'bench.options': ({ target }, { host: { store } }) => benchOptions(store, botOf(store, target)),
  'run.list': (_input, { host }) =>
    host.store.runs
      .list()
      .filter(({ state }) => state === 'done')
      .map((run) => runSummary(host.store, run)),
  'run.show': ({ run }, { host }) => reportOf(host.store, findRun(host.store, run)),
  'run.samples': (input, { host: { store } }) => runSamples(store, findRun(store, input.run), input),
  'run.compare': ({ first, second }, { host }) =>
    compareRuns(host.store, findRun(host.store, first), findRun(host.store, second)),
  'run.against': ({ run, against }, { host }) => differencesAgainst(host.store, findRun(host.store, run), against),
  'run.remove': ({ run }, { host }) => removeRun(host, findRun(host.store, run)),
};

function removeRun(host: Host, { id, jobId }: RunRow): Removed {
  const { store } = host;
  const job = jobId === null ? undefined : store.jobs.get(jobId);
  if (job !== undefined && ['queued', 'running'].includes(job.state)) {
    throw new AppError('store/in-use', `Tried to remove run ${id}: job ${job.id} is at work on it.`, {
      hint: `stockpot jobs cancel ${job.id}`,
    });
  }
  host.own();
  store.removeRun(id);
  return { removed: id };
}

function benchOptions(store: Store, bot: BotRow): BenchOptions {
  const engine = botEngine(store, bot);
  return {
    suites: suiteChoices(store).map(({ name, questions }) => ({
      name,
      questions: questions.length,
      fits: fits(engine, questions),
    })),
    systems: systemChoices(store, bot).map(({ name, reason }) => ({ name, usable: reason === null, reason })),
    scorers: scorerChoices.plain,
    judgeScorers: scorerChoices.judged,
  };
}

/** Whether a suite asks about what a bot speaks from: its manuals hold most of what the first questions are about. */
function fits({ search }: BotEngine, questions: readonly SuiteQuestion[]): boolean {
  const asked = questions.slice(0, ASKED_TO_SEE);
  const found = asked.filter(({ question }) => search(question).length > 0);
  return found.length >= FOUND_SHARE * asked.length;
}

const ASKED_TO_SEE = 25;
const FOUND_SHARE = 0.6;

/** The job that puts a suite to systems. Each answer is kept as it comes, so that a run that was cut off asks only the rest. */
export function benchJob(host: Host): JobBody {
  return async (job) => {
    const input = jobInput.parse(job.input);
    const { store } = host;
    const bot = store.bots.require(input.bot);
    const model = await presentModel(bot.baseModel, { host, signal: job.signal });
    const scoring = { scorers: input.scorers as ScoringName[], judge: input.judge };
    const { tools, judge, close } = await openScoringTools(scoring, { host, device: input.device, signal: job.signal });
    const worker = host.worker();
    try {
      const run = await job.stage(
        'bench',
        async () => {
          const row = rowOf(store, job, bot, input);
          const suite = store.suites.get(input.suite)!;
          const questions = suite.questions as readonly SuiteQuestion[];
          const engine = botEngine(store, bot);
          const names = input.systems as SystemName[];
          const systems = benchSystems(
            { store, engine, worker, model, questions, device: input.device, signal: job.signal },
            names,
          );
          const done = store.runs.samples(row.id).map(sampleOf);
          const pairs = input.scorers.includes('pairwise') ? pairsOf(names.length) : 0;
          const total = (names.length + pairs) * questions.length * row.seeds.length;
          let count = done.length + store.verdicts.list(row.id).length;
          const step = () => {
            count += 1;
            job.progress({ done: count, total });
          };
          job.progress({ done: count, total });
          const result = await runBench(
            systems,
            { name: suite.name, sha256: suite.hash, questions },
            sampleScorers(input.scorers),
            {
              model: bot.baseModel,
              seeds: row.seeds,
              signal: job.signal,
              done,
              withAnswers: pairs > 0,
              onSample: (sample) => {
                store.runs.saveSamples([rowOfSample(row.id, sample)]);
                step();
              },
              tools,
            },
          );
          await writeFileAtomic(samplesFile(store, row.id), samplesJsonLines(result.samples), 'the samples');
          if (pairs === 0 || judge === undefined) return { id: row.id, systems: result.systems };
          const setting = { store, questions, judge, signal: job.signal, onVerdict: step };
          return { id: row.id, systems: await comparePairsOf(row.id, result, setting) };
        },
        ({ id, systems }) => {
          for (const [position, system] of systems.entries()) store.runs.saveSystem(systemRow(id, position, system));
          store.runs.update(id, { state: 'done', finishedAt: new Date().toISOString() });
          return id;
        },
      );
      return reportOf(store, store.runs.require(run));
    } finally {
      await worker.close();
      await close();
    }
  };
}

const jobInput = z.object({
  bot: z.string(),
  suite: z.string(),
  systems: z.array(z.string()),
  scorers: z.array(z.string()),
  judge: judgeSchema.optional(),
  seeds: z.number(),
  device: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml']),
});
type BenchJobInput = z.infer<typeof jobInput>;

async function bench(input: BenchInput, { host, emit, signal }: CallContext): Promise<BenchReport> {
  const { store } = host;
  const bot = botOf(store, input.target);
  const suite = findSuite(store, input.suite);
  if (suite.notice !== undefined) emit({ kind: 'notice', code: 'warning', message: suite.notice });
  const questions = suite.questions.slice(0, input.limit ?? suite.questions.length);
  const { scorers, judge } = scoringOf(input.scorers, input.judge);
  const job: BenchJobInput = {
    bot: bot.id,
    suite: store.suites.save(suite.name, questions).id,
    systems: parseSystems(input.systems ?? 'all', availableSystems(store, bot)),
    scorers: [...scorers],
    ...(judge === undefined ? {} : { judge }),
    seeds: input.seeds ?? 1,
    device: input.device ?? 'auto',
  };
  chooseDevice(job.device);
  await presentModel(bot.baseModel, { host, signal });
  await checkScoring({ scorers, judge }, { host, signal, judgeKey: input.judgeKey });
  const { id } = host.jobs.start('benchmark', job);
  emit({ kind: 'job', job: id, state: 'started' });
  return (await followJob(host, id, emit, signal)).result as BenchReport;
}

/** A bot; a manual's newest bot. */
function botOf(store: Store, text: string): BotRow {
  try {
    return findBot(store, text);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'service/not-found') throw error;
    let manual: ReturnType<typeof findManual>;
    try {
      manual = findManual(store, text);
    } catch {
      throw new AppError('service/not-found', `There is neither a bot nor a manual "${text}".`, {
        hint: error.hint ?? 'stockpot build FILE',
      });
    }
    const bot = newestBotOf(store, manual.id);
    if (bot !== undefined) return bot;
    throw new AppError('service/not-found', `No bot speaks from the manual "${manual.title}" yet.`, {
      hint: `stockpot build ${manual.id}`,
    });
  }
}

/** The run that this job began before it was cut off, or a new one. */
function rowOf(store: Store, job: JobContext, bot: BotRow, input: BenchJobInput): RunRow {
  const begun = store.runs.list({ botId: bot.id }).find(({ jobId }) => jobId === job.id);
  if (begun !== undefined) return begun;
  const manualId = store.bots.manualIds(bot.id)[0];
  const suite = store.suites.get(input.suite)!;
  return store.runs.insert({
    botId: bot.id,
    botName: bot.name,
    manualId: manualId ?? null,
    manualSha256: manualId === undefined ? null : store.manuals.require(manualId).sha256,
    suiteId: suite.id,
    suiteName: suite.name,
    suiteHash: suite.hash,
    baseModel: bot.baseModel,
    baseModelHash: bot.baseModelHash,
    recipeId: bot.recipeId,
    seeds: Array.from({ length: input.seeds }, (_, i) => i),
    device: input.device,
    ...(input.judge === undefined ? {} : { settings: { judge: judgeText(input.judge) } }),
    versions: versions(),
    jobId: job.id,
  });
}
