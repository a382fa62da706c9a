// Runs inside the sandbox, as its only program. Arguments: Pyodide's folder; how many bytes of Python's memory come first
// on stdin. With Python loaded from them, `ready` is said, one line of JSON `{code}` is read, the code is run, and one line
// of JSON says what came of it. The process that reads that line trusts nothing in it.
import { constants, readSync, writeSync } from 'node:fs';

const CHARACTERS_KEPT = 16_384;
const VALUE_CHARACTERS_KEPT = 1000;
const { parse, stringify } = JSON;

const [folder, snapshotBytes] = process.argv.slice(2);
// Node's permission checks refuse `process.binding`, of which Pyodide reads the constants of files.
process.binding = () => ({ fs: constants });
const { loadPyodide } = await import(`${folder}/pyodide.mjs`);
const python = await loadPyodide({ indexURL: `${folder}/`, _loadSnapshot: readBytes(Number(snapshotBytes)) });
const printed = capped(CHARACTERS_KEPT);
python.setStdout({ write: printed.write });
python.setStderr({ write: printed.write });
const globals = python.globals.get('dict')();
globals.set('__name__', '__main__');
const toFloat = python.globals.get('float');
const toText = python.globals.get('repr');

say('ready');
const result = run(parse(await readLine()).code);
say(stringify({ ...result, printed: printed.text(), cut: printed.cut() }));
process.exit(0);

function run(code) {
  try {
    return { ended: 'finished', value: plain(python.runPython(code, { globals, filename: 'answer.py' })) };
  } catch (error) {
    return failure(error);
  }
}

/** Python's value as JSON has it: a number that it holds no other way as its nearest double, anything else as its `repr`. */
function plain(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return finite(Number(value));
  if (typeof value === 'number') return finite(value);
  if (typeof value === 'string') return value.slice(0, VALUE_CHARACTERS_KEPT);
  try {
    return finite(toFloat(value));
  } catch {
    return String(toText(value)).slice(0, VALUE_CHARACTERS_KEPT);
  }
}

function finite(number) {
  if (Number.isFinite(number)) return number;
  return Number.isNaN(number) ? 'nan' : number > 0 ? 'inf' : '-inf';
}

function failure(error) {
  const told = String(error?.message ?? error).trim();
  const last = told.slice(told.lastIndexOf('\n') + 1).slice(0, VALUE_CHARACTERS_KEPT);
  const memory = error?.type === 'MemoryError' || /allocation failed|out of memory|unable to grow/i.test(last);
  return { ended: memory ? 'memory' : 'error', error: last };
}

/** Keeps the first characters of what is written, and counts the others. */
function capped(limit) {
  const decoder = new TextDecoder();
  let text = '';
  let cut = 0;
  return {
    write(bytes) {
      const piece = decoder.decode(bytes, { stream: true });
      const kept = piece.slice(0, Math.max(0, limit - text.length));
      text += kept;
      cut += piece.length - kept.length;
      return bytes.length;
    },
    text: () => text,
    cut: () => cut,
  };
}

function say(line) {
  const bytes = Buffer.from(`${line}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

function readBytes(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const read = readSync(0, bytes, at, length - at, null);
    if (read === 0) process.exit(1);
    at += read;
  }
  return bytes;
}

async function readLine() {
  let held = '';
  for await (const piece of process.stdin.setEncoding('utf8')) {
    held += piece;
    if (held.endsWith('\n')) return held;
  }
  return process.exit(1);
}
