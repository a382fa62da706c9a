import type { Command } from 'commander';
import { AppError } from '../../errors.ts';
import type { Draft, DraftHint, DraftReviewInput } from '../../service/index.ts';
import type { Bind, Session } from '../context.ts';
import { pick } from './options.ts';

interface ReviewOptions {
  readonly accept?: readonly string[];
  readonly reject?: readonly string[];
  readonly edit?: string;
  readonly question?: string;
  readonly answer?: string;
}

/** `suites review` */
export function reviewCommand(suites: Command, bind: Bind): void {
  suites
    .command('review')
    .description('accept, edit or reject made questions one by one; only what you accept counts')
    .argument('<suite>')
    .option('--accept <id...>', 'accept these, and ask nothing')
    .option('--reject <id...>', 'reject these, and ask nothing')
    .option('--edit <id>', 'keep this one with other words, and ask nothing')
    .option('--question <text>', 'with --edit')
    .option('--answer <text>', 'with --edit')
    .action(
      bind(async (session, suite: string, options: ReviewOptions) => {
        const decisions = decisionsOf(options);
        for (const decision of decisions) await session.call('draft.review', decision);
        if (decisions.length === 0 && !session.json) await ask(session, suite);
        const drafts = await allDrafts(session, suite);
        session.print({ suite, drafts }, () => countsText(suite, drafts));
      }),
    );
}

function decisionsOf({ accept = [], reject = [], edit, ...words }: ReviewOptions): DraftReviewInput[] {
  const text = pick(words, ['question', 'answer']);
  if (edit === undefined && Object.keys(text).length > 0) {
    throw new AppError('cli/usage', 'Which question is to have these words?', { hint: 'Add --edit ID.' });
  }
  return [
    ...accept.map((draft) => ({ draft, action: 'accept' as const })),
    ...reject.map((draft) => ({ draft, action: 'reject' as const })),
    ...(edit === undefined ? [] : [{ draft: edit, action: 'edit' as const, ...text }]),
  ];
}

/** Shows one question after another and does what is typed, until none waits, or the input ends. */
async function ask(session: Session, suite: string): Promise<void> {
  const drafts = (await allDrafts(session, suite)).filter(({ state }) => state === 'waiting');
  const lines = session.terminal.lines()[Symbol.asyncIterator]();
  const typed = async (prompt: string): Promise<string | undefined> => {
    session.stream(prompt);
    const { value, done } = await lines.next();
    return done === true ? undefined : value.trim();
  };
  for (let i = 0; i < drafts.length; ) {
    const draft = drafts[i]!;
    session.stream(draftText(draft, i, drafts.length));
    const command = (await typed('accept, edit, reject, skip, undo or quit? '))?.toLowerCase();
    switch (command?.[0]) {
      case undefined:
        if (command === undefined) return;
        continue;
      case 'q':
        return;
      case 's':
        i += 1;
        continue;
      case 'u':
        i = Math.max(0, i - 1);
        await session.call('draft.review', { draft: drafts[i]!.id, action: 'wait' });
        continue;
      case 'a':
      case 'r':
        if (await tried(session, { draft: draft.id, action: command.startsWith('a') ? 'accept' : 'reject' })) i += 1;
        continue;
      case 'e': {
        const question = await typed(`question [${draft.question}]: `);
        const answer = await typed(`answer [${draft.answer}]: `);
        const words = { question: question || draft.question, answer: answer || draft.answer };
        if (await tried(session, { draft: draft.id, action: 'edit', ...words })) i += 1;
      }
    }
  }
}

/** Whether a decision was taken; one that can't be is told, and asked for again. */
async function tried(session: Session, decision: DraftReviewInput): Promise<boolean> {
  try {
    await session.call('draft.review', decision);
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'service/bad-request') throw error;
    session.stream(`${error.message}\n`);
    return false;
  }
}

async function allDrafts(session: Session, suite: string): Promise<Draft[]> {
  const drafts: Draft[] = [];
  for (let total = 1; drafts.length < total; ) {
    const part = await session.call('draft.list', { suite, offset: drafts.length, limit: 1000 });
    total = part.total;
    drafts.push(...part.items);
    if (part.items.length === 0) break;
  }
  return drafts;
}

function draftText({ page, context, question, answer, hints }: Draft, i: number, count: number): string {
  return [
    '',
    `${i + 1} of ${count}${page === null ? '' : `, page ${page}`}`,
    context,
    '',
    `  Question: ${question}`,
    `  Answer:   ${answer}`,
    ...hints.map((hint) => `  Look: ${hintWords[hint]}`),
    '',
  ].join('\n');
}

const hintWords: Readonly<Record<DraftHint, string>> = {
  'not-a-question': 'it asks nothing',
  'not-in-passage': 'the passage does not seem to hold this answer',
  duplicate: 'another question asks the same',
  'too-long': 'it is long',
  'names-passage': 'it speaks of "the passage", which nobody sees who is asked',
  'gives-answer': 'the question holds its answer',
  empty: 'something is missing',
};

function countsText(suite: string, drafts: readonly Draft[]): string {
  const count = (...states: readonly string[]) => drafts.filter(({ state }) => states.includes(state)).length;
  return [
    `"${suite}": ${count('accepted', 'edited')} questions count, ${count('waiting')} wait, ${count('rejected')} are rejected.`,
    ...(count('accepted', 'edited') === 0 ? [] : [`stockpot bench BOT --suite "${suite}"`]),
  ].join('\n');
}
