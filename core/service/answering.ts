import type { Turn } from '../chat/index.ts';
import { AppError } from '../errors.ts';
import type { TaskResult } from '../jobs/index.ts';
import type { FoundPassage, Store } from '../store/index.ts';
import { type BotEngine, skillSystem } from './bot-engine.ts';
import type { KeptBotSettings } from './bot-settings.ts';
import type { AnswerAs, AskInput, AskResult, Citation } from './contract.ts';
import { findSkill } from './find.ts';
import type { CallContext } from './methods.ts';
import { presentModel } from './models.ts';
import { soupModules } from './soup-modules.ts';
import { soupAdapter } from './soup-stage.ts';
import type { AdapterSpec, WorkerTasks } from './tasks/schemas.ts';

/** A question to a bot, with what was said before it. */
export interface Asked extends Pick<AskInput, 'question' | 'withManual' | 'device' | 'seed' | 'as'> {
  readonly history: readonly Turn[];
  /** Drawn by chance at least this much: the likeliest tokens would give the same answer again. */
  readonly leastTemperature?: number;
}

export interface Answered {
  readonly result: AskResult;
  readonly passages: readonly FoundPassage[];
}

/**
 * Finds passages and writes the answer, telling it piece by piece. One that was stopped is what was written until then,
 * `cancelled`: who keeps no answers looks at the signal.
 */
export async function answer(engine: BotEngine, asked: Asked, context: CallContext): Promise<Answered> {
  const { host, signal, emit } = context;
  const started = performance.now();
  const since = () => (performance.now() - started) / 1000;
  const { settings } = engine;
  const { adapter, system } = answersAs(host.store, engine, asked.as);
  const model = await presentModel(engine.bot.baseModel, context);
  const passages = engine.search(asked.question);
  const reads = asked.withManual ?? settings.withManual;
  const given = reads ? passages.slice(0, settings.search.read) : [];
  const generation = drawing(settings, given.length > 0, asked.leastTemperature ?? 0);
  const written = { text: '', tokens: 0, first: null as number | null };
  const told = ({ text, tokens, seconds, finish, read }: Written): Answered => ({
    passages,
    result: {
      answer: text,
      citations: passages.map(citationOf),
      read,
      tokens,
      seconds,
      firstTokenSeconds: written.first,
      bot: engine.bot.name,
      system,
      support: passages.length === 0 ? 'unsupported' : read > 0 ? 'context' : 'related',
      finish,
    },
  });
  try {
    const made = await host.chatWorker.request(
      'generate',
      {
        model: model.folder,
        adapter,
        question: asked.question,
        passages: given.map(({ text: passage }) => passage),
        history: lastTurns(asked.history, generation.historyTurns),
        generation,
        seed: asked.seed ?? 0,
        device: asked.device ?? 'auto',
        systemPrompt: settings.systemPrompt,
        contextTokens: settings.contextTokens,
      },
      {
        ...(signal === undefined ? {} : { signal }),
        onProgress: ({ text: piece }) => {
          written.first ??= since();
          written.text += piece;
          written.tokens += 1;
          emit({ kind: 'token', text: piece });
        },
      },
    );
    return told(made);
  } catch (error) {
    // A worker that did not stop in time was ended: what it had told stands.
    if (!signal?.aborted) throw error;
    const text = written.text.trimEnd();
    return told({ text, tokens: written.tokens, seconds: since(), finish: 'cancelled', read: given.length });
  }
}

type Written = Pick<TaskResult<WorkerTasks, 'generate'>, 'text' | 'tokens' | 'seconds' | 'finish' | 'read'>;

/** A passage as an answer cites it. */
export function citationOf(passage: FoundPassage): Citation {
  const { manualId: manual, page, lastPage, text, rectangles } = passage;
  return { manual, page, lastPage, text, rectangles };
}

/** @throws AppError `soup/incompatible` when it does not go with the bot, `service/not-found`. */
function answersAs(
  store: Store,
  { bot, adapter, system }: BotEngine,
  as: AnswerAs | undefined,
): { readonly adapter: AdapterSpec; readonly system: string } {
  switch (as?.kind) {
    case undefined:
      return { adapter, system };
    case 'base':
      return { adapter: { folders: [] }, system: 'base' };
    case 'skill': {
      const skill = findSkill(store, as.skill);
      if (skill.baseModel !== bot.baseModel) {
        throw new AppError(
          'soup/incompatible',
          `"${skill.name}" is for ${skill.baseModel}, and "${bot.name}" speaks by ${bot.baseModel}.`,
        );
      }
      return { adapter: { folders: [store.skillFolder(skill)] }, system: skillSystem(skill) };
    }
    case 'soup': {
      if (bot.soupId === null) {
        throw new AppError('soup/incompatible', `"${bot.name}" is no soup: it has no coefficients to change.`);
      }
      const { folders } = soupAdapter(store, bot.soupId);
      const values = soupModules(store, bot.soupId).valuesOf(as.coefficients);
      return { adapter: { folders, coefficients: { skills: folders.length, values } }, system: 'cat-static' };
    }
  }
}

/** A penalty on words of the prompt keeps a model from repeating itself, and from quoting what it reads: there it is left out. */
function drawing(
  { generation }: KeptBotSettings,
  reads: boolean,
  leastTemperature: number,
): KeptBotSettings['generation'] {
  const temperature = Math.max(generation.temperature, leastTemperature);
  return { ...generation, temperature, ...(reads ? { repetitionPenalty: 1 } : {}) };
}

function lastTurns(history: readonly Turn[], turns: number): Turn[] {
  return history.slice(history.length - Math.min(turns, history.length));
}
