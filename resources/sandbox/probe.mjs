// Runs inside the sandbox without Node's own permission checks, so that what is refused is refused by the system. Told
// `{file, folder, port, parent}` it tries what generated code must not be able to do, and says of each attempt how it was
// refused, or `done`. Told `{bytes}` it takes so much memory.
import { spawnSync } from 'node:child_process';
import { openSync, readdirSync, readFileSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';

// Starts the threads that reading files needs, as loading Python does.
await readFile(process.argv[1]);
writeSync(1, 'ready\n');
const line = await new Promise((resolve) => process.stdin.once('data', resolve));
const { file, folder, port, parent, bytes } = JSON.parse(String(line));
if (bytes !== undefined) {
  say({ memory: attempt(() => take(bytes)) });
  process.exit(0);
}
say({
  read: attempt(() => readFileSync(file)),
  list: attempt(() => readdirSync(folder)),
  write: attempt(() => {
    writeFileSync('/left-behind', 'x');
    unlinkSync('/left-behind');
  }),
  overwrite: attempt(() => openSync(process.argv[1], 'r+')),
  processes: attempt(() => readdirSync('/proc')),
  signal: attempt(() => process.kill(parent, 0)),
  spawn: attempt(() => {
    const { error } = spawnSync(process.execPath, ['--version']);
    if (error) throw error;
  }),
  thread: await new Promise((resolve) => {
    const failed = (error) => resolve(error.code ?? error.message);
    try {
      new Worker('0', { eval: true }).on('online', () => resolve('done')).on('error', failed);
    } catch (error) {
      failed(error);
    }
  }),
  connect: await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve('done'));
    socket.on('error', (error) => resolve(error.code));
  }),
});
process.exit(0);

function say(found) {
  writeSync(1, `${JSON.stringify(found)}\n`);
}

function take(bytes) {
  const chunk = 1 << 24;
  const held = [];
  for (let taken = 0; taken < bytes; taken += chunk) held.push(new Uint8Array(chunk).fill(1));
  return held.length;
}

function attempt(action) {
  try {
    action();
    return 'done';
  } catch (error) {
    return error.code ?? error.message;
  }
}
