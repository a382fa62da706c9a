import type { ChatResult, ConversationDetail, Message } from '../../../../renderer/api.ts';

/** A message as the host gives it. */
export function message(id: string, parent: string | null, change: Partial<Message> = {}): Message {
  return {
    id,
    parent,
    role: id.startsWith('a') ? 'assistant' : 'user',
    content: `text of ${id}`,
    citations: [],
    rating: 0,
    details: null,
    createdAt: '2026-11-25T09:00:00Z',
    ...change,
  };
}

export function conversation(id: string, messages: readonly Message[]): ConversationDetail {
  return { id, bot: 'b1', botName: 'Pump', title: 'Filters', updatedAt: '2026-11-25T09:00:00Z', messages };
}

export function answered(change: Partial<ChatResult> = {}): ChatResult {
  return {
    answer: 'text of a1',
    citations: [],
    read: 0,
    tokens: 3,
    seconds: 1,
    firstTokenSeconds: 0.1,
    bot: 'Pump',
    system: 'cat-learned',
    support: 'unsupported',
    finish: 'stop',
    conversation: 'c1',
    asked: 'q1',
    answered: 'a1',
    ...change,
  };
}

/** A promise to settle by hand. */
export function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<Value>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}
