import { AppError, type Hint, hintOf } from '../errors.ts';
import type { BotRow, ManualRow, RunRow, SkillRow, SoupRow, Store } from '../store/index.ts';
import { currentBotOf } from './standing.ts';

/** The bot that a person names. @throws AppError `service/not-found`, `service/ambiguous`. */
export function findBot(store: Store, text: string): BotRow {
  const bots = store.bots.list();
  return found(
    'bot',
    text,
    bots,
    ({ name }) => [name],
    () => namesHint('Bots', bots, 'stockpot build FILE'),
  );
}

/** The manual that a person names, by id, title, file name or the beginning of its sha256: of revisions with one name the newest. */
export function findManual(store: Store, text: string): ManualRow {
  const all = store.manuals.list().filter(({ state }) => state === 'ready');
  const current = all.filter(({ id }) => store.manuals.replacedBy(id) === undefined);
  try {
    return manualAmong(current, text);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'service/not-found') throw error;
    return manualAmong(all, text);
  }
}

function manualAmong(manuals: readonly ManualRow[], text: string): ManualRow {
  const keys = (manual: ManualRow) => [manual.title, manual.fileName];
  return found('manual', text, manuals, keys, () =>
    namesHint(
      'Manuals',
      manuals.map(({ title }) => ({ name: title })),
      'stockpot import FILE',
    ),
  );
}

/** The skill that a person names. */
export function findSkill(store: Store, text: string): SkillRow {
  const skills = store.skills.list().filter(({ state }) => state === 'ready');
  return found(
    'skill',
    text,
    skills,
    ({ name }) => [name],
    () => namesHint('Skills', skills, 'stockpot build FILE'),
  );
}

/** The soup with this id, or the only one whose id begins so, or else that of a bot. @throws AppError `soup/incompatible` for a bot that is none. */
export function findSoup(store: Store, text: string): SoupRow {
  const asked = text.trim().toLowerCase();
  const known = asked.length < 4 ? [] : store.soups.list().filter(({ id }) => id.startsWith(asked));
  if (known.length === 1) return known[0]!;
  const bot = findBot(store, text);
  if (bot.soupId !== null) return store.soups.require(bot.soupId);
  throw new AppError('soup/incompatible', `"${bot.name}" is no soup: it has no coefficients.`);
}

/** The run with this id, or the only one whose id begins so. */
export function findRun(store: Store, text: string): RunRow {
  return found(
    'run',
    text,
    store.runs.list(),
    () => [],
    () => ({ command: 'stockpot runs list' }),
  );
}

/** A bot, or the current bot of a manual. @throws AppError `service/not-found`, `service/ambiguous`. */
export function findAnswering(store: Store, text: string): BotRow {
  try {
    return findBot(store, text);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'service/not-found') throw error;
    let manual: ManualRow;
    try {
      manual = findManual(store, text);
    } catch {
      throw new AppError('service/not-found', `There is neither a bot nor a manual "${text}".`, hintOf(error));
    }
    const bot = currentBotOf(store, manual.id);
    if (bot !== undefined) return bot;
    throw new AppError('service/not-found', `No bot speaks from the manual "${manual.title}" yet.`, {
      command: `stockpot build ${manual.id}`,
    });
  }
}

/** A whole id first, then a name, then the beginning of an id or of a sha256. */
function found<T extends { readonly id: string; readonly sha256?: string }>(
  what: string,
  text: string,
  rows: readonly T[],
  names: (row: T) => readonly string[],
  hint: () => Hint,
): T {
  const asked = text.trim().toLowerCase();
  const tests: ((row: T) => boolean)[] = [
    (row) => row.id === asked || row.sha256 === asked,
    (row) => names(row).some((name) => name.toLowerCase() === asked),
    (row) => asked.length >= 4 && (row.id.startsWith(asked) || (row.sha256?.startsWith(asked) ?? false)),
  ];
  for (const test of tests) {
    const matches = rows.filter(test);
    if (matches.length === 1) return matches[0]!;
    if (matches.length > 1) {
      throw new AppError('service/ambiguous', `"${text}" names ${matches.length} ${what}s: ${ids(matches)}.`, {
        hint: 'Give one of these ids.',
      });
    }
  }
  throw new AppError('service/not-found', `There is no ${what} "${text}".`, hint());
}

function ids(rows: readonly { readonly id: string }[]): string {
  return rows.map(({ id }) => id).join(', ');
}

function namesHint(title: string, rows: readonly { readonly name: string }[], command: string): Hint {
  if (rows.length === 0) return { command };
  const shown = rows.slice(0, 8).map(({ name }) => `"${name}"`);
  return { hint: `${title}: ${shown.join(', ')}${rows.length > 8 ? ', …' : ''}.` };
}
