import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

const seen = 'What it is for is looked at and tried in the window.';
const chats =
  'Chats in branches are kept, searched and rated in the window; "ask" and "chat" talk without keeping them so.';
const bots = 'Bots are set up in the window; a script builds another one with the settings it wants.';
const notes = 'Names and notes are a person’s, written in the window.';

/** Methods that a way in does not call, and why. Whatever else the contract has, it must call. */
const without: Readonly<
  Record<string, { readonly folder: string; readonly methods: Readonly<Record<string, string>> }>
> = {
  window: {
    folder: 'renderer',
    methods: {
      'skill.merge': 'The window blends skills into bots; one merged skill is for other programs: "merge".',
    },
  },
  'command line': {
    folder: 'core/cli',
    methods: {
      'home.watch': 'A command ends when its work does; what others do meanwhile is told by "jobs".',
      'home.welcome': 'The first start is the window’s; "doctor" tells of the machine.',
      'home.report': 'A report to send is looked through in the window before it goes.',
      'home.moveModels': 'Models are named by STOCKPOT_MODELS; "home move" takes them along.',
      'home.log': 'A script reads the file itself: logs/stockpot.log in the home.',
      'settings.show': 'Commands take their settings as options.',
      'settings.change': 'Commands take their settings as options.',
      'connection.list': seen,
      'model.add': '"--model" takes a model’s folder as it lies on the disk.',
      'recipe.list': 'The presets stand in the help of "--recipe".',
      'recipe.resolve': '"build --plan" gives the whole recipe.',
      'bot.show': bots,
      'bot.configure': bots,
      'bot.speakFrom': bots,
      'bot.warm': 'A command asks at once.',
      'skill.rename': notes,
      'skill.annotate': notes,
      'soup.list': seen,
      'soup.show': seen,
      'soup.save': seen,
      'manual.page': seen,
      'bench.options': '"bench" says what a system lacks when it is asked for.',
      'chat.regenerate': chats,
      'conversation.list': chats,
      'conversation.show': chats,
      'conversation.rename': chats,
      'conversation.remove': chats,
      'conversation.export': chats,
      'message.rate': chats,
      'rating.count': chats,
      'rating.list': chats,
      'rating.remove': chats,
      'job.points': 'Curves are drawn in the window.',
      'job.remove': 'A script cancels a job, or goes on with it; lists are cleared in the window.',
    },
  },
};

describe.each(Object.entries(without))('the %s', (_name, { folder, methods: exceptions }) => {
  test('calls every method of the contract but those that are written down, each with the reason', () => {
    const callers = sourcesOf(folder).join('\n');
    const uncalled = methods().filter((method) => !callers.includes(`'${method}'`));
    expect(uncalled.sort()).toEqual(Object.keys(exceptions).sort());
  });
});

test('every method has at least one way in', () => {
  const [first, ...others] = Object.values(without).map((way) => Object.keys(way.methods));
  expect(first!.filter((method) => others.every((lacking) => lacking.includes(method)))).toEqual([]);
});

test('methods are found where they are written', () => {
  expect(methods()).toEqual(expect.arrayContaining(['manual.import', 'bot.build', 'chat.send', 'home.watch']));
});

function methods(): string[] {
  const written = sourcesOf('core/service/contract').join('\n');
  return [...written.matchAll(/^ {2}'([a-z]+\.[a-zA-Z]+)': Call</gm)].map(([, method]) => method!);
}

function sourcesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => readFileSync(join(root, folder, path), 'utf8'));
}
