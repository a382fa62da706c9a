import { AppError } from '../../errors.ts';
import type { JobContext } from '../../jobs/index.ts';
import type { BotRow } from '../../store/index.ts';
import type { DeviceName } from '../contract.ts';
import type { EngineWorker } from '../engine-worker.ts';
import type { Host } from '../host.ts';
import type { BaseModel } from '../models.ts';
import { soupAdapter } from '../soup-stage.ts';
import { botBefore } from '../standing.ts';
import { gateBot, skillIdsOf } from './job.ts';
import { type GateBot, type GateVerdict, gateStage } from './stage.ts';

/** What the gate says of a bot that is about to be kept, and the bot that it was measured against. */
export type RebuiltVerdict = GateVerdict & { readonly previous: string };

export interface Rebuilt {
  readonly manual: string;
  readonly model: BaseModel;
  readonly soup: string;
  readonly skills: readonly string[];
  readonly device: DeviceName;
}

/**
 * A build's last stage, where its manual took the place of a revision that has a bot: measures the soup against that bot.
 * Null where there is none, and the bot is current at once.
 */
export async function rebuiltStage(
  host: Host,
  job: JobContext,
  worker: EngineWorker,
  { manual, model, soup, skills, device }: Rebuilt,
): Promise<RebuiltVerdict | null> {
  const { store } = host;
  const id = await job.stage('gate-against', () => botBefore(store, manual)?.id ?? null);
  const previous = id === null ? undefined : store.bots.get(id);
  if (previous === undefined) return null;
  const before = await measurable(host, previous, job.signal);
  if (before instanceof AppError) {
    return { previous: previous.id, decision: 'held', evidence: {}, reason: before.message };
  }
  const verdict = await gateStage(job, store, worker, {
    bot: { model, adapter: soupAdapter(store, soup) },
    previous: before,
    manual,
    suite: undefined,
    skills: [...skills, ...skillIdsOf(store, previous)],
    device,
  });
  return { previous: previous.id, ...verdict };
}

/** Without its base model the bot before can't be asked: the new one is kept, and held until someone decides. */
async function measurable(host: Host, previous: BotRow, signal: AbortSignal): Promise<GateBot | AppError> {
  try {
    return await gateBot(host, previous, signal);
  } catch (error) {
    if (error instanceof AppError && error.code === 'model/not-found') return error;
    throw error;
  }
}
