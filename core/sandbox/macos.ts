import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { SandboxFiles } from './files.ts';
import { startSeconds } from './limits.ts';
import { nodeCommand, type SandboxMethod } from './method.ts';
import { findTools } from './tools.ts';

/**
 * macOS: a profile that denies all but reading what Node needs. The system limits no process's memory, so that is watched.
 * Whether a version of the system holds to all this, its probe tells.
 */
export const seatbelt: SandboxMethod = {
  name: 'seatbelt',
  // Its profile lets it begin no process from the start; Node's permission checks refuse threads of the program's own.
  freeze: async () => {},
  async memoryBytes(pid) {
    const { stdout } = await promisify(execFile)('/bin/ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout) * 1024;
  },
  command(files, program) {
    const tools = findTools(['sandbox-exec', 'sh']);
    if (typeof tools === 'string') return tools;
    const limits = `ulimit -c 0; ulimit -f 0; ulimit -n 128; ulimit -t ${2 * (startSeconds + program.timeSeconds)}; exec "$@"`;
    return {
      file: tools.sh,
      arguments: [
        ...['-c', limits, 'sh', tools['sandbox-exec'], '-p', profile(files)],
        ...nodeCommand({ node: files.node, programs: files.programs, pyodide: files.pyodide }, files, program),
      ],
      environment: {},
    };
  },
};

function profile({ node, libraries, pyodide, programs }: SandboxFiles): string {
  const literals = [node, ...libraries, '/', '/dev/null', '/dev/random', '/dev/urandom'];
  const folders = [pyodide, programs, '/usr/lib', '/System/Library', '/System/Volumes/Preboot/Cryptexes'];
  return [
    '(version 1)',
    '(deny default)',
    `(allow process-exec (literal ${JSON.stringify(node)}))`,
    '(allow sysctl-read)',
    '(allow file-read-metadata)',
    `(allow file-read* ${literals.map((path) => `(literal ${JSON.stringify(path)})`).join(' ')})`,
    `(allow file-read* ${folders.map((path) => `(subpath ${JSON.stringify(path)})`).join(' ')})`,
  ].join('\n');
}
