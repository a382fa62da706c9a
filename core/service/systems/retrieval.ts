import type { Json } from '../contract.ts';
import type { SystemKind } from './kind.ts';
import { base, instructSkill } from './single.ts';

/** The nearest passages of the manual before each question, answered by the instruction skill: RetrievalQA (LoRA Soups, §5.2). */
export const retrieval = reading(instructSkill);

/** The same passages, answered by the base model. */
export const retrievalBase = reading(base);

/** A system that reads, before each question, the passages of the bot's manuals that are nearest to it in meaning. */
function reading(answering: SystemKind): SystemKind {
  return {
    reason: (bot) => (bot.manuals.length === 0 ? 'This bot speaks from no manual.' : answering.reason(bot)),
    takes: 'nothing',
    needs: 'embeddings',
    async prepare(setting) {
      const { adapter, details } = await answering.prepare(setting);
      const { reads, ...found } = await setting.nearest();
      return { adapter, reads, details: { ...(details as object), ...found } as Json };
    },
  };
}
