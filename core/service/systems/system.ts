import type { SuiteQuestion, System, SystemName } from '../../bench/index.ts';
import { AppError } from '../../errors.ts';
import type { AskSettings } from '../bench-settings.ts';
import type { BotEngine } from '../bot-engine.ts';
import type { DeviceName } from '../contract.ts';
import type { EngineWorker } from '../engine-worker.ts';
import type { BaseModel } from '../models.ts';
import type { PreparedSystem } from './kind.ts';
import type { PutSuite } from './put.ts';

/** What the systems of one run share. */
export interface AskSetting {
  readonly engine: BotEngine;
  readonly worker: EngineWorker;
  readonly model: BaseModel;
  readonly questions: readonly SuiteQuestion[];
  readonly suite: PutSuite;
  readonly settings: AskSettings;
  readonly device: DeviceName;
  readonly signal: AbortSignal;
}

/** Questions whose references are measured in one pass. */
const GROUP = 16;

/** A prepared system as the benchmark asks it, over a worker that holds one at a time. */
export function askedSystem(setting: AskSetting, name: SystemName, { adapter, reads }: PreparedSystem): System {
  const { engine, worker, model, questions, suite, settings, device, signal } = setting;
  const shared = { model: model.folder, adapter, device };
  const { temperature, topP, maxNewTokens, repetitionPenalty } = settings;
  const generation = { temperature, topP, maxNewTokens, repetitionPenalty, topK: 0, historyTurns: settings.shots };
  /** @throws AppError `bench/no-context` */
  const readOf = (question: SuiteQuestion) => {
    const read = reads?.[questions.indexOf(question)];
    if (read === null) throw new AppError('bench/no-context', 'The suite gives no context for this question.');
    return read;
  };
  const put = (question: SuiteQuestion) => {
    const prompt = suite.put(question);
    const read = readOf(question)?.map(({ text }) => text) ?? [];
    // A task may give every system what this one reads.
    return { ...prompt, passages: [...new Set([...prompt.passages, ...read])] };
  };
  const measured = new Map<number, Promise<ReadonlyMap<number, readonly number[] | null>>>();
  // Many at once, since a pass over many short sequences costs little more than one over a single one; not all, since
  // what a run had when it was cut off is kept.
  const measureGroup = async (group: number) => {
    const places = suite.asked
      .slice(group * GROUP, (group + 1) * GROUP)
      .filter((place) => reads === undefined || reads[place] !== null);
    const pairs = places.map((place) => ({ ...put(questions[place]!), answer: questions[place]!.answer }));
    const { logLikelihoods } = await worker.request('likelihoods', { ...shared, pairs }, { signal });
    return new Map(places.map((place, i) => [place, logLikelihoods[i]!]));
  };
  return {
    name,
    async answer(question, { seed }) {
      const asked = put(question);
      const { text, seconds, turns } = await worker.request(
        'generate',
        { ...shared, ...asked, generation, seed, mayRepeat: suite.mayRepeat },
        { signal },
      );
      signal.throwIfAborted();
      if (turns < asked.history.length) throw examplesTooLong(turns, asked.history.length);
      const found = readOf(question) ?? engine.search(question.question);
      return { answer: text, seconds, citations: found.map(({ page, text: passage }) => ({ page, text: passage })) };
    },
    async likelihood(question) {
      readOf(question);
      const place = questions.indexOf(question);
      const group = Math.floor(suite.asked.indexOf(place) / GROUP);
      if (!measured.has(group)) measured.set(group, measureGroup(group));
      const found = (await measured.get(group)!).get(place);
      if (found === null || found === undefined) {
        throw new AppError('engine/too-long', 'The question and its reference are longer than the model reads.');
      }
      return found;
    },
  };
}

/** An answer after fewer worked examples than the task has is no answer to the task. */
function examplesTooLong(fitting: number, all: number): AppError {
  return new AppError(
    'engine/too-long',
    `Of ${all} worked examples before the question ${fitting} fit what the model reads.`,
    {
      command: 'Put fewer: --shots.',
    },
  );
}
