import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A child process that does one piece of work for each line it gets, and answers with one line of JSON. */
export interface Peer {
  /** Sends a line of JSON and gives the answer to it. */
  ask<T>(message: unknown): Promise<T>;
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
    end: () => stdin.end(),
  };
  const ready = JSON.parse(await nextLine()) as Record<string, unknown>;
  return { peer, ready };
}
