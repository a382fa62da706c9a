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

/** A prepared system as the benchmark asks it, over a worker that holds one at a time. */
export function askedSystem(setting: AskSetting, name: SystemName, { adapter, reads }: PreparedSystem): System {
  const { engine, worker, model, questions, suite, settings, device, signal } = setting;
  const shared = { model: model.folder, adapter, device };
  const { temperature, topP, maxNewTokens, repetitionPenalty } = settings;
  const generation = { temperature, topP, maxNewTokens, repetitionPenalty, topK: 0, historyTurns: settings.shots };
  const readOf = (question: SuiteQuestion) => reads?.[questions.indexOf(question)];
  const put = (question: SuiteQuestion) => {
    const prompt = suite.put(question);
    const read = readOf(question)?.map(({ text }) => text) ?? [];
    return { ...prompt, passages: [...prompt.passages, ...read] };
  };
  let measured: Promise<readonly (readonly number[] | null)[]> | undefined;
  // All at once, since a pass over many short sequences costs little more than one over a single one.
  const measureAll = async () => {
    const pairs = suite.asked.map((place) => questions[place]!).map((one) => ({ ...put(one), answer: one.answer }));
    return (await worker.request('likelihoods', { ...shared, pairs }, { signal })).logLikelihoods;
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
      measured ??= measureAll();
      const found = (await measured)[suite.asked.indexOf(questions.indexOf(question))];
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
      hint: 'Put fewer: --shots.',
    },
  );
}
