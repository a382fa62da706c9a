import { z } from 'zod';
import {
  runBench,
  type SuiteQuestion,
  type System,
  type SystemName,
  samplesJsonLines,
  taskTable,
} from '../bench/index.ts';
import { invariant } from '../errors.ts';
import type { JobBody, JobContext } from '../jobs/index.ts';
import { type BotRow, type RunRow, type Store, writeFileAtomic } from '../store/index.ts';
import { taskSettingsSchema } from './bench-settings.ts';
import { botEngine } from './bot-engine.ts';
import type { DeviceName, Json } from './contract.ts';
import type { EngineWorker } from './engine-worker.ts';
import type { Host } from './host.ts';
import { inputOf } from './job-input.ts';
import { judgeSchema, judgeText } from './judging.ts';
import { type BaseModel, presentModel } from './models.ts';
import { type NearestPassages, nearestStage } from './nearest-stage.ts';
import { comparePairsOf, pairsOf } from './pair-stage.ts';
import { recipeOfBot } from './recipe.ts';
import { rowOfSample, sampleOf } from './run-scores.ts';
import { systemRow } from './run-systems.ts';
import { reportOf, samplesFile } from './runs.ts';
import { openScoringTools, type ScoringName, sampleScorers } from './scoring.ts';
import { studySkillsStage } from './skill-data.ts';
import type { PreparedSystem, SystemSetting } from './systems/kind.ts';
import { type PutSuite, putSuite } from './systems/put.ts';
import { askedSystem } from './systems/system.ts';
import { anyTuned, botSkills, systemKinds } from './systems/table.ts';
import { versions } from './versions.ts';

const jobInput = z.object({
  bot: z.string(),
  suite: z.string(),
  systems: z.array(z.string()),
  scorers: z.array(z.string()),
  judge: judgeSchema.optional(),
  seeds: z.number(),
  task: z.enum(Object.keys(taskTable) as [keyof typeof taskTable]),
  settings: taskSettingsSchema,
  device: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml']),
});
export type BenchJobInput = z.infer<typeof jobInput>;

/** Which questions are set aside is the same in all runs of a suite, so that they can be compared. */
export const SPLIT_SEED = 0;

/**
 * The job that makes systems of a bot's skills and puts a suite to them. What was made is kept, and each answer as it
 * comes, so that a run that was cut off makes and asks only the rest.
 */
export function benchJob(host: Host): JobBody {
  return async (job) => {
    const input = inputOf(jobInput, job);
    const { store } = host;
    const bot = store.bots.require(input.bot);
    const model = await presentModel(bot.baseModel, { host, signal: job.signal });
    const names = input.systems as SystemName[];
    const suite = store.suites.get(input.suite)!;
    const questions = suite.questions as readonly SuiteQuestion[];
    const put = putSuite(questions, taskTable[input.task], {
      ...input.settings,
      tuned: anyTuned(names),
      seed: SPLIT_SEED,
    });
    const scoring = { scorers: input.scorers as ScoringName[], judge: input.judge };
    const { tools, judge, close } = await openScoringTools(scoring, { host, device: input.device, signal: job.signal });
    const worker = host.worker();
    try {
      const row = rowOf(store, job, bot, input);
      const prepared = await prepareAll({
        host,
        job,
        store,
        worker,
        bot,
        model,
        questions,
        put,
        names,
        device: input.device,
      });
      const run = await job.stage(
        'bench',
        async () => {
          const engine = botEngine(store, bot);
          const { settings, device } = input;
          const setting = { engine, worker, model, questions, suite: put, settings, device, signal: job.signal };
          const systems = names.map((name): System => askedSystem(setting, name, prepared.get(name)!));
          const done = store.runs.samples(row.id).map(sampleOf);
          const pairs = input.scorers.includes('pairwise') ? pairsOf(names.length) : 0;
          const total = (names.length + pairs) * put.asked.length * row.seeds.length;
          const begun = done.length + store.verdicts.list(row.id).length;
          const start = performance.now();
          let count = begun;
          const step = () => {
            count += 1;
            const secondsEach = (performance.now() - start) / 1000 / (count - begun);
            job.progress({ done: count, total, secondsLeft: secondsEach * (total - count) });
          };
          job.progress({ done: count, total });
          const result = await runBench(
            systems,
            { name: suite.name, sha256: suite.hash, questions },
            sampleScorers(input.scorers),
            {
              model: bot.baseModel,
              seeds: row.seeds,
              only: put.asked,
              signal: job.signal,
              done,
              onSample: (sample) => {
                store.runs.saveSamples([rowOfSample(row.id, sample)]);
                step();
              },
              withAnswers: pairs > 0,
              tools,
            },
          );
          await writeFileAtomic(samplesFile(store, row.id), samplesJsonLines(result.samples), 'the samples');
          if (pairs === 0 || judge === undefined) return { id: row.id, systems: result.systems };
          const pairing = { store, questions, judge, signal: job.signal, onVerdict: step };
          return { id: row.id, systems: await comparePairsOf(row.id, result, pairing) };
        },
        ({ id, systems }) => {
          for (const [position, system] of systems.entries()) {
            const details = prepared.get(system.name)?.details ?? {};
            store.runs.saveSystem({ ...systemRow(id, position, system), details });
          }
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

interface Preparing {
  readonly host: Host;
  readonly job: JobContext;
  readonly store: Store;
  readonly worker: EngineWorker;
  readonly bot: BotRow;
  readonly model: BaseModel;
  readonly questions: readonly SuiteQuestion[];
  readonly put: PutSuite;
  readonly names: readonly SystemName[];
  readonly device: DeviceName;
}

/** Makes the systems one after the other; each of them knows what of it is kept. */
async function prepareAll(order: Preparing): Promise<ReadonlyMap<SystemName, PreparedSystem>> {
  const { host, job, store, worker, bot, model, questions, put, names, device } = order;
  const made = botSkills(store, bot);
  const recipe = recipeOfBot(store, bot);
  let examples: Promise<readonly string[]> | undefined;
  let nearest: Promise<NearestPassages> | undefined;
  const setting: SystemSetting = {
    ...made,
    ...{ job, store, worker, model, device, recipe, questions },
    validation: put.validation,
    examples: () => {
      examples ??= studySkillsStage(job, store, worker, { model, skills: made.skills.map(({ id }) => id), recipe });
      return examples;
    },
    nearest: () => {
      const limit = Math.max(1, recipe.search.passages);
      nearest ??= nearestStage({ host, job, store, worker, manuals: made.manuals, questions, limit, device });
      return nearest;
    },
  };
  const prepared = new Map<SystemName, PreparedSystem>();
  for (const name of names) {
    const kind = systemKinds[name];
    invariant(kind !== undefined, `the system ${name} can be made`);
    prepared.set(name, await kind.prepare(setting));
  }
  return prepared;
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
    settings: {
      task: input.task,
      ...input.settings,
      ...(input.judge === undefined ? {} : { judge: judgeText(input.judge) }),
    } satisfies Json,
    device: input.device,
    versions: versions(),
    jobId: job.id,
  });
}
