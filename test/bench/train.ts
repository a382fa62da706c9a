// Our training step beside PyTorch and PEFT, in turn on the same batches.
//   npm run bench:train -- [--model ID|DIR] [--pairs 12] [--threads 2]
// A pair in which other programs took the processor away from either side is told apart: waiting at a barrier for a thread that
// isn't running makes both sides many times slower, and not alike.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadTokenizer } from '../../core/text/index.ts';
import { modelFolder } from '../parity/model.ts';
import { findPython } from '../parity/python.ts';
import { summary, undisturbed } from './measure.ts';
import { startPeer, type ThreadTimes } from './peer.ts';
import { type StepAnswer, trainSettings } from './train-settings.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    pairs: { type: 'string', default: '12' },
    threads: { type: 'string', default: '2' },
  },
});
const folder = await modelFolder(values.model);
const pairs = Number(values.pairs);
const threads = values.threads;
const settings = JSON.stringify({ ...trainSettings, threads: Number(threads) });

const theirs = await startPeer(findPython(), [here('train-peer.py'), folder, settings], {
  env: { OMP_NUM_THREADS: threads, MKL_NUM_THREADS: threads, TRANSFORMERS_VERBOSITY: 'error', HF_HUB_OFFLINE: '1' },
});
const ours = await startPeer(process.execPath, ['--import', 'tsx', here('train-worker.ts'), folder, settings]);
if (theirs.ready.parameters !== ours.ready.parameters)
  throw new Error(`The sides train unlike adapters: ${JSON.stringify([theirs.ready, ours.ready])}`);

const text = loadTokenizer(folder).encode(
  readFileSync(here('../../resources/suites/game-manual.txt'), 'utf8').slice(0, 60_000),
);
interface Side extends StepAnswer {
  readonly threads: ThreadTimes;
}
interface Pair {
  readonly theirs: Side;
  readonly ours: Side;
}
const rows: Pair[] = [];
// the first two pairs warm caches, memory and thread pools up and are not counted
for (let pair = -2; pair < pairs; pair++) {
  const message = { ids: batchOf(pair + 2) };
  const order = pair % 2 === 0 ? [theirs, ours] : [ours, theirs];
  const answers = new Map<unknown, Side>();
  for (const side of order) {
    const { answer, threads } = await side.peer.askWatched<StepAnswer>(message);
    answers.set(side, { ...answer, threads });
  }
  const row = { theirs: answers.get(theirs) as Side, ours: answers.get(ours) as Side };
  if (pair >= 0) rows.push(row);
  process.stderr.write(
    `${pair < 0 ? 'warm-up' : `pair ${pair + 1}`}: PyTorch ${row.theirs.seconds.toFixed(2)} s (loss ${row.theirs.loss.toFixed(3)}), ours ${row.ours.seconds.toFixed(2)} s (loss ${row.ours.loss.toFixed(3)})\n`,
  );
}
theirs.peer.end();
ours.peer.end();

const quiet = rows.filter((row) =>
  [row.theirs, row.ours].every(({ seconds, threads }) => undisturbed(seconds, threads)),
);
const result = {
  model: basename(folder),
  settings: { ...trainSettings, threads: Number(threads) },
  all: measured(rows),
  undisturbed: measured(quiet),
  peakMiBPyTorch: Math.max(...rows.map((row) => row.theirs.peakMiB)),
  peakMiBOurs: Math.max(...rows.map((row) => row.ours.peakMiB)),
  losses: rows.map((row) => [row.theirs.loss, row.ours.loss].map((loss) => Number(loss.toFixed(4)))),
  versions: { torch: theirs.ready.torch, node: ours.ready.node },
};
process.stderr.write(`
| | PyTorch + PEFT | Stockpot | PyTorch ÷ Stockpot |
|---|---|---|---|
${tableRow('all pairs', result.all)}
${tableRow('undisturbed pairs', result.undisturbed)}
| most memory (VmHWM) | ${result.peakMiBPyTorch} MiB | ${result.peakMiBOurs} MiB | |
`);
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);

/** Seconds of wall clock a step on each side, and PyTorch's over ours: by the clock, and by the processor time of all threads. */
function measured(pairs: readonly Pair[]) {
  if (pairs.length === 0) return { pairs: 0 };
  return {
    pairs: pairs.length,
    ratio: summary(pairs.map((row) => row.theirs.seconds / row.ours.seconds)),
    processorRatio: summary(pairs.map((row) => row.theirs.threads.ran / row.ours.threads.ran)),
    secondsPyTorch: summary(pairs.map((row) => row.theirs.seconds)),
    secondsOurs: summary(pairs.map((row) => row.ours.seconds)),
    processorSecondsPyTorch: summary(pairs.map((row) => row.theirs.threads.ran)),
    processorSecondsOurs: summary(pairs.map((row) => row.ours.threads.ran)),
  };
}

function tableRow(name: string, found: ReturnType<typeof measured>): string {
  if (found.ratio === undefined) return `| ${name}: none | | | |`;
  const { secondsPyTorch, secondsOurs, ratio } = found;
  return `| median step, ${found.pairs} ${name} | ${secondsPyTorch.median} s | ${secondsOurs.median} s | ${ratio.median} (quartiles ${ratio.quarter} to ${ratio.threeQuarters}) |`;
}

/** Rows of real text, other ones for each step. */
function batchOf(number: number): number[][] {
  const { batch, length } = trainSettings;
  return Array.from({ length: batch }, (_, row) => {
    const start = ((number * batch + row) * length) % (text.length - length);
    return text.slice(start, start + length);
  });
}
