import type { SystemKind } from './kind.ts';
import { instructSkill } from './single.ts';

/** What the model could reach: the suite's own context before each question, answered by the instruction skill. */
export const openBook: SystemKind = {
  reason: instructSkill.reason,
  takes: 'nothing',
  async prepare(setting) {
    const { adapter, details } = await instructSkill.prepare(setting);
    // A question without context would be answered closed book, and stand for what reading it gives.
    const reads = setting.questions.map(({ context, page }) =>
      context === undefined ? null : [{ text: context, page: page ?? 0 }],
    );
    const without = reads.filter((read) => read === null).length;
    return { adapter, reads, details: { ...(details as object), questionsWithoutContext: without } };
  },
};
