import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { z } from 'zod';
import { converse, type Outcome } from './converse.ts';
import type { ConfinedProgram } from './method.ts';
import { refused } from './refused.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * Proves a way to restrict programs, on this machine and now: a program in it tries what generated code must not be able
 * to do, without Node's own permission checks, and each attempt has to fail.
 *
 * @throws AppError `bench/no-sandbox` naming what was not refused.
 */
export async function prove(sandbox: Sandbox): Promise<void> {
  let reached = 0;
  const server = createServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  try {
    const port = await listening(server);
    const asked = { file: '/etc/passwd', folder: homedir(), parent: process.pid, port };
    const outcome = await converse(sandbox, program, { message: JSON.stringify(asked) });
    const found = findingsOf(outcome);
    const done = attempts.filter(
      (attempt) => (attempt !== 'memory' && found[attempt] === 'done') || (attempt === 'connect' && reached > 0),
    );
    if (await takesMemory(sandbox)) done.push('memory');
    if (done.length > 0) throw refused(`a program in it could ${done.map((attempt) => words[attempt]).join(', ')}`);
  } finally {
    server.close();
  }
}

const program: ConfinedProgram = { script: 'probe.mjs', permissions: false, timeSeconds: 20, memoryMiB: 256 };

/** Whether a program gets, and writes to, twice the memory that it may. */
async function takesMemory(sandbox: Sandbox): Promise<boolean> {
  const bytes = 2 * program.memoryMiB * 1_048_576;
  const outcome = await converse(sandbox, program, { message: JSON.stringify({ bytes }) });
  return outcome.kind === 'time' || (outcome.kind === 'line' && outcome.line === '{"memory":"done"}');
}

function findingsOf(outcome: Outcome): Findings {
  if (outcome.kind !== 'line') throw refused(`its probe did not come to its end (${JSON.stringify(outcome)})`);
  return findings.parse(JSON.parse(outcome.line));
}

/** Each attempt: how it was refused, or `done`. */
const findings = z.strictObject({
  read: z.string(),
  list: z.string(),
  write: z.string(),
  overwrite: z.string(),
  processes: z.string(),
  signal: z.string(),
  spawn: z.string(),
  thread: z.string(),
  connect: z.string(),
});
type Findings = z.infer<typeof findings>;

const words: Readonly<Record<keyof Findings | 'memory', string>> = {
  read: 'read files',
  list: 'list folders',
  write: 'write files',
  overwrite: 'change files',
  processes: 'see processes',
  signal: 'send signals',
  spawn: 'begin processes',
  thread: 'begin threads',
  connect: 'reach the network',
  memory: 'take more memory than it may',
};
const attempts = Object.keys(words) as (keyof typeof words)[];

function listening(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
}
