import { parseSystems, type Task, taskTable } from '../bench/index.ts';
import { chooseDevice } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import type { BotRow, RunRow, Store } from '../store/index.ts';
import { scorersToChoose, systemsToChoose } from './bench-choices.ts';
import { type BenchJobInput, SPLIT_SEED } from './bench-job.ts';
import { taskSettings } from './bench-settings.ts';
import { botEngine } from './bot-engine.ts';
import type { BenchInput, BenchOptions, BenchReport, Removed, TaskChoice } from './contract.ts';
import { findAnswering, findRun } from './find.ts';
import { followJob } from './follow-job.ts';
import type { Host } from './host.ts';
import type { CallContext, Methods } from './methods.ts';
import { passageModel, presentModel } from './models.ts';
import { fitsPassages } from './quick-check.ts';
import { compareRuns, differencesAgainst } from './run-comparison.ts';
import { exportRun } from './run-export.ts';
import { runSamples } from './run-samples.ts';
import { reportOf, runSummary } from './runs.ts';
import { checkScoring, scoringOf } from './scoring.ts';
import { findSuite, letterFormatChoices, suiteChoices } from './suites.ts';
import { putSuite } from './systems/put.ts';
import { anyEmbedding, anyTuned, availableSystems } from './systems/table.ts';

type BenchMethod =
  | 'bench.run'
  | 'bench.options'
  | 'run.list'
  | 'run.show'
  | 'run.samples'
  | 'run.compare'
  | 'run.against'
  | 'run.export'
  | 'run.remove';

export const benchMethods: Methods<BenchMethod> = {
  'bench.run': bench,
  'bench.options': ({ target }, { host }) => benchOptions(host, findAnswering(host.store, target)),
  'run.list': (_input, { host }) => host.store.runs.list().map((run) => runSummary(host.store, run)),
  'run.show': ({ run }, { host }) => reportOf(host.store, findRun(host.store, run)),
  'run.samples': (input, { host: { store } }) => runSamples(store, findRun(store, input.run), input),
  'run.compare': ({ first, second }, { host }) =>
    compareRuns(host.store, wholeRun(host.store, first), wholeRun(host.store, second)),
  'run.against': ({ run, against }, { host }) => differencesAgainst(host.store, wholeRun(host.store, run), against),
  'run.export': ({ run, format }, { host: { store } }) => exportRun(store, wholeRun(store, run), format),
  'run.remove': ({ run }, { host }) => removeRun(host, findRun(host.store, run)),
};

/** A run that is done: half a one would say something else than the whole. */
function wholeRun(store: Store, text: string): RunRow {
  const run = findRun(store, text);
  if (run.state === 'done') return run;
  throw new AppError('service/bad-request', `The run ${run.id} has not ended: it has only some of its answers.`, {
    command: run.jobId === null ? `stockpot runs show ${run.id}` : `stockpot jobs resume ${run.jobId}`,
  });
}

function removeRun(host: Host, { id, jobId }: RunRow): Removed {
  const { store } = host;
  const job = jobId === null ? undefined : store.jobs.get(jobId);
  if (job !== undefined && ['queued', 'running'].includes(job.state)) {
    throw new AppError('store/in-use', `Tried to remove run ${id}: job ${job.id} is at work on it.`, {
      command: `stockpot jobs cancel ${job.id}`,
    });
  }
  host.own();
  store.removeRun(id);
  return { removed: id };
}

async function benchOptions(host: Host, bot: BotRow): Promise<BenchOptions> {
  const { store } = host;
  const engine = botEngine(store, bot);
  return {
    suites: suiteChoices(store).map(({ name, questions, task = 'qabot' }) => ({
      name,
      questions: questions.length,
      fits: fitsPassages(engine.search, questions),
      task,
    })),
    letters: letterFormatChoices(),
    systems: await systemsToChoose(host, bot),
    scorers: await scorersToChoose(host),
    tasks: Object.entries(taskTable).map(([name, task]) => taskChoice(name, task)),
  };
}

function taskChoice(name: string, { defaults, examples }: Task): TaskChoice {
  return { name, ...defaults, ownExamples: examples?.length ?? null };
}

async function bench(input: BenchInput, context: CallContext): Promise<BenchReport> {
  const { host, emit, signal } = context;
  const { store } = host;
  const bot = findAnswering(store, input.target);
  const suite = findSuite(store, input.suite);
  if (suite.notice !== undefined) emit({ kind: 'notice', code: 'warning', message: suite.notice });
  const questions = suite.questions.slice(0, input.limit ?? suite.questions.length);
  const systems = parseSystems(input.systems ?? 'all', availableSystems(store, bot));
  const {
    task,
    settings,
    scorers: usual,
  } = taskSettings(suite.task === undefined ? input : { task: suite.task, ...input });
  const { scorers, judge } = scoringOf(input.scorers, input.judge, {
    ...taskTable[task],
    scorers: usual,
  });
  // Refused before the long work begins.
  putSuite(questions, taskTable[task], { ...settings, tuned: anyTuned(systems), seed: SPLIT_SEED });
  const job: BenchJobInput = {
    bot: bot.id,
    suite: store.suites.save(suite.name, questions).id,
    systems,
    scorers: [...scorers],
    ...(judge === undefined ? {} : { judge }),
    seeds: input.seeds ?? 1,
    task,
    settings,
    device: input.device ?? 'auto',
  };
  chooseDevice(job.device);
  await presentModel(bot.baseModel, { host, signal });
  await checkScoring({ scorers, judge }, context, input.judgeKey);
  if (anyEmbedding(systems)) await passageModel(context);
  const { id } = host.jobs.start('benchmark', job);
  emit({ kind: 'job', job: id, state: 'started' });
  return (await followJob(host, id, emit, signal)).result as BenchReport;
}
