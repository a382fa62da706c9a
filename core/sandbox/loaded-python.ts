import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SandboxFiles } from './files.ts';

/** What Python's memory holds once it is loaded, made once a process: to start from it takes a fifth of the time. */
export function loadedPython({ node, programs, pyodide }: SandboxFiles): Promise<Uint8Array> {
  snapshot ??= promisify(execFile)(node, [join(programs, 'make-snapshot.mjs'), pyodide], {
    env: {},
    encoding: 'buffer',
    maxBuffer: SNAPSHOT_BYTES,
  }).then(({ stdout }) => stdout);
  return snapshot;
}

let snapshot: Promise<Uint8Array> | undefined;

/** It has some 30 MB. */
const SNAPSHOT_BYTES = 134_217_728;
