// Our decoding beside llama.cpp: same 4-bit weights, same threads, same adapter, in turn.
//   npm run bench:decode -- [--model DIR] [--gguf FILE] [--rounds 6] [--new-tokens 96] [--peer-only]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openModel } from '../../core/engine/index.ts';
import { exportGguf, writeSkill } from '../../core/skill/index.ts';
import { loadTokenizer } from '../../core/text/index.ts';
import { ggufFile, modelFolder } from '../parity/model.ts';
import type { DecodeAnswer, DecodeRequest, DecodeSettings } from './decode-settings.ts';
import { findLlamaCpp } from './llama-cpp.ts';
import { summary } from './measure.ts';
import { startPeer } from './peer.ts';
import { randomAdapter } from './random-adapter.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    gguf: { type: 'string' },
    rounds: { type: 'string', default: '6' },
    'new-tokens': { type: 'string', default: '96' },
    'peer-only': { type: 'boolean', default: false },
  },
});
const newTokens = Number(values['new-tokens']);
const folder = await modelFolder(values.model);
const model = openModel(folder);
const scratch = mkdtempSync(join(tmpdir(), 'stockpot-bench-'));
const settings: DecodeSettings = {
  threads: 2,
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
const sides = { theirs, ...(ours ? { ours } : {}) };

const text = loadTokenizer(folder).encode(
  readFileSync(here('../../resources/suites/game-manual.txt'), 'utf8').slice(0, 20_000),
);
const kinds = [false, true];
const results = kinds.map(() => [] as Partial<Record<keyof typeof sides, DecodeAnswer>>[]);
for (let round = -1; round < Number(values.rounds); round++)
  for (const adapted of kinds) {
    const prompt = text.slice((round + 1) * 256, (round + 2) * 256);
    const answers: Partial<Record<keyof typeof sides, DecodeAnswer>> = {};
    const order = Object.entries(sides);
    if (round % 2 === 0) order.reverse();
    for (const [side, { peer }] of order)
      answers[side as keyof typeof sides] = await peer.ask<DecodeAnswer>({
        prompt,
        newTokens,
        adapted,
      } satisfies DecodeRequest);
    const line = Object.entries(answers).map(([side, a]) => `${side} ${a.tokensPerSecond.toFixed(1)}/s`);
    process.stderr.write(
      `${round < 0 ? 'warm-up' : `round ${round + 1}`} ${adapted ? 'adapter' : 'bare'}: ${line.join(', ')}\n`,
    );
    if (round >= 0) results[Number(adapted)]?.push(answers);
  }
for (const { peer } of Object.values(sides)) peer.end();
rmSync(scratch, { recursive: true, force: true });

const report = Object.fromEntries(
  kinds.map((adapted) => {
    const rounds = results[Number(adapted)] ?? [];
    const of = (side: keyof typeof sides, pick: (answer: DecodeAnswer) => number) =>
      rounds.flatMap((answers) => (answers[side] ? [pick(answers[side])] : []));
    const side = (name: keyof typeof sides) => ({
      tokensPerSecond: summary(of(name, (a) => a.tokensPerSecond)),
      prefillSeconds: summary(of(name, (a) => a.prefillSeconds)),
      peakMiB: Math.max(0, ...of(name, (a) => a.peakMiB)),
    });
    const both = rounds.filter((answers) => answers.ours && answers.theirs) as Record<
      'ours' | 'theirs',
      DecodeAnswer
    >[];
    return [
      adapted ? 'adapter' : 'bare',
      {
        llamaCpp: side('theirs'),
        ...(both.length === 0
          ? {}
          : {
              ours: side('ours'),
              ratio: summary(both.map((answers) => answers.ours.tokensPerSecond / answers.theirs.tokensPerSecond)),
              sameTokens: summary(both.map(({ ours: a, theirs: b }) => prefixLength(a.ids, b.ids))),
            }),
      },
    ];
  }),
);
process.stderr.write(`\n| | llama.cpp | Stockpot | ratio |\n|---|---|---|---|\n`);
for (const [kind, row] of Object.entries(report)) {
  const {
    llamaCpp,
    ours: own,
    ratio,
  } = row as { llamaCpp: { tokensPerSecond: { median: number } }; ours?: typeof llamaCpp; ratio?: { median: number } };
  process.stderr.write(
    `| ${kind}, tokens/s | ${llamaCpp.tokensPerSecond.median} | ${own?.tokensPerSecond.median ?? '–'} | ${ratio?.median ?? '–'} |\n`,
  );
}
process.stdout.write(
  `${JSON.stringify({ gguf: settings.gguf.split('/').at(-1), context: 256, newTokens, threads: settings.threads, ...report }, null, 2)}\n`,
);

/** How many tokens two greedy continuations share before they part. */
function prefixLength(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((id, i) => id !== b[i]);
  return at < 0 ? a.length : at;
}
