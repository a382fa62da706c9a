import type {
  BotDetail,
  Citation,
  ConversationDetail,
  ManualPage,
  Message,
  Promotion,
  ServiceEvent,
} from '../../../core/service/contract.ts';
import { ServiceError } from '../../../renderer/api.ts';
import samplePages from '../../fixtures/renderer/sample-pages.json';
import type { FakeMethods } from '../fake-service.ts';

const pages = samplePages as unknown as readonly ManualPage[];

/** Text that tries to be more than text. */
export const hostile =
  '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script> [x](javascript:alert(1)) ' +
  '![](http://example.invalid/x.png) \u202Egnp.exe';

const settings = {
  systemPrompt: '',
  withManual: true,
  passages: 3,
  read: 1,
  maxNewTokens: 200,
  contextTokens: 2048,
  temperature: 0.01,
  topP: 0.95,
  topK: 40,
  repetitionPenalty: 1.3,
  historyTurns: 2,
};

const bot = (id: string, name: string, change: Partial<BotDetail> = {}): BotDetail => ({
  id,
  name,
  model: 'smollm2-135m-instruct',
  manual: 'm1',
  manualTitle: "Gutenprint 5.2 User's Manual",
  manuals: [{ id: 'm1', title: "Gutenprint 5.2 User's Manual" }],
  createdAt: new Date(Date.now() - 86_400_000).toISOString(),
  soup: 'p1',
  skill: null,
  skills: [
    { skill: 's1', name: 'Gutenprint (manual)', mean: 0.53, spread: 0.04, low: 0.42, high: 0.61 },
    { skill: 's2', name: 'Instructions', mean: 0.47, spread: 0.04, low: 0.39, high: 0.58 },
  ],
  settings,
  recipe: null,
  check: null,
  standing: 'current',
  preset: 'quick',
  promotion: null,
  ...change,
});

/** A bot of a newer revision that knows the manual worse than the one before. */
const held: Promotion = {
  id: 'p1',
  bot: 'b3',
  botName: 'Gutenprint 5.3',
  previous: 'b1',
  previousName: 'Gutenprint',
  decision: 'held',
  evidence: {
    manual: {
      ...{ n: 34, bot: -2.71, previous: -2.49, mean: -0.22, low: -0.31, high: -0.12, wins: 5, losses: 29, ties: 0 },
      ...{ p: 0.0001, asked: 'questions', suites: ['Gutenprint questions'], leftOut: 3 },
    },
    general: {
      ...{ n: 48, bot: -1.52, previous: -1.53, mean: 0.01, low: -0.02, high: 0.04, wins: 25, losses: 23, ties: 0 },
      ...{ p: 0.88, unseen: 0 },
    },
  },
  fell: ['manual'],
  reason: '',
  createdAt: new Date(Date.now() - 3_600_000).toISOString(),
};

const answer = `You need **CUPS 1.1.15** or later, and the Gutenprint drivers built for it.

1. Run \`configure\`, then read the summary it prints.
2. Build and install:

\`\`\`sh
make && make install
\`\`\`

| Part | Needed for | Minimum |
|---|---|---:|
| CUPS | printing from any program | 1.1.15 |
| GIMP | the enhanced Print plugin | 2.0 |
| Ghostscript | PostScript to raster | 6.53 |

A page of $w \\times h$ inches at $d$ dots per inch takes

$$ b = \\frac{w \\cdot h \\cdot d^2 \\cdot c}{8} $$

bits per channel, where $c$ is the number of colours.`;

/** Bots, a home with a thousand chats, and answers that are written word by word. */
export function chatMethods(query: URLSearchParams): FakeMethods {
  const bots = new Map(
    (query.has('empty')
      ? []
      : [
          bot('b1', 'Gutenprint'),
          bot('b2', 'KX-400 helper', { soup: null, skills: [] }),
          bot('b3', 'Gutenprint 5.3', { standing: 'held', promotion: held }),
        ]
    ).map((each) => [each.id, each]),
  );
  const decisions: Promotion[] = [held];
  const chats = new Map<string, ConversationDetail>();
  const topics = ['Which version of CUPS is needed?', 'Cleaning the print head', 'Install on Mac OS X 10.6', hostile];
  for (let i = 0; i < 1000; i++) {
    const title = i < topics.length ? topics[i]! : `Question ${i} about ${topics[i % 3]!.toLowerCase()}`;
    chats.set(`c${i}`, {
      id: `c${i}`,
      bot: 'b1',
      botName: 'Gutenprint',
      title,
      updatedAt: new Date(Date.now() - i * i * 40_000).toISOString(),
      messages: messagesOf(i, title),
    });
  }
  let last = 0;
  const find = (id: string) => chats.get(id) ?? missing(id);
  const findBot = (id: string) => bots.get(id) ?? missing(id);
  const summary = ({ messages: _, ...rest }: ConversationDetail) => rest;
  const write = async (
    conversation: string,
    question: Message,
    { onEvent, signal }: { onEvent?: (event: ServiceEvent) => void; signal?: AbortSignal },
  ) => {
    await pause(400);
    if (question.content.includes('die')) {
      throw new ServiceError({
        code: 'jobs/worker-died',
        message: 'The process that answers ended by itself.',
        hint: 'Try again: another one is started.',
      });
    }
    const words = answer.match(/\S+\s*/g)!;
    let text = '';
    for (const word of words) {
      if (signal?.aborted) break;
      await pause(30);
      text += word;
      onEvent?.({ kind: 'token', text: word });
    }
    const finish = signal?.aborted ? ('cancelled' as const) : ('stop' as const);
    const nothing = /weather/i.test(question.content);
    const details = {
      tokens: words.length,
      seconds: words.length * 0.032,
      firstTokenSeconds: 0.4,
      system: 'cat-learned',
      support: nothing ? ('unsupported' as const) : ('context' as const),
      read: nothing ? 0 : 1,
      finish,
    };
    const kept = message(`a-${++last}`, question.id, text, {
      role: 'assistant',
      citations: nothing ? [] : citations,
      details,
    });
    add(conversation, kept);
    return { answer: text, citations: kept.citations, bot: 'Gutenprint', ...details, kept };
  };
  const add = (id: string, added: Message) => {
    const before = find(id);
    const { [id]: _, ...rest } = Object.fromEntries(chats);
    chats.clear();
    chats.set(id, { ...before, updatedAt: new Date().toISOString(), messages: [...before.messages, added] });
    for (const [key, value] of Object.entries(rest)) chats.set(key, value);
  };
  return {
    'bot.list': () => [...bots.values()],
    'bot.promotions': ({ bot: id }) => decisions.filter((one) => id === undefined || one.bot === id),
    'bot.promote': ({ bot: id, reason = '' }) => {
      const promotion: Promotion = { ...held, id: 'p2', bot: id, decision: 'overruled', reason };
      decisions.unshift(promotion);
      bots.set(id, { ...findBot(id), standing: 'current', promotion });
      return promotion;
    },
    'bot.show': ({ bot: id }) => findBot(id),
    'bot.warm': () => pause(900).then(() => ({ seconds: 0.9 })),
    'bot.configure': ({ bot: id, settings: changes }) => {
      bots.set(id, { ...findBot(id), settings: { ...findBot(id).settings, ...changes } });
      return findBot(id);
    },
    'bot.ask': async ({ question }, options) => {
      const asked = message('q-other', null, question);
      chats.set('aside', { ...find('c1'), id: 'aside', messages: [] });
      const { kept: _, ...result } = await write('aside', asked, options);
      chats.delete('aside');
      return result;
    },
    'chat.send': async ({ bot: id, question, conversation, parent }, options) => {
      const chat = conversation ?? `new${++last}`;
      if (conversation === undefined) {
        const { name } = findBot(id);
        const updatedAt = new Date().toISOString();
        chats.set(chat, { id: chat, bot: id, botName: name, title: question.slice(0, 80), updatedAt, messages: [] });
      }
      const asked = message(`q-${++last}`, parent ?? null, question);
      add(chat, asked);
      options.onEvent?.({ kind: 'asked', conversation: chat, message: asked.id });
      const { kept, ...result } = await write(chat, asked, options);
      return { ...result, conversation: chat, asked: asked.id, answered: kept.id };
    },
    'chat.regenerate': async ({ message: id }, options) => {
      const chat = [...chats.values()].find(({ messages }) => messages.some((each) => each.id === id))!;
      const given = chat.messages.find((each) => each.id === id)!;
      const asked = given.role === 'user' ? given : chat.messages.find((each) => each.id === given.parent)!;
      const { kept, ...result } = await write(chat.id, asked, options);
      return { ...result, conversation: chat.id, asked: asked.id, answered: kept.id };
    },
    'conversation.list': ({ query: words = '', offset = 0, limit = 100 }) => {
      const found = [...chats.values()].filter(({ title }) => title.toLowerCase().includes(words.toLowerCase()));
      return { total: found.length, items: found.slice(offset, offset + limit).map(summary) };
    },
    'conversation.show': ({ conversation }) => find(conversation),
    'conversation.rename': ({ conversation, title }) => {
      chats.set(conversation, { ...find(conversation), title });
      return summary(find(conversation));
    },
    'conversation.remove': ({ conversation }) => {
      chats.delete(conversation);
      return { removed: conversation };
    },
    'message.rate': ({ message: id, rating }) => {
      for (const chat of chats.values()) {
        const rated = chat.messages.find((each) => each.id === id);
        if (rated !== undefined) return { ...rated, rating };
      }
      return missing(id);
    },
    'soup.show': () => ({
      id: 'p1',
      model: 'smollm2-135m-instruct',
      method: 'cat-learned',
      skills: findBot('b1').skills,
      bots: ['b1'],
      recipe: null,
      preset: null,
      createdAt: new Date().toISOString(),
      constraint: 'softmax',
      granularity: 'module',
      modules: [{ path: 'model.layers.0.self_attn.q_proj', layer: 0, target: 'q_proj' }],
      coefficients: [[0.53], [0.47]],
      heldOut: [],
    }),
  };
}

const citations: readonly Citation[] = [
  citation(9, 'For general use'),
  citation(12, 'Gutenprint will normally'),
  citation(12, 'Gutenprint may be used'),
];

function citation(page: number, start: string): Citation {
  const block = pages[page - 1]!.blocks.find(({ text }) => text.startsWith(start))!;
  const lastPage = Math.max(...block.rectangles.map((rectangle) => rectangle.page));
  return { manual: 'm1', page, lastPage, text: block.text, rectangles: block.rectangles };
}

function message(id: string, parent: string | null, content: string, change: Partial<Message> = {}): Message {
  return {
    id,
    parent,
    role: 'user',
    content,
    citations: [],
    rating: 0,
    details: null,
    createdAt: new Date().toISOString(),
    ...change,
  };
}

/** The third chat is long; the fourth is hostile through and through; the fifth has a question that was never answered. */
function messagesOf(i: number, title: string): readonly Message[] {
  const turns = i === 2 ? 400 : 1;
  const list: Message[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const before = list.at(-1)?.id ?? null;
    list.push(message(`q${i}-${turn}`, before, turn === 0 ? title : `Question ${turn}: ${title}`));
    if (i === 4) break;
    const content = i === 3 ? hostile : turn % 3 === 1 ? 'It is in the chapter about installation.' : answer;
    const read = i === 3 ? [{ ...citations[0]!, text: hostile }, ...citations.slice(1)] : citations;
    list.push(
      message(`a${i}-${turn}`, `q${i}-${turn}`, content, {
        role: 'assistant',
        citations: read,
        details: { tokens: 168, seconds: 5.3, firstTokenSeconds: 0.42, support: 'context', read: 1, finish: 'stop' },
      }),
    );
  }
  return list;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function missing(id: string): never {
  throw new ServiceError({ code: 'store/not-found', message: `There is no ${id}.` });
}
