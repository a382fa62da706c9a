// Our training step beside PyTorch and PEFT, in turn on the same batches.
//   npm run bench:train -- [--model DIR] [--pairs 12]
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadTokenizer } from '../../core/text/index.ts';
import { modelFolder } from '../parity/model.ts';
import { findPython } from '../parity/python.ts';
import { median, summary } from './measure.ts';
import { startPeer } from './peer.ts';
import { type StepAnswer, trainSettings } from './train-settings.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const { values } = parseArgs({ options: { model: { type: 'string' }, pairs: { type: 'string', default: '12' } } });
const folder = await modelFolder(values.model);
const pairs = Number(values.pairs);
const settings = JSON.stringify(trainSettings);
const threads = String(trainSettings.threads);

const theirs = await startPeer(findPython(), [here('train-peer.py'), folder, settings], {
  env: { OMP_NUM_THREADS: threads, MKL_NUM_THREADS: threads, TRANSFORMERS_VERBOSITY: 'error', HF_HUB_OFFLINE: '1' },
});
const ours = await startPeer(process.execPath, ['--import', 'tsx', here('train-worker.ts'), folder, settings]);
if (theirs.ready.parameters !== ours.ready.parameters)
  throw new Error(`The sides train unlike adapters: ${JSON.stringify([theirs.ready, ours.ready])}`);

const text = loadTokenizer(folder).encode(
  readFileSync(here('../../resources/suites/game-manual.txt'), 'utf8').slice(0, 60_000),
);
const rows: { theirs: StepAnswer; ours: StepAnswer }[] = [];
// the first two pairs warm caches, memory and thread pools up and are not counted
for (let pair = -2; pair < pairs; pair++) {
  const message = { ids: batchOf(pair + 2) };
  const order = pair % 2 === 0 ? [theirs, ours] : [ours, theirs];
  const answers = new Map<unknown, StepAnswer>();
  for (const side of order) answers.set(side, await side.peer.ask<StepAnswer>(message));
  const row = { theirs: answers.get(theirs) as StepAnswer, ours: answers.get(ours) as StepAnswer };
  if (pair >= 0) rows.push(row);
  process.stderr.write(
    `${pair < 0 ? 'warm-up' : `pair ${pair + 1}`}: PyTorch ${row.theirs.seconds.toFixed(2)} s (loss ${row.theirs.loss.toFixed(3)}), ours ${row.ours.seconds.toFixed(2)} s (loss ${row.ours.loss.toFixed(3)})\n`,
  );
}
theirs.peer.end();
ours.peer.end();

const ratios = rows.map((row) => row.theirs.seconds / row.ours.seconds);
const result = {
  model: folder.split('/').at(-1),
  settings: trainSettings,
  pairs: rows.length,
  ratio: summary(ratios),
  secondsPyTorch: summary(rows.map((row) => row.theirs.seconds)),
  secondsOurs: summary(rows.map((row) => row.ours.seconds)),
  peakMiBPyTorch: Math.max(...rows.map((row) => row.theirs.peakMiB)),
  peakMiBOurs: Math.max(...rows.map((row) => row.ours.peakMiB)),
  losses: rows.map((row) => [row.theirs.loss, row.ours.loss].map((loss) => Number(loss.toFixed(4)))),
  versions: { torch: theirs.ready.torch, node: ours.ready.node },
};
process.stderr.write(`
| | PyTorch + PEFT | Stockpot |
|---|---|---|
| median step of ${trainSettings.batch * trainSettings.length} tokens | ${result.secondsPyTorch.median} s | ${result.secondsOurs.median} s |
| most memory (VmHWM) | ${result.peakMiBPyTorch} MiB | ${result.peakMiBOurs} MiB |

PyTorch took ${median(ratios).toFixed(2)} times as long (median of ${rows.length} pairs, quartiles ${result.ratio.quarter} to ${result.ratio.threeQuarters}).
`);
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);

/** Rows of real text, other ones for each step. */
function batchOf(number: number): number[][] {
  const { batch, length } = trainSettings;
  return Array.from({ length: batch }, (_, row) => {
    const start = ((number * batch + row) * length) % (text.length - length);
    return text.slice(start, start + length);
  });
}
