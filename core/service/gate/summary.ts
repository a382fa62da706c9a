import { fallenSides } from '../../bench/index.ts';
import type { PromotionRow, Store } from '../../store/index.ts';
import type { GateEvidence, Promotion } from '../contract.ts';

/** A decision as lists show it, with the names that bots have now. */
export function promotionOf(store: Store, row: PromotionRow): Promotion {
  const { id, botId, previousBotId, decision, reason, createdAt } = row;
  const evidence = 'manual' in row.evidence ? (row.evidence as unknown as GateEvidence) : null;
  return {
    id,
    bot: botId,
    botName: store.bots.require(botId).name,
    previous: previousBotId,
    previousName: previousBotId === null ? null : store.bots.require(previousBotId).name,
    decision,
    evidence,
    fell: evidence === null ? [] : fallenSides(evidence),
    reason,
    createdAt,
  };
}

/** The last decision on a bot. */
export function lastPromotion(store: Store, botId: string): Promotion | null {
  const row = store.promotions.last(botId);
  return row === undefined ? null : promotionOf(store, row);
}
