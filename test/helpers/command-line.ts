import { type ChildProcess, spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { bundledCommandLine } from '../../scripts/bundle-cli.mjs';

const main = bundledCommandLine();

/** Where tests find base models: prepared once, and never in a home of theirs. */
export const testModels = process.env.STOCKPOT_MODELS ?? join(homedir(), '.cache', 'stockpot', 'models');

/** One line of what a command tells on stderr under `--json`. */
export interface ToldEvent {
  readonly event: string;
  readonly job?: string;
  readonly stage?: string;
  readonly state?: string;
  readonly done?: number;
  readonly message?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The document on stdout; undefined when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it by the names that scripts rely on
  readonly json: any;
  readonly events: readonly ToldEvent[];
}

/** A command at work. */
export interface RunningCommand {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the first event for which this holds; rejects when the command ends before. */
  told(test: (event: ToldEvent) => boolean): Promise<ToldEvent>;
}

/** Starts the real command line as a process, under `--json` and with a home of its own. */
export function startCommand(home: string, args: readonly string[], input = ''): RunningCommand {
  const child = spawn(process.execPath, [main, ...args, '--json', '--home', home], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, STOCKPOT_MODELS: testModels },
  });
  child.stdin.end(input);
  const events: ToldEvent[] = [];
  const waiting: {
    test: (event: ToldEvent) => boolean;
    resolve: (event: ToldEvent) => void;
    reject: (error: Error) => void;
  }[] = [];
  let stdout = '';
  let stderr = '';
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const event = eventOf(line);
      if (event === undefined) continue;
      events.push(event);
      for (const wait of waiting) if (wait.test(event)) wait.resolve(event);
    }
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      for (const { reject } of waiting) reject(new Error(`The command ended before that.\n${stdout}\n${stderr}`));
      resolve({ code, signal, stdout, stderr, events, json: stdout === '' ? undefined : parsed(stdout) });
    });
  });
  return {
    process: child,
    ended,
    told: (test) =>
      new Promise((resolve, reject) => {
        const before = events.find(test);
        if (before !== undefined) resolve(before);
        else waiting.push({ test, resolve, reject });
      }),
  };
}

/** Runs the real command line to its end. */
export function command(home: string, args: readonly string[], input = ''): Promise<Ended> {
  return startCommand(home, args, input).ended;
}

/** Runs it to its end and gives its document; throws with what it said when it failed. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export async function result(home: string, args: readonly string[], input = ''): Promise<any> {
  const { code, json, stdout, stderr } = await command(home, args, input);
  if (code !== 0) throw new Error(`stockpot ${args.join(' ')} ended with ${code}.\n${stdout}\n${stderr}`);
  return json;
}

function eventOf(line: string): ToldEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  return JSON.parse(line) as ToldEvent;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`This is not one JSON document: ${text}`);
  }
}
