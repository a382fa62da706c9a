import type { Json, Nothing } from './contract.ts';
import { doctor } from './doctor.ts';
import type { CallContext } from './methods.ts';

/**
 * What helps others to help, for a person to send: nothing of it comes from manuals or chats, and it names no file, folder
 * or title.
 */
export async function report(_input: Nothing, context: CallContext): Promise<{ text: string }> {
  const { host } = context;
  const { versions, machine, devices, counts, checks } = await doctor({}, context);
  const { model: _, ...settings } = host.settings;
  const jobs = host.store.jobs.list().slice(0, MOST_JOBS);
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Versions', pairs(versions)],
    ['Machine', pairs({ ...machine })],
    ['Devices', devices.map(({ name, usable }) => `${name}: ${usable ? 'usable' : 'not usable'}`)],
    ['Kept', pairs(counts)],
    ['Settings', pairs({ ...settings })],
    ['Checks', checks.map(({ name, ok }) => `${name}: ${ok ? 'right' : 'wrong'}`)],
    [
      'Jobs, newest first',
      jobs.map(({ id, kind, state, reason, stage, error, createdAt }) =>
        [createdAt, id, kind, state, reason, stage, error?.code].filter((part) => part != null).join(' '),
      ),
    ],
    ['Log, newest last', host.log.tail(MOST_LINES)],
  ];
  const text = sections.map(([title, lines]) => [title, ...lines.map((line) => `  ${line}`)].join('\n')).join('\n\n');
  return { text: `Stockpot report, ${new Date().toISOString()}\n\n${text}\n` };
}

const MOST_JOBS = 50;
const MOST_LINES = 300;

function pairs(values: Readonly<Record<string, Json>>): string[] {
  return Object.entries(values).map(([name, value]) => `${name}: ${String(value)}`);
}
