import type { SuiteQuestion, System, SystemName } from '../bench/index.ts';
import { AppError, invariant } from '../errors.ts';
import type { CoefficientsJson } from '../soup/index.ts';
import type { BotRow, Store } from '../store/index.ts';
import type { BotEngine } from './bot-engine.ts';
import type { DeviceName } from './contract.ts';
import type { EngineWorker } from './engine-worker.ts';
import type { BaseModel } from './models.ts';
import type { AdapterSpec } from './tasks/schemas.ts';

/** What the systems of one run share: one bot's skills serve all of them. */
export interface BenchSetting {
  readonly store: Store;
  readonly engine: BotEngine;
  readonly worker: EngineWorker;
  readonly model: BaseModel;
  readonly questions: readonly SuiteQuestion[];
  readonly device: DeviceName;
  readonly signal: AbortSignal;
}

/** The systems that a bot's skills can make. */
export function availableSystems(store: Store, bot: BotRow): SystemName[] {
  return systemChoices(store, bot).flatMap(({ name, reason }) => (reason === null ? [name] : []));
}

/** Every system that can be made of skills, and why this bot has none of it; null where it has. */
export function systemChoices(
  store: Store,
  { soupId, skillId }: BotRow,
): readonly { readonly name: SystemName; readonly reason: string | null }[] {
  const ids = soupId !== null ? store.soups.skillIds(soupId) : skillId !== null ? [skillId] : [];
  const kinds = ids.map((id) => store.skills.require(id).kind);
  const unless = (holds: boolean, reason: string) => (holds ? null : reason);
  const isSoup = unless(soupId !== null, 'This bot is no soup of several skills.');
  const isLearned = soupId !== null && store.soups.require(soupId).method === 'cat-learned';
  const ranks = new Set(ids.map((id) => store.skills.require(id).rank));
  const mergesApart = isSoup ?? unless(ranks.size === 1, "This bot's skills are of different ranks.");
  return [
    { name: 'base', reason: null },
    { name: 'manual-skill', reason: unless(kinds.includes('manual'), 'This bot has no manual skill.') },
    {
      name: 'instruct-skill',
      reason: unless(
        kinds.some((kind) => kind !== 'manual'),
        'This bot has no instruction skill.',
      ),
    },
    { name: 'cat-static', reason: isSoup },
    { name: 'cat-learned', reason: isSoup ?? unless(isLearned, "This bot's coefficients were not learned.") },
    { name: 'linear', reason: mergesApart },
    { name: 'ties', reason: mergesApart },
    { name: 'dare', reason: mergesApart },
  ];
}

/** The named systems, over one worker that holds one of them at a time. */
export function benchSystems(setting: BenchSetting, names: readonly SystemName[]): System[] {
  return names.map((name) => systemOf(setting, name, adapterOf(setting, name)));
}

function adapterOf({ store, engine }: BenchSetting, name: SystemName): AdapterSpec {
  if (name === 'base') return { folders: [] };
  const { soupId, skillId } = engine.bot;
  if (skillId !== null) return engine.adapter;
  invariant(soupId !== null, 'only a soup has other systems than base');
  const skills = store.soups.skillIds(soupId).map((id) => store.skills.require(id));
  const folders = skills.map((skill) => store.skillFolder(skill));
  const one = (isIt: (kind: string) => boolean) => ({
    folders: folders.filter((_, i) => isIt(skills[i]!.kind)).slice(0, 1),
  });
  switch (name) {
    case 'manual-skill':
      return one((kind) => kind === 'manual');
    case 'instruct-skill':
      return one((kind) => kind !== 'manual');
    case 'linear':
    case 'ties':
    case 'dare':
      return { folders, coefficients: halves(store, soupId), method: name };
    case 'cat-static': {
      // A bot whose own coefficients are fixed is this system itself.
      if (store.soups.require(soupId).method === 'cat-static') return engine.adapter;
      return { folders, coefficients: halves(store, soupId) };
    }
    case 'cat-learned':
      return engine.adapter;
    default:
      throw new AppError('bench/unknown-system', `The system "${name}" can't be built here.`);
  }
}

/** One fixed coefficient for all: the one that soups begin with. */
function halves(store: Store, soupId: string): CoefficientsJson {
  const skills = store.soups.skillIds(soupId).length;
  const half = Array.from({ length: skills }, () => 0.5);
  const modules = Object.keys(store.soups.require(soupId).coefficients);
  return { skills, values: Object.fromEntries(modules.map((module) => [module, half])) };
}

function systemOf(setting: BenchSetting, name: SystemName, adapter: AdapterSpec): System {
  const { engine, worker, model, questions, device, signal } = setting;
  const shared = { model: model.folder, adapter, device };
  let measured: Promise<readonly (readonly number[] | null)[]> | undefined;
  // All at once, since a pass over many short sequences costs little more than one over a single one.
  const measureAll = async () => {
    const pairs = questions.map(({ question, answer }) => ({ question, answer }));
    return (await worker.request('likelihoods', { ...shared, pairs }, { signal })).logLikelihoods;
  };
  return {
    name,
    async answer({ question }, { seed }) {
      const passages = engine.search(question);
      const { text, seconds } = await worker.request(
        'generate',
        { ...shared, question, passages: [], history: [], generation: engine.settings.generation, seed },
        { signal },
      );
      signal.throwIfAborted();
      return { answer: text, seconds, citations: passages.map(({ page, text: passage }) => ({ page, text: passage })) };
    },
    async likelihood(question) {
      measured ??= measureAll();
      const found = (await measured)[questions.indexOf(question)];
      if (found === null || found === undefined) {
        throw new AppError('engine/too-long', 'The question and its reference are longer than the model reads.');
      }
      return found;
    },
  };
}
