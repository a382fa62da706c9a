import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../../core/store/index.ts';
import { result } from '../../helpers/command-line.ts';
import { writeTinyModel } from '../../helpers/tiny-model.ts';
import { pumpManual } from './pump-manual.ts';

/** One step of everything that a build does. */
export const oneStep = [
  ...['--set', 'training.maxSteps=1', '--set', 'training.rank=4', '--set', 'soup.maxSteps=1'],
  ...['--set', 'instruction.maxSteps=1', '--set', 'instruction.maxTokens=200', '--set', 'generation.maxNewTokens=24'],
];

/** The addresses of what a home holds, each a screen of its own. */
export type FullHome = Readonly<Record<'manual' | 'chat' | 'build' | 'skill' | 'soup' | 'run' | 'comparison', string>>;

/** Makes a home that holds one of everything: a manual, a bot built on it by a tiny model, a chat, a benchmark. */
export async function makeFullHome(folder: string, home: string): Promise<FullHome> {
  const model = join(folder, 'model');
  const manual = join(folder, 'pump.pdf');
  const suite = join(folder, 'pump-questions.json');
  writeTinyModel(model);
  writeFileSync(manual, pumpManual());
  writeFileSync(
    suite,
    JSON.stringify([
      { question: 'How often is the filter cleaned?', answer: 'Every 40 hours of use.' },
      { question: 'What does error E7 mean?', answer: 'The pump runs dry.' },
    ]),
  );
  const built = await result(home, ['build', manual, '--model', model, '--name', 'Pump', ...oneStep]);
  // Twice, so that there is something to compare; the second learns what is kept for later runs.
  await result(home, ['bench', 'Pump', '--suite', suite, '--systems', 'base,cat-learned']);
  await result(home, ['bench', 'Pump', '--suite', suite, '--systems', 'base,cat-learned,data-mix']);
  const store = openStore(home);
  try {
    store.settings.set('welcomed', true);
    const [newest, oldest] = store.runs.list();
    return {
      manual: `manuals/${built.manual}`,
      chat: `chats/${addChat(store, built.bot, built.manual)}`,
      build: `build/${built.job}`,
      skill: `skills/${built.skills[0].skill}`,
      soup: `skills/soup/${store.soups.list()[0]!.id}`,
      run: `benchmarks/${newest!.id}`,
      comparison: `benchmarks/compare?first=${newest!.id}&second=${oldest!.id}`,
    };
  } finally {
    store.close();
  }
}

function addChat(store: ReturnType<typeof openStore>, botId: string, manualId: string): string {
  const title = 'How often is the filter cleaned, and what happens when that is forgotten for a year?';
  const { id: conversationId } = store.conversations.create({ botId, title });
  const asked = { conversationId, role: 'user', content: title } as const;
  const { id: parentId } = store.conversations.addMessage(asked);
  store.conversations.addMessage({
    ...{ conversationId, parentId, role: 'assistant' },
    content: [
      'Clean it **every 40 hours of use**, in this order:',
      '1. Turn the pump off.\n2. Open the housing.\n3. Rinse the filter.',
      '| Part | Number | Hours | Litres | Remark |\n|---|---|---|---|---|\n| Seal ring | 88-210 | 40 | 12 | Grease it |',
      '```\nreset --part filter --hours 40 --and-then-say-so-in-a-line-that-is-longer-than-a-narrow-window\n```',
      'The flow is $Q = \\frac{V}{t}$.',
    ].join('\n\n'),
    citations: [{ manualId, page: 2, text: 'Clean the filter every 40 hours of use.', rectangles: [] }],
    details: { tokens: 96, seconds: 3.1, system: 'bot', support: 'context', read: 1, finish: 'stop' },
  });
  return conversationId;
}
