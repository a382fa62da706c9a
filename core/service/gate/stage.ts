import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fallenSides, gateSide } from '../../bench/index.ts';
import type { JobContext } from '../../jobs/index.ts';
import { type PromotionRow, type Store, writeFileAtomic } from '../../store/index.ts';
import type { DeviceName, GateEvidence } from '../contract.ts';
import type { EngineWorker } from '../engine-worker.ts';
import type { BaseModel } from '../models.ts';
import type { AdapterSpec, ScoredPair } from '../tasks/schemas.ts';
import { type GateQuestions, gatePairs } from './asked.ts';

/** A bot as the gate measures it: what its skills know, without passages to read. */
export interface GateBot {
  readonly model: BaseModel;
  readonly adapter: AdapterSpec;
}

export interface GateOrder extends GateQuestions {
  readonly bot: GateBot;
  readonly previous: GateBot;
  readonly device: DeviceName;
}

/** What the gate says, to be kept with the bot. */
export type GateVerdict = Pick<PromotionRow, 'decision' | 'evidence' | 'reason'>;

/**
 * The stages that measure a bot against the one before it on the same texts. What was measured of the first stays in the
 * job's folder, so one that was cut off measures only the other.
 */
export async function gateStage(
  job: JobContext,
  store: Store,
  worker: EngineWorker,
  order: GateOrder,
): Promise<GateVerdict> {
  const { manual, general, about } = await job.stage('gate-texts', () => gatePairs(store, order));
  return job.stage('gate', async () => {
    const pairs = [...manual, ...general];
    const measure = async (name: 'previous' | 'bot', before: number) => {
      const path = join(job.folder, `gate-${name}.json`);
      if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as (number[] | null)[];
      const tell = (done: number) => job.progress({ done: before + done, total: 2 * pairs.length });
      const found = await likelihoods(job, worker, { ...order[name], pairs, device: order.device }, tell);
      await writeFileAtomic(path, JSON.stringify(found));
      return found;
    };
    const previous = await measure('previous', 0);
    const bot = await measure('bot', pairs.length);
    const cut = manual.length;
    const { unseen, ...questions } = about;
    const evidence: GateEvidence = {
      manual: { ...gateSide(bot.slice(0, cut), previous.slice(0, cut)), ...questions },
      general: { ...gateSide(bot.slice(cut), previous.slice(cut)), unseen },
    };
    return {
      decision: fallenSides(evidence).length === 0 ? 'promoted' : 'held',
      evidence: { ...evidence },
      reason: '',
    };
  });
}

async function likelihoods(
  { signal }: JobContext,
  worker: EngineWorker,
  { model, adapter, pairs, device }: GateBot & { readonly pairs: ScoredPair[]; readonly device: DeviceName },
  tell: (done: number) => void,
): Promise<(number[] | null)[]> {
  const input = { model: model.folder, adapter, pairs, device };
  const { logLikelihoods } = await worker.request('likelihoods', input, {
    signal,
    onProgress: ({ done }) => tell(done),
  });
  return logLikelihoods;
}
