// Our decoding beside llama.cpp: same 4-bit weights, same threads, same adapter, in turn.
//   npm run bench:decode -- [--model DIR] [--gguf FILE] [--rounds 6] [--new-tokens 96] [--threads 2] [--peer-only]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openModel } from '../../core/engine/index.ts';
import { exportGguf, writeSkill } from '../../core/skill/index.ts';
import { loadTokenizer } from '../../core/text/index.ts';
import { ggufFile, modelFolder } from '../parity/model.ts';
import type { DecodeAnswer, DecodeRequest, DecodeSettings } from './decode-settings.ts';
import { findLlamaCpp } from './llama-cpp.ts';
import { summary, undisturbed } from './measure.ts';
import { startPeer, type ThreadTimes } from './peer.ts';
import { randomAdapter } from './random-adapter.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    gguf: { type: 'string' },
    rounds: { type: 'string', default: '6' },
    'new-tokens': { type: 'string', default: '96' },
    threads: { type: 'string', default: '2' },
    'peer-only': { type: 'boolean', default: false },
  },
});
const contextTokens = 256;
const newTokens = Number(values['new-tokens']);
const folder = await modelFolder(values.model);
const model = openModel(folder);
const scratch = mkdtempSync(join(tmpdir(), 'stockpot-bench-'));
const settings: DecodeSettings = {
  threads: Number(values.threads),
  contextLength: 512,
  folder,
  gguf: ggufFile(values.gguf),
  adapterFolder: join(scratch, 'adapter'),
  adapterGguf: join(scratch, 'adapter.gguf'),
};
const adapter = randomAdapter(model);
writeSkill(settings.adapterFolder, { adapter, baseModel: 'bench' });
exportGguf(adapter, model.config, settings.adapterGguf);

const tsx = (script: string, ...args: string[]) =>
  startPeer(process.execPath, ['--import', 'tsx', here(script), JSON.stringify(settings), ...args]);
const theirs = await tsx('decode-peer.ts', findLlamaCpp());
const ours = values['peer-only'] ? undefined : await tsx('decode-worker.ts');

const text = loadTokenizer(folder).encode(
  readFileSync(here('../../resources/suites/game-manual.txt'), 'utf8').slice(0, 20_000),
);
const names = ['bare', 'adapter'] as const;
type Side = DecodeAnswer & { readonly threads: ThreadTimes };
interface Round {
  readonly theirs: Side;
  readonly ours?: Side;
}
const rounds = new Map<string, Round[]>(names.map((name) => [name, []]));
// the first round warms both up and is not counted
for (let round = -1; round < Number(values.rounds); round++)
  for (const name of names) {
    const request: DecodeRequest = {
      prompt: text.slice((round + 1) * contextTokens, (round + 2) * contextTokens),
      newTokens,
      adapted: name === 'adapter',
    };
    const answers = new Map<typeof theirs, Side>();
    const sides = ours ? [theirs, ours] : [theirs];
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const { answer, threads } = await side.peer.askWatched<DecodeAnswer>(request);
      answers.set(side, { ...answer, threads });
    }
    const own = ours && answers.get(ours);
    const found: Round = { theirs: answers.get(theirs) as Side, ...(own ? { ours: own } : {}) };
    if (round >= 0) rounds.get(name)?.push(found);
    process.stderr.write(
      `${round < 0 ? 'warm-up' : `round ${round + 1}`}, ${name}: llama.cpp ${found.theirs.tokensPerSecond.toFixed(1)}, ours ${found.ours?.tokensPerSecond.toFixed(1) ?? '–'} tokens/s\n`,
    );
  }
theirs.peer.end();
ours?.peer.end();
rmSync(scratch, { recursive: true, force: true });

const report = Object.fromEntries(
  names.map((name) => {
    const all = rounds.get(name) ?? [];
    return [name, { all: measured(all), undisturbed: measured(all.filter(isUndisturbed)) }];
  }),
);
process.stderr.write('\n| tokens/s | llama.cpp | Stockpot | Stockpot ÷ llama.cpp |\n|---|---|---|---|\n');
for (const [name, kinds] of Object.entries(report))
  for (const [kind, found] of Object.entries(kinds)) {
    if (!('tokensPerSecond' in found)) continue;
    const { llamaCpp, ours: own } = found.tokensPerSecond;
    process.stderr.write(
      `| ${name}, ${found.rounds} ${kind} | ${llamaCpp.median} | ${own?.median ?? '–'} | ${found.ratio?.median ?? '–'} |\n`,
    );
  }
const { threads } = settings;
const head = { model: basename(folder), gguf: basename(settings.gguf), contextTokens, newTokens, threads };
process.stdout.write(`${JSON.stringify({ ...head, ...report }, null, 2)}\n`);

function measured(found: readonly Round[]) {
  if (found.length === 0) return { rounds: 0 };
  const both = found.flatMap(({ theirs, ours }) => (ours ? [{ theirs, ours }] : []));
  const sides = (pick: (side: Side) => number) => ({
    llamaCpp: summary(found.map(({ theirs }) => pick(theirs))),
    ...(both.length > 0 ? { ours: summary(both.map(({ ours }) => pick(ours))) } : {}),
  });
  return {
    rounds: found.length,
    tokensPerSecond: sides((side) => side.tokensPerSecond),
    prefillSeconds: sides((side) => side.prefillSeconds),
    /** of all threads, for prompt and answer together */
    processorSeconds: sides((side) => side.threads.ran),
    peakMiB: sides((side) => side.peakMiB),
    ...(both.length === 0
      ? {}
      : {
          ratio: summary(both.map(({ ours, theirs }) => ours.tokensPerSecond / theirs.tokensPerSecond)),
          processorRatio: summary(both.map(({ ours, theirs }) => theirs.threads.ran / ours.threads.ran)),
          sameTokens: summary(both.map(({ ours, theirs }) => prefixLength(ours.ids, theirs.ids))),
        }),
  };
}

function isUndisturbed({ theirs, ours }: Round): boolean {
  const seconds = (side: Side): number => side.prefillSeconds + (side.ids.length - 1) / side.tokensPerSecond;
  return [theirs, ours].every((side) => side === undefined || undisturbed(seconds(side), side.threads));
}

/** How many tokens two greedy continuations share before they part. */
function prefixLength(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((id, i) => id !== b[i]);
  return at < 0 ? a.length : at;
}
