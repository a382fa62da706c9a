import type { BotInput } from './bots.ts';
import type { Call, DeviceName, Json, Nothing, Range, Removed, Slice } from './call.ts';
import type { Rectangle } from './manuals.ts';

export interface ChatCalls {
  'bot.ask': Call<AskInput, AskResult>;
  /** Loads what a bot answers with, so that the first answer begins at once. */
  'bot.warm': Call<BotInput & { readonly device?: DeviceName }, { readonly seconds: number }>;
  /** Asks in a conversation; an answer that was stopped is kept as far as it came. */
  'chat.send': Call<ChatInput, ChatResult>;
  /** Another answer to the same question, beside the one there is. */
  'chat.regenerate': Call<RegenerateInput, ChatResult>;
  'conversation.list': Call<ConversationListInput, Slice<ConversationSummary>>;
  'conversation.show': Call<ConversationInput, ConversationDetail>;
  'conversation.rename': Call<ConversationInput & { readonly title: string }, ConversationSummary>;
  'conversation.remove': Call<ConversationInput, Removed>;
  'conversation.export': Call<ConversationInput & { readonly format: 'markdown' | 'json' }, ConversationFile>;
  /** 1 good, −1 bad, 0 takes the rating back. Kept with the evaluation history, also when the chat or the bot is deleted. */
  'message.rate': Call<{ readonly message: string; readonly rating: -1 | 0 | 1 }, Message>;
  /** How often answers of each bot were rated, the bot rated last first. */
  'rating.count': Call<Nothing, readonly BotRatings[]>;
  /** The answers that were rated, the one rated last first. */
  'rating.list': Call<RatedListInput, Slice<RatedAnswer>>;
  /** Forgets a rated answer, and takes the rating back where its chat is still there. */
  'rating.remove': Call<{ readonly message: string }, Removed>;
}

export interface AskInput {
  readonly bot: string;
  readonly question: string;
  /** The model reads the best passage before it answers; without it, it answers from what it learned alone. The bot's setting when not given. */
  readonly withManual?: boolean;
  readonly device?: DeviceName;
  readonly seed?: number;
  /** Something else of the same base model, to stand beside the bot: the bot itself when not given. */
  readonly as?: AnswerAs;
}

export type AnswerAs =
  | { readonly kind: 'base' }
  | { readonly kind: 'skill'; readonly skill: string }
  /** The bot's soup with other coefficients: `[skill][module]` in the order that `soup.show` gives. */
  | { readonly kind: 'soup'; readonly coefficients: readonly (readonly number[])[] };

export interface Citation {
  readonly manual: string;
  readonly page: number;
  readonly lastPage: number;
  readonly text: string;
  readonly rectangles: readonly Rectangle[];
}

export type Support = 'context' | 'related' | 'unsupported';

export interface AskResult {
  readonly answer: string;
  /** The passages that the question is about, the best first; those that the model read lead. */
  readonly citations: readonly Citation[];
  /** How many of them the model read. */
  readonly read: number;
  /** Tokens written. */
  readonly tokens: number;
  readonly seconds: number;
  /** Seconds until the first token; null when none came. */
  readonly firstTokenSeconds: number | null;
  readonly bot: string;
  readonly system: string;
  /** `context`: the model read a passage. `unsupported`: no passage of the manual holds enough of the question's words. */
  readonly support: Support;
  readonly finish: 'stop' | 'length' | 'cancelled';
}

export interface ChatInput extends AskInput {
  /** The conversation to go on with; none begins one. */
  readonly conversation?: string;
  /** The message that this one follows: another than the last begins a branch, null one from the start. */
  readonly parent?: string | null;
}

export interface ChatResult extends AskResult {
  readonly conversation: string;
  /** The messages that were kept. */
  readonly asked: string;
  readonly answered: string;
}

export interface RegenerateInput {
  /** The answer, or the question that has none. */
  readonly message: string;
  readonly seed?: number;
  readonly withManual?: boolean;
  readonly device?: DeviceName;
}

export interface ConversationInput {
  readonly conversation: string;
}

export interface ConversationListInput extends Range {
  readonly bot?: string;
  /** Words of its title or messages. */
  readonly query?: string;
}

export interface ConversationSummary {
  readonly id: string;
  readonly bot: string;
  readonly botName: string;
  readonly title: string;
  readonly updatedAt: string;
}

export interface ConversationDetail extends ConversationSummary {
  /** All branches; a message's parent comes before it. */
  readonly messages: readonly Message[];
}

export interface Message {
  readonly id: string;
  readonly parent: string | null;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly citations: readonly Citation[];
  readonly rating: -1 | 0 | 1;
  /** Of an answer: `tokens`, `seconds`, `system`, `support`, `read`, `finish`. */
  readonly details: { readonly [key: string]: Json } | null;
  readonly createdAt: string;
}

export interface ConversationFile {
  readonly fileName: string;
  readonly text: string;
}

/** What persons thought of a bot's answers in chats. */
export interface BotRatings {
  readonly bot: string;
  readonly botName: string;
  /** False for a bot that was deleted. */
  readonly there: boolean;
  readonly good: number;
  readonly bad: number;
}

export interface RatedListInput extends Range {
  /** The id of a bot, which may be gone; all of them when not given. */
  readonly bot?: string;
}

export interface RatedAnswer {
  readonly message: string;
  readonly bot: string;
  readonly botName: string;
  readonly question: string;
  readonly answer: string;
  readonly rating: -1 | 1;
  readonly ratedAt: string;
}
