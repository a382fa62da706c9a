// The most memory a training worker holds, in both memory modes.
//   npm run bench:memory -- [--model ID|DIR] [--steps 2]
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openModel, trainingMemoryBytes } from '../../core/engine/index.ts';
import { loadTokenizer } from '../../core/text/index.ts';
import { modelFolder } from '../parity/model.ts';
import { startPeer } from './peer.ts';
import { type StepAnswer, trainSettings } from './train-settings.ts';

const { values } = parseArgs({ options: { model: { type: 'string' }, steps: { type: 'string', default: '2' } } });
const folder = await modelFolder(values.model);
const { config } = openModel(folder);
const { batch, length } = trainSettings;
const text = readFileSync(new URL('../../resources/suites/game-manual.txt', import.meta.url), 'utf8').slice(0, 20_000);
const ids = loadTokenizer(folder).encode(text);
const rows = Array.from({ length: batch }, (_, row) => ids.slice(row * length, (row + 1) * length));
const worker = fileURLToPath(new URL('train-worker.ts', import.meta.url));

const modes: Record<string, { peakMiB: number; privateMiB: number; estimateMiB: number; secondsPerStep: number }> = {};
for (const [mode, argument] of [
  ['default', []],
  ['low', ['low-memory']],
] as const) {
  const args = ['--import', 'tsx', worker, folder, JSON.stringify(trainSettings), ...argument];
  const { peer } = await startPeer(process.execPath, args);
  let last: (StepAnswer & { privateMiB: number }) | undefined;
  for (let step = 0; step < Number(values.steps); step++) last = await peer.ask({ ids: rows });
  peer.end();
  modes[mode] = {
    peakMiB: last?.peakMiB ?? 0,
    privateMiB: last?.privateMiB ?? 0,
    estimateMiB: Math.round(trainingMemoryBytes(config, trainSettings, mode) / 2 ** 20),
    secondsPerStep: Number((last?.seconds ?? 0).toPrecision(3)),
  };
  process.stderr.write(`${mode}: ${JSON.stringify(modes[mode])}\n`);
}
process.stdout.write(`${JSON.stringify({ model: basename(folder), settings: trainSettings, modes }, null, 2)}\n`);
