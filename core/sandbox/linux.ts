import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { SandboxFiles } from './files.ts';
import { startSeconds } from './limits.ts';
import { type ConfinedProgram, type InsidePaths, nodeCommand, type SandboxMethod } from './method.ts';
import { refused } from './refused.ts';
import { findTools, toolFolders } from './tools.ts';

/** Bubblewrap, where it is installed: some systems allow it, by its name, what they forbid others. */
export const bubblewrap: SandboxMethod = {
  name: 'bubblewrap',
  freeze,
  command(files, program) {
    const tools = findTools(['bwrap', 'prlimit', 'timeout']);
    if (typeof tools === 'string') return tools;
    // It stays root inside, and of root's processes the system keeps no count.
    if (isRoot()) return 'bubblewrap limits no processes of root';
    const own = '--unshare-all --die-with-parent --new-session --cap-drop ALL'.split(' ');
    const binds = bindsOf(files).flatMap(({ from, to }) => ['--ro-bind', from, to]);
    return {
      file: tools.timeout,
      arguments: [
        ...lifetime(program),
        ...[tools.prlimit, ...limitsOf(program)],
        ...[tools.bwrap, ...own, ...binds, '--remount-ro', '/', '--chdir', '/', '--'],
        ...nodeCommand(inside, files, program),
      ],
      environment: {},
    };
  },
};

/**
 * Namespaces of users, mounts, processes, network and IPC, by util-linux. The new root is an empty file system with what
 * Node needs bound into it, all of it read-only. Root becomes nobody first.
 *
 * The second `unshare` begins another namespace of users: it has no rights over the first one's mounts, and since its
 * program lives in a changed root, the system lets it begin no further one.
 */
export const namespaces: SandboxMethod = {
  name: 'namespaces',
  freeze,
  command(files, program) {
    const tools = findTools(['unshare', 'setpriv', 'prlimit', 'timeout', 'sh', 'env']);
    if (typeof tools === 'string') return tools;
    const asRoot = isRoot() ? [] : ['--user', '--map-root-user'];
    const apart = '--user --pid --net --ipc --uts --fork --kill-child=KILL --wd=/'.split(' ');
    return {
      file: tools.timeout,
      arguments: [
        ...lifetime(program),
        ...[tools.unshare, ...asRoot, '--mount', '--propagation', 'private', '--'],
        ...[tools.sh, '-c', layOutRoot, 'sh', ROOT],
        ...[...bindsOf(files).flatMap(({ from, to }) => [from, to]), '--'],
        ...[tools.env, '-i', tools.setpriv, ...asNobody(), '--no-new-privs'],
        ...[tools.prlimit, ...limitsOf(program)],
        ...[tools.unshare, ...apart, `--root=${ROOT}`, '--'],
        ...nodeCommand(inside, files, program),
      ],
      environment: { PATH: toolFolders.join(':') },
    };
  },
};

const inside: InsidePaths = { node: '/node', programs: '/programs', pyodide: '/pyodide' };

/** What `setpriv` needs for root to become nobody. */
function asNobody(): string[] {
  return isRoot() ? ['--reuid=65534', '--regid=65534', '--clear-groups'] : [];
}

/** Where the new root lies before it is one: every Linux has this folder, and nothing that is bound lies under it. */
const ROOT = '/sys';

/** Arguments: the new root; pairs of what is bound and where it lies inside; `--`; what takes the shell's place. */
const layOutRoot = `set -e
root=$1
shift
mount -t tmpfs -o mode=755,size=1m,nosuid,nodev sandbox "$root"
while [ "$1" != -- ]; do
  at=$root$2
  if [ -d "$1" ]; then mkdir -p "$at"; else mkdir -p "$(dirname "$at")"; : > "$at"; fi
  mount --bind "$1" "$at"
  mount -o remount,bind,ro,nosuid,nodev "$at"
  shift 2
done
shift
mount -o remount,bind,ro,nosuid,nodev "$root"
exec "$@"`;

function bindsOf({
  node,
  libraries,
  pyodide,
  programs,
}: SandboxFiles): { readonly from: string; readonly to: string }[] {
  return [
    { from: node, to: inside.node },
    { from: programs, to: inside.programs },
    { from: pyodide, to: inside.pyodide },
    ...libraries.map((path) => ({ from: path, to: path })),
  ];
}

/** Everything ends in time even when the process that waits for it has died. */
function lifetime({ timeSeconds }: ConfinedProgram): string[] {
  return ['--signal=KILL', String(startSeconds + timeSeconds + 1)];
}

/** No file can be written, and a crash leaves none. Time is limited from outside; that of processors in case this fails. */
function limitsOf({ timeSeconds }: ConfinedProgram): string[] {
  const cpuSeconds = 2 * (startSeconds + timeSeconds);
  return [`--cpu=${cpuSeconds}`, ...'--fsize=0 --core=0 --memlock=0 --msgqueue=0 --nofile=128'.split(' ')];
}

/**
 * Node begins its threads while it loads. With the limit of processes set to one from then on, the system refuses any
 * further process and thread, whatever Node or its permission checks would allow. Private writable memory counts as data:
 * some Nodes reserve half a gibibyte of it and use little, so what there is then is what more is counted from.
 */
async function freeze(pid: number, { memoryMiB }: ConfinedProgram): Promise<void> {
  const tools = findTools(['setpriv', 'prlimit']);
  if (typeof tools === 'string') throw refused(tools);
  for (const each of await descendants(pid)) {
    try {
      const bytes = (await dataBytes(each)) + memoryMiB * 1_048_576;
      const limits = ['--pid', String(each), '--nproc=1:1', `--data=${bytes}:${bytes}`];
      // Limits of a process can be set by its own user; root may lack the right to set those of others.
      await promisify(execFile)(tools.setpriv, [...asNobody(), tools.prlimit, ...limits]);
    } catch (cause) {
      throw refused('its memory and the number of its processes could not be limited', { cause });
    }
  }
}

async function dataBytes(pid: number): Promise<number> {
  const kibibytes = /^VmData:\s*(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kibibytes === undefined) throw new Error(`the system does not tell the memory of process ${pid}`);
  return Number(kibibytes) * 1024;
}

async function descendants(pid: number): Promise<number[]> {
  let children: number[];
  try {
    children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean).map(Number);
  } catch (cause) {
    throw refused('the system does not tell which processes were begun', { cause });
  }
  const below = await Promise.all(children.map(descendants));
  return [...children, ...below.flat()];
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
