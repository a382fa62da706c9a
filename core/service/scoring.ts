import {
  type Scorer,
  type ScorerName,
  type ScorerTools,
  scorerTable,
  type Task,
  type TaskSettings,
} from '../bench/index.ts';
import { embeddingModel } from '../catalog/index.ts';
import { AppError } from '../errors.ts';
import { provenSandbox, runPython } from '../sandbox/index.ts';
import type { DeviceName } from './contract.ts';
import { embedTexts } from './embedding.ts';
import type { Host } from './host.ts';
import { checkJudge, type Judge, type JudgeInput, judgeInput, openJudge } from './judging.ts';
import type { CallContext } from './methods.ts';
import { passageModel, presentModel } from './models.ts';

/** What is asked for by `--scorers`: scorers of single samples, and `pairwise`, which compares two systems' samples. */
export type ScoringName = ScorerName | 'pairwise';

/** How a run's answers are scored. */
export interface Scoring {
  readonly scorers: readonly ScoringName[];
  readonly judge?: JudgeInput | undefined;
}

/** Scorers that can be asked for: with a model that is fetched when it is not here at most, with a judge, and with a place to run generated Python. */
export const scorerChoices = {
  plain: [...namesUsing(undefined), ...namesUsing('embed')] as readonly ScoringName[],
  judged: [...namesUsing('judge'), 'pairwise'] as readonly ScoringName[],
  running: namesUsing('runPython'),
};

/**
 * What a person asked for; without a list, the task's own scorers, and what it asks a judge where one is named.
 * @throws AppError `service/bad-request` for a scorer that there is not, one that needs a judge, a judge that none needs.
 */
export function scoringOf(
  list: string | undefined,
  judge: string | undefined,
  { scorers: usual, judgedBy = 'judge' }: Pick<Task, 'judgedBy'> & Pick<TaskSettings, 'scorers'>,
): Scoring {
  const named = judge === undefined ? undefined : judgeInput(judge);
  const scorers = namesIn(list ?? [...usual, ...(named === undefined ? [] : [judgedBy])].join(','));
  const needsJudge = scorers.find((name) => scorerChoices.judged.includes(name));
  if (needsJudge !== undefined && named === undefined) {
    throw new AppError('service/bad-request', `The scorer "${needsJudge}" needs a judging model.`, {
      command: 'Name one: --judge local:MODEL or --judge URL#MODEL.',
    });
  }
  if (needsJudge === undefined && named !== undefined) {
    throw new AppError('service/bad-request', 'A judge was named, but no scorer asks one.', {
      hint: `Add one of these scorers: ${scorerChoices.judged.join(', ')}.`,
    });
  }
  return { scorers, judge: named };
}

/**
 * Looks, before long work begins, whether what the scorers ask for can be had, fetches the embedding model where it is not
 * here, and holds the judge's key.
 * @throws AppError `model/not-found`, `model/offline`, `bench/no-sandbox`, and what the catalogue throws
 */
export async function checkScoring(
  { scorers, judge }: Scoring,
  context: CallContext,
  judgeKey: string | undefined,
): Promise<void> {
  if (judge !== undefined) await checkJudge(judge, { ...context, key: judgeKey });
  if (asksFor(scorers, 'embed')) await passageModel(context);
  if (asksFor(scorers, 'runPython')) await provenSandbox();
}

/** What a run's scorers may ask. Close it. */
export interface ScoringTools {
  readonly tools: ScorerTools;
  readonly judge: Judge | undefined;
  close(): Promise<void>;
}

export async function openScoringTools({ scorers, judge: named }: Scoring, work: Work): Promise<ScoringTools> {
  const embedder = asksFor(scorers, 'embed') ? await openEmbedder(work) : undefined;
  const judge = named === undefined ? undefined : await openJudge(named, work);
  return {
    tools: {
      runPython,
      ...(embedder === undefined ? {} : { embed: embedder.embed }),
      ...(judge === undefined ? {} : { judge: judge.ask }),
    },
    judge,
    async close() {
      await embedder?.close();
      await judge?.close();
    },
  };
}

interface Work {
  readonly host: Host;
  readonly device: DeviceName;
  readonly signal: AbortSignal;
}

/** In a worker of its own, which starts with the first answer. */
async function openEmbedder({ host, device, signal }: Work) {
  const model = await presentModel(embeddingModel.id, { host, signal });
  const worker = host.worker();
  return {
    embed: (texts: readonly string[]) => embedTexts({ worker, model, device }, texts, { signal }),
    close: () => worker.close(),
  };
}

/** Those of single samples. */
export function sampleScorers(names: readonly string[]): Scorer[] {
  return names.flatMap((name) => (name === 'pairwise' ? [] : [scorerTable[name as ScorerName]]));
}

function asksFor(scorers: readonly ScoringName[], tool: keyof ScorerTools): boolean {
  return scorers.some((name) => name !== 'pairwise' && scorerTable[name].uses === tool);
}

function namesIn(list: string): ScoringName[] {
  const known = [...scorerChoices.plain, ...scorerChoices.judged, ...scorerChoices.running];
  return [...new Set(list.split(',').map((text) => text.trim()))].map((text) => {
    const name = known.find((one) => one === text);
    if (name !== undefined) return name;
    throw new AppError('service/bad-request', `There is no scorer "${text}".`, {
      hint: `Scorers: ${known.join(', ')}.`,
    });
  });
}

function namesUsing(tool: keyof ScorerTools | undefined): ScoringName[] {
  return Object.values(scorerTable).flatMap(({ name, uses }) => (uses === tool ? [name] : []));
}
