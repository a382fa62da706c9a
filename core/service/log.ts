import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../disk.ts';
import type { ErrorData } from '../errors.ts';
import type { Jobs } from '../jobs/index.ts';

/** What happened in a home, by codes alone: nothing of manuals, chats, titles or file names is in it. */
export interface Log {
  add(line: string): void;
  /** The newest lines, the oldest of them first. */
  tail(lines: number): string[];
}

/** `<home>/logs/stockpot.log`; a full one is kept as `stockpot.log.1`, and what was there goes. */
export function openLog(home: string, mostBytes = 512 * 1024): Log {
  const folder = join(home, 'logs');
  const path = join(folder, 'stockpot.log');
  const older = `${path}.1`;
  const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);
  return {
    add(line) {
      try {
        makeFolder(folder);
        if (existsSync(path) && statSync(path).size > mostBytes) renameSync(path, older);
        appendFileSync(path, `${new Date().toISOString()} ${line.replaceAll(/\s+/g, ' ')}\n`);
      } catch {
        // What goes wrong with the disk is told by the work itself; it must not fail for its log.
      }
    },
    tail: (lines) => [...read(older), ...read(path)].slice(-lines),
  };
}

/** Writes down how jobs begin and end. */
export function logJobs(jobs: Jobs, log: Log): void {
  for (const { id, kind } of jobs.interrupted) log.add(`job ${id} ${kind} interrupted`);
  jobs.onEvent((event) => {
    if (event.type !== 'state') return;
    const { id, kind, state, stage, reason, error } = event.job;
    const why = error === null ? (reason ?? '') : `at ${stage ?? 'its begin'}: ${errorText(error)}`;
    log.add(`job ${id} ${kind} ${state} ${why}`.trimEnd());
  });
}

/** An error by its code, and a defect of ours by where in our code it happened; never its words. */
export function errorText({ code, message }: ErrorData): string {
  const frames = message
    .split('\n')
    .map((line) =>
      /^\s+at (?:async )?(?:([\w.<>$ ]+) \()?.*?((?:core|node_modules|node:)[\w@./:-]*:\d+:\d+)\)?$/.exec(line),
    )
    .flatMap((found) => (found === null ? [] : [`${found[1] ?? '?'} ${found[2]}`]));
  return code === 'internal/defect' ? [code, ...frames.slice(0, 8)].join(' < ') : code;
}
