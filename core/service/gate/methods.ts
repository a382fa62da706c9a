import type { z } from 'zod';
import { chooseDevice } from '../../engine/index.ts';
import { AppError } from '../../errors.ts';
import type { BotRow, Store } from '../../store/index.ts';
import type { GateInput, Input, Promotion } from '../contract.ts';
import { findAnswering, findBot } from '../find.ts';
import { followJob } from '../follow-job.ts';
import type { CallContext, Methods } from '../methods.ts';
import { presentModel } from '../models.ts';
import { currentBotOf, ownManual, revisionsOf } from '../standing.ts';
import { findSuite } from '../suites.ts';
import type { gateInput } from './job.ts';
import { promotionOf } from './summary.ts';

export const promotionMethods: Methods<'bot.gate' | 'bot.promote' | 'bot.promotions'> = {
  'bot.gate': gate,
  'bot.promote': promote,
  'bot.promotions': ({ bot }, { host: { store } }) =>
    store.promotions
      .list(bot === undefined ? undefined : findBot(store, bot).id)
      .map((promotion) => promotionOf(store, promotion)),
};

/** Everything that can be refused is refused before the long work begins. */
async function gate({ bot: text, against, suite, device }: GateInput, context: CallContext): Promise<Promotion> {
  const { host, emit, signal } = context;
  const { store } = host;
  const bot = findBot(store, text);
  const previous = findAnswering(store, against);
  if (suite !== undefined) findSuite(store, suite);
  refuseStrangers(store, bot, previous);
  const input: z.infer<typeof gateInput> = {
    bot: bot.id,
    previous: previous.id,
    ...(suite === undefined ? {} : { suite }),
    device: device ?? 'auto',
  };
  chooseDevice(input.device);
  for (const { baseModel } of [bot, previous]) await presentModel(baseModel, { host, signal });
  const { id } = host.jobs.start('promotion', input);
  emit({ kind: 'job', job: id, state: 'started' });
  return (await followJob(host, id, emit, signal)).result as Promotion;
}

/** A decision says which bot stands for a manual, so both must be of that manual, or of a revision of it. */
function refuseStrangers(store: Store, bot: BotRow, previous: BotRow): void {
  const [manual, other] = [ownManual(store, bot.id), ownManual(store, previous.id)];
  if (bot.id === previous.id) {
    throw new AppError('service/bad-request', `"${bot.name}" was to be compared with itself.`);
  }
  if (manual === undefined || other === undefined || !revisionsOf(store, manual).has(other)) {
    const message = `"${bot.name}" and "${previous.name}" speak from different manuals: neither can take the other's place.`;
    throw new AppError('service/bad-request', message);
  }
}

/** What was measured stays with the decision that went over it. */
function promote({ bot, reason = '' }: Input<'bot.promote'>, { host: { store } }: CallContext): Promotion {
  return store.transaction(() => {
    const { id, name } = findBot(store, bot);
    const manual = ownManual(store, id);
    const current = manual === undefined ? undefined : currentBotOf(store, manual);
    const last = store.promotions.last(id);
    if (manual === undefined || current?.id === id) {
      const why = manual === undefined ? 'it has no manual' : 'it is the current one already';
      throw new AppError('store/conflict', `Tried to make "${name}" the current bot: ${why}.`);
    }
    const evidence = last?.decision === 'held' ? last.evidence : {};
    const row = { botId: id, previousBotId: current?.id ?? null, decision: 'overruled' as const, evidence, reason };
    return promotionOf(store, store.promotions.insert(row));
  });
}
