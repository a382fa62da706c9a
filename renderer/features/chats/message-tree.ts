import type { Message } from '../../api.ts';

/** A message where it stands on the shown branch. */
export interface Placed {
  readonly message: Message;
  /** The messages that could stand here instead, itself among them, in the order they were written. */
  readonly siblings: readonly string[];
}

/** Which message was chosen after which; the last one written where none was. The key of the first is the empty string. */
export type Chosen = ReadonlyMap<string, string>;

export function keyOfParent(parent: string | null): string {
  return parent ?? '';
}

/** The branch to show: from the first message on, at each fork the chosen one. */
export function branchOf(messages: readonly Message[], chosen: Chosen): readonly Placed[] {
  const children = new Map<string, Message[]>();
  for (const message of messages) {
    const key = keyOfParent(message.parent);
    const list = children.get(key);
    if (list === undefined) children.set(key, [message]);
    else list.push(message);
  }
  const branch: Placed[] = [];
  let key = keyOfParent(null);
  for (let at = children.get(key); at !== undefined && at.length > 0; at = children.get(key)) {
    const wanted = chosen.get(key);
    const message = at.find(({ id }) => id === wanted) ?? at.at(-1)!;
    branch.push({ message, siblings: at.map(({ id }) => id) });
    // A message that is its own parent's parent would never end.
    children.delete(key);
    key = message.id;
  }
  return branch;
}

/** The question on this text after this message that has no answer, such as one whose answer failed. */
export function unansweredQuestion(
  messages: readonly Message[],
  parent: string | null,
  question: string,
): Message | undefined {
  const answered = new Set(messages.map((message) => message.parent));
  return messages.findLast(
    (message) =>
      message.role === 'user' && message.parent === parent && message.content === question && !answered.has(message.id),
  );
}

/** What an answer tells of itself; all of it may be missing from one that an older version kept. */
export interface AnswerDetails {
  readonly tokens?: number;
  readonly seconds?: number;
  readonly firstTokenSeconds?: number;
  readonly support?: 'context' | 'related' | 'unsupported';
  readonly read?: number;
  readonly finish?: 'stop' | 'length' | 'cancelled';
}

export function detailsOf({ details }: Message): AnswerDetails {
  const number = (name: string) => (typeof details?.[name] === 'number' ? { [name]: details[name] } : {});
  const word = (name: string, words: readonly string[]) =>
    words.includes(details?.[name] as string) ? { [name]: details?.[name] } : {};
  return {
    ...number('tokens'),
    ...number('seconds'),
    ...number('firstTokenSeconds'),
    ...number('read'),
    ...word('support', ['context', 'related', 'unsupported']),
    ...word('finish', ['stop', 'length', 'cancelled']),
  };
}
