import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, type Store } from '../../../core/store/index.ts';
import { pagesPdf, textAt } from '../../fixtures/manual/pdf-writer.ts';

export interface LongHomeSizes {
  readonly conversations: number;
  readonly pages: number;
  readonly samples: number;
}

/** What the long lists of a home belong to. */
export interface LongHome {
  readonly manual: string;
  readonly run: string;
}

/**
 * Fills a home as years of use would: many conversations with a bot, a manual of very many pages (a real PDF), a run of
 * very many samples. Written straight into the store, since reading and answering all that would take hours.
 */
export function makeLongHome(home: string, model: string, sizes: LongHomeSizes): LongHome {
  const store = openStore(home);
  try {
    store.settings.set('welcomed', true);
    const manual = addLongManual(store, sizes.pages);
    const bot = store.bots.insert({ name: 'Press helper', baseModel: model, manualIds: [manual] });
    store.transaction(() => addConversations(store, bot.id, manual, sizes.conversations));
    return { manual, run: addLongRun(store, { bot: bot.id, manual, model }, sizes.samples) };
  } finally {
    store.close();
  }
}

const parts = ['ink roller', 'feed belt', 'print head', 'drying lamp', 'paper tray', 'safety switch', 'drain valve'];
const acts = ['Clean', 'Align', 'Replace', 'Inspect', 'Grease', 'Reset'];
const partOf = (i: number) => parts[i % parts.length]!;
const actOf = (i: number) => acts[(i * 5) % acts.length]!;

function addLongManual(store: Store, count: number): string {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const pages = numbers.map((number) => {
    const lines = Array.from({ length: 40 }, (_, line) => sentence(number, line));
    return { number, heading: `${number}. ${actOf(number)} the ${partOf(number)}`, lines };
  });
  const pdf = pagesPdf(pages.map(({ heading, lines }) => textAt(60, 730, [heading], 18) + textAt(60, 690, lines, 11)));
  const sha256 = createHash('sha256').update(pdf).digest('hex');
  const folder = store.manualFolder(sha256);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'original.pdf'), pdf);
  const { id } = store.manuals.insert({
    ...{ sha256, title: 'Rotary press 5000', fileName: 'press.pdf', type: 'pdf', bytes: pdf.length, pageCount: count },
    state: 'ready',
  });
  const around = (page: number, y: number, height: number) => [{ page, x: 60, y, width: 480, height }];
  store.manuals.replacePages(
    id,
    numbers.map((number) => ({ number, label: `${number}`, width: 612, height: 792, hasText: true })),
  );
  store.manuals.replaceBlocks(
    id,
    pages.flatMap(({ number: page, heading, lines }) => [
      { kind: 'heading' as const, level: 2, text: heading, page, rectangles: around(page, 48, 20) },
      ...Array.from({ length: 8 }, (_, i) => ({
        kind: 'paragraph' as const,
        text: lines.slice(5 * i, 5 * i + 5).join(' '),
        page,
        rectangles: around(page, 92 + 66 * i, 66),
      })),
    ]),
  );
  store.passages.replace(
    id,
    pages.flatMap(({ number: page, heading, lines }) =>
      [0, 20].map((from) => ({
        text: lines.slice(from, from + 20).join(' '),
        headings: [heading],
        page,
        lastPage: page,
        rectangles: around(page, 92 + 13.2 * from, 264),
      })),
    ),
  );
  return id;
}

function addConversations(store: Store, botId: string, manualId: string, count: number): void {
  for (let i = 0; i < count; i++) {
    const title = `${actOf(i)} the ${partOf(i)} of machine ${i + 1}`;
    const { id: conversationId } = store.conversations.create({ botId, title });
    let parentId: string | null = null;
    for (let turn = 0; turn < 3; turn++) {
      const asked = `How do I ${actOf(i + turn).toLowerCase()} the ${partOf(i)}?`;
      const question = store.conversations.addMessage({ conversationId, parentId, role: 'user', content: asked });
      parentId = store.conversations.addMessage({
        ...{ conversationId, parentId: question.id, role: 'assistant', content: answer(i, turn) },
        citations: [{ manualId, page: 1 + ((i * 7 + turn) % 5000), text: sentence(i, turn), rectangles: [] }],
        details: { tokens: 96, seconds: 3.1, system: 'bot', support: 'context', read: 1, finish: 'stop' },
      }).id;
    }
  }
}

function addLongRun(
  store: Store,
  { bot, manual, model }: { readonly bot: string; readonly manual: string; readonly model: string },
  count: number,
): string {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const questions = numbers.map((i) => ({ question: `${i + 1}. ${asked(i)}`, answer: sentence(i, 3) }));
  const suite = store.suites.save('press-10000', questions);
  const { id: runId } = store.runs.insert({
    ...{ botId: bot, botName: 'Press helper', manualId: manual, suiteId: suite.id, suiteName: suite.name },
    ...{ suiteHash: suite.hash, baseModel: model, seeds: [0], device: 'cpu', state: 'done' },
  });
  for (const [position, system] of ['base', 'cat-learned'].entries()) {
    store.runs.saveSamples(
      questions.map(({ question, answer: reference }, number) => ({
        ...{ runId, system, number, seed: 0, question, reference, answer: sentence(number, position), citations: [] },
        scores: { likelihood: -1 - (number % 100) / 50, f1: (number % 10) / 10 },
        explanations: {},
        answersUsed: {},
        seconds: 0.5,
      })),
    );
    const scores = { likelihood: { mean: -2, low: -2.1, high: -1.9 }, f1: { mean: 0.45, low: 0.4, high: 0.5 } };
    store.runs.saveSystem({ runId, position, name: system, count, scores, seconds: count / 2, details: null });
  }
  return runId;
}

const asked = (i: number) => `When do you ${actOf(i).toLowerCase()} the ${partOf(i)} of a press in line ${i % 40}?`;

function sentence(page: number, line: number): string {
  return `${actOf(page + line)} the ${partOf(page * 3 + line)} every ${10 + ((page + line) % 90)} hours of use.`;
}

function answer(i: number, turn: number): string {
  if (turn === 1) {
    return `| Part | Hours |\n|---|---|\n| ${partOf(i)} | ${40 + i} |\n| ${partOf(i + 1)} | ${60 + i} |\n\n${sentence(i, turn)}`;
  }
  return `**${actOf(i)}** it so:\n\n1. ${sentence(i, 1)}\n2. ${sentence(i, 2)}\n\n\`\`\`\nreset --part ${i}\n\`\`\``;
}
