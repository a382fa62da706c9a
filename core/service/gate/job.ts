import { z } from 'zod';
import type { JobBody } from '../../jobs/index.ts';
import type { BotRow, Store } from '../../store/index.ts';
import { botEngine } from '../bot-engine.ts';
import type { Promotion } from '../contract.ts';
import type { Host } from '../host.ts';
import { presentModel } from '../models.ts';
import { ownManual } from '../standing.ts';
import { botSkills } from '../systems/table.ts';
import { type GateBot, gateStage } from './stage.ts';
import { promotionOf } from './summary.ts';

export const gateInput = z.object({
  bot: z.string(),
  previous: z.string(),
  suite: z.string().exactOptional(),
  device: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml']),
});

/** The job that measures one bot against another of its manual, and keeps whether it may take its place. */
export function promotionJob(host: Host): JobBody {
  return async (job): Promise<Promotion> => {
    const { store } = host;
    const input = gateInput.parse(job.input);
    const [bot, previous] = [store.bots.require(input.bot), store.bots.require(input.previous)];
    const worker = host.worker();
    try {
      const verdict = await gateStage(job, store, worker, {
        bot: await gateBot(host, bot, job.signal),
        previous: await gateBot(host, previous, job.signal),
        manual: ownManual(store, bot.id),
        suite: input.suite,
        skills: [bot, previous].flatMap((row) => skillIdsOf(store, row)),
        device: input.device,
      });
      const kept = await job.stage(
        'decision',
        () => verdict,
        (made) => store.promotions.insert({ botId: bot.id, previousBotId: previous.id, ...made }),
      );
      return promotionOf(store, kept);
    } finally {
      await worker.close();
    }
  };
}

/** A bot that was made before, for the gate. @throws AppError `model/not-found`. */
export async function gateBot(host: Host, row: BotRow, signal: AbortSignal): Promise<GateBot> {
  const model = await presentModel(row.baseModel, { host, signal });
  return { model, adapter: botEngine(host.store, row).adapter };
}

export function skillIdsOf(store: Store, row: BotRow): string[] {
  return botSkills(store, row).skills.map(({ id }) => id);
}
