import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Seconds, summed over threads: on a processor, and ready to run while the processor was given to others. */
export interface ThreadTimes {
  readonly ran: number;
  readonly waited: number;
}

/** A child process that does one piece of work for each line it gets, and answers with one line of JSON. */
export interface Peer {
  /** Sends a line of JSON and gives the answer to it. */
  ask<T>(message: unknown): Promise<T>;
  /** As {@link Peer.ask}, and how its threads fared meanwhile. */
  askWatched<T>(message: unknown): Promise<{ answer: T; threads: ThreadTimes }>;
  end(): void;
}

/** Starts a peer; it is ready when it has printed its first line of JSON. Whatever it prints on stderr is passed on. */
export async function startPeer(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
) {
  const child: ChildProcess = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...options.env },
    cwd: options.cwd,
  });
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error(`${command} has no pipes`);
  createInterface({ input: stdout }).on('line', (line) => {
    if (line.startsWith('{')) waiting.shift()?.resolve(line);
  });
  child.on('error', (error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`${command} ${args.join(' ')} ended with ${code}`));
  });
  const nextLine = (): Promise<string> => new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  const peer: Peer = {
    async ask<T>(message: unknown) {
      const answer = nextLine();
      stdin.write(`${JSON.stringify(message)}\n`);
      return JSON.parse(await answer) as T;
    },
    async askWatched<T>(message: unknown) {
      const before = threadTimes(child.pid);
      const answer = await peer.ask<T>(message);
      const after = threadTimes(child.pid);
      const threads = { ran: after.ran - before.ran, waited: after.waited - before.waited };
      return { answer, threads };
    },
    end: () => stdin.end(),
  };
  const ready = JSON.parse(await nextLine()) as Record<string, unknown>;
  return { peer, ready };
}

/** What the system's scheduler says of all threads of a process, in seconds; zeros where it says nothing. */
function threadTimes(pid: number | undefined): ThreadTimes {
  try {
    const folder = `/proc/${pid}/task`;
    const times = readdirSync(folder).map((task) => readFileSync(`${folder}/${task}/schedstat`, 'utf8').split(' '));
    const total = (field: number): number => times.reduce((sum, fields) => sum + Number(fields[field]), 0) / 1e9;
    return { ran: total(0), waited: total(1) };
  } catch {
    return { ran: 0, waited: 0 };
  }
}
