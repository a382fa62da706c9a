import type { Citation, ConversationDetail, ConversationFile, Message } from './contract.ts';

/**
 * A conversation for other programs: JSON with all branches, or Markdown of the branch that was written last, each answer
 * with the pages it cites.
 * @param titleOf a manual's title; undefined once it is gone
 */
export function conversationFile(
  conversation: ConversationDetail,
  format: 'markdown' | 'json',
  titleOf: (manual: string) => string | undefined,
): ConversationFile {
  const name = fileNameOf(conversation.title);
  if (format === 'json') {
    return { fileName: `${name}.json`, text: `${JSON.stringify(conversation, null, 2)}\n` };
  }
  const { title, botName, updatedAt, messages } = conversation;
  const parts = lastBranch(messages).map((message) =>
    message.role === 'user' ? questionText(message) : answerText(message, botName, titleOf),
  );
  const head = `# ${title === '' ? botName : title}\n\n${botName}, ${updatedAt.slice(0, 10)}`;
  return { fileName: `${name}.md`, text: `${[head, ...parts].join('\n\n')}\n` };
}

/** From the first message to the newest one. */
function lastBranch(messages: readonly Message[]): Message[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const branch: Message[] = [];
  for (let at = messages.at(-1); at !== undefined; at = at.parent === null ? undefined : byId.get(at.parent)) {
    branch.unshift(at);
  }
  return branch;
}

function questionText({ content }: Message): string {
  return `## ${content.trim().replace(/\s*\n\s*/g, ' ')}`;
}

function answerText(
  { content, citations, details }: Message,
  botName: string,
  titleOf: (manual: string) => string | undefined,
): string {
  const cut = details?.finish === 'cancelled' ? '\n\n*(stopped here)*' : '';
  const sources = citations.map((citation) => `- ${sourceText(citation, titleOf)}`);
  const cited = sources.length === 0 ? '' : `\n\nSources:\n\n${[...new Set(sources)].join('\n')}`;
  return `**${botName}:** ${content.trim()}${cut}${cited}`;
}

function sourceText({ manual, page, lastPage }: Citation, titleOf: (manual: string) => string | undefined): string {
  const pages = lastPage > page ? `pages ${page}–${lastPage}` : `page ${page}`;
  const title = titleOf(manual);
  return title === undefined ? pages : `*${title}*, ${pages}`;
}

/** What every file system takes. */
function fileNameOf(title: string): string {
  const words = title.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
  const name = words.join('-').toLowerCase();
  return [...name].slice(0, 60).join('').replace(/-+$/, '') || 'conversation';
}
