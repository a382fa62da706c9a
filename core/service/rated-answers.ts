import type { Methods } from './methods.ts';

/** What persons thought of answers in chats, also of chats and bots that are gone. */
export const ratedAnswerMethods: Methods<'rating.count' | 'rating.list' | 'rating.remove'> = {
  'rating.count': (_input, { host: { store } }) =>
    store.ratedAnswers.counts().map(({ botId, botName, good, bad }) => ({
      bot: botId,
      botName,
      there: store.bots.get(botId) !== undefined,
      good,
      bad,
    })),
  'rating.list': ({ bot, offset = 0, limit = 100 }, { host: { store } }) => {
    const { total, items } = store.ratedAnswers.find({ botId: bot, offset, limit });
    return {
      total,
      items: items.map(({ messageId, botId, botName, question, answer, rating, ratedAt }) => ({
        message: messageId,
        bot: botId,
        botName,
        question,
        answer,
        rating,
        ratedAt,
      })),
    };
  },
  'rating.remove': ({ message }, { host: { store } }) => {
    const { messageId } = store.ratedAnswers.require(message);
    store.conversations.rate(messageId, null);
    return { removed: messageId };
  },
};
