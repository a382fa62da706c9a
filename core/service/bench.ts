import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import {
  pairedDifference,
  parseSystems,
  questionScores,
  readSuite,
  runBench,
  type Sample,
  type ScorerName,
  type SuiteQuestion,
  type SystemName,
  type SystemResult,
  samplesJsonLines,
  scorerTable,
} from '../bench/index.ts';
import { chooseDevice } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import type { JobBody, JobContext } from '../jobs/index.ts';
import {
  type BotRow,
  type RunRow,
  type RunSystemRow,
  type SampleRow,
  type Store,
  writeFileAtomic,
} from '../store/index.ts';
import { availableSystems, benchSystems } from './bench-systems.ts';
import { botEngine } from './bot-engine.ts';
import type { BenchInput, BenchReport, RunComparison, RunSummary } from './contract.ts';
import { findBot, findManual, findRun, newestBotOf } from './find.ts';
import { followJob } from './follow-job.ts';
import type { Host } from './host.ts';
import type { CallContext, Methods } from './methods.ts';
import { presentModel } from './models.ts';
import { versions } from './versions.ts';

export const benchMethods: Methods<'bench.run' | 'run.list' | 'run.show' | 'run.compare'> = {
  'bench.run': bench,
  'run.list': (_input, { host }) =>
    host.store.runs
      .list()
      .filter(({ state }) => state === 'done')
      .map((run) => summaryOf(host.store, run)),
  'run.show': ({ run }, { host }) => reportOf(host.store, findRun(host.store, run)),
  'run.compare': ({ first, second }, { host }) =>
    compare(host.store, findRun(host.store, first), findRun(host.store, second)),
};

/** The job that puts a suite to systems. Each answer is kept as it comes, so that a run that was cut off asks only the rest. */
export function benchJob(host: Host): JobBody {
  return async (job) => {
    const input = jobInput.parse(job.input);
    const { store } = host;
    const bot = store.bots.require(input.bot);
    const model = await presentModel(bot.baseModel, { host, signal: job.signal });
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
          const total = names.length * questions.length * row.seeds.length;
          let count = done.length;
          job.progress({ done: count, total });
          const result = await runBench(
            systems,
            { name: suite.name, sha256: suite.hash, questions },
            input.scorers.map((name) => scorerTable[name as ScorerName]),
            {
              model: bot.baseModel,
              seeds: row.seeds,
              signal: job.signal,
              done,
              onSample: (sample) => {
                store.runs.saveSamples([rowOfSample(row.id, sample)]);
                count += 1;
                job.progress({ done: count, total });
              },
            },
          );
          await writeFileAtomic(samplesFile(store, row.id), samplesJsonLines(result.samples));
          return { id: row.id, systems: result.systems };
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
    }
  };
}

const jobInput = z.object({
  bot: z.string(),
  suite: z.string(),
  systems: z.array(z.string()),
  scorers: z.array(z.string()),
  seeds: z.number(),
  device: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml']),
});
type BenchJobInput = z.infer<typeof jobInput>;

async function bench(input: BenchInput, { host, emit, signal }: CallContext): Promise<BenchReport> {
  const { store } = host;
  const bot = botOf(store, input.target);
  const suite = readSuite(existsSync(input.suite) ? resolve(input.suite) : input.suite);
  const questions = suite.questions.slice(0, input.limit ?? suite.questions.length);
  const job: BenchJobInput = {
    bot: bot.id,
    suite: store.suites.save(suite.name, questions).id,
    systems: parseSystems(input.systems ?? 'all', availableSystems(store, bot)),
    scorers: scorerNames(input.scorers),
    seeds: input.seeds ?? 1,
    device: input.device ?? 'auto',
  };
  chooseDevice(job.device);
  await presentModel(bot.baseModel, { host, signal });
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

function scorerNames(list = 'likelihood,f1'): ScorerName[] {
  const known = Object.keys(scorerTable) as ScorerName[];
  return [...new Set(list.split(',').map((text) => text.trim()))].map((text) => {
    const name = known.find((one) => one === text);
    if (name !== undefined) return name;
    throw new AppError('service/bad-request', `There is no scorer "${text}".`, {
      hint: `Scorers: ${known.join(', ')}.`,
    });
  });
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
    versions: versions(),
    jobId: job.id,
  });
}

function reportOf(store: Store, run: RunRow): BenchReport {
  const systems = store.runs
    .systems(run.id)
    .map(({ name, count, scores, seconds }) => ({ name, n: count, scores, seconds }));
  return { run: run.id, suite: run.suiteName, model: run.baseModel, systems, samples: samplesFile(store, run.id) };
}

function samplesFile(store: Store, runId: string): string {
  return join(store.runFolder(runId), 'samples.jsonl');
}

function summaryOf(store: Store, { id, suiteName: suite, baseModel: model, createdAt }: RunRow): RunSummary {
  return { id, suite, model, systems: store.runs.systems(id).map(({ name }) => name), createdAt };
}

/** Question by question, since the same questions were put in both. */
function compare(store: Store, first: RunRow, second: RunRow): RunComparison {
  if (first.suiteHash !== second.suiteHash) {
    throw new AppError('service/bad-request', `The runs ${first.id} and ${second.id} put different questions.`, {
      hint: 'Compare runs of one suite.',
    });
  }
  const questions = store.suites.get(first.suiteId!)!.questions.length;
  const [ours, theirs] = [first, second].map(({ id }) => store.runs.samples(id).map(sampleOf)) as [Sample[], Sample[]];
  const later = new Map(store.runs.systems(second.id).map((system) => [system.name, system]));
  const differences = store.runs.systems(first.id).flatMap(({ name, scores }) =>
    Object.keys(scores)
      .filter((scorer) => later.get(name)?.scores[scorer] !== undefined)
      .map((scorer) => {
        const of = (samples: Sample[]) => questionScores(samples, name as SystemName, scorer as ScorerName, questions);
        return { system: name, scorer, ...pairedDifference(of(ours), of(theirs)) };
      }),
  );
  if (differences.length > 0) return { first: first.id, second: second.id, differences };
  throw new AppError(
    'service/bad-request',
    `The runs ${first.id} and ${second.id} have no system and scorer in common.`,
  );
}

function systemRow(runId: string, position: number, { name, n, scores, seconds }: SystemResult): RunSystemRow {
  const scored = Object.entries(scores).flatMap(([scorer, { mean, low, high }]) =>
    mean === null || low === null || high === null ? [] : [[scorer, { mean, low, high }] as const],
  );
  return { runId, position, name, count: n, scores: Object.fromEntries(scored), seconds };
}

function rowOfSample(runId: string, { index, explanations: _, answer, scores, ...sample }: Sample): SampleRow {
  return { ...sample, runId, number: index, answer: answer ?? '', scores: scores as Record<string, number | null> };
}

function sampleOf({ runId: _, number, scores, citations, system, ...row }: SampleRow): Sample {
  return {
    ...row,
    system: system as SystemName,
    index: number,
    citations: citations as Sample['citations'],
    scores,
    explanations: {},
  };
}
