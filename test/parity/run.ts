// Our engine beside transformers and PEFT on the real default model.
//   npm run test:parity -- [--model ID|DIR] [--gguf FILE]
// Prints one JSON document; exit 1 when a difference is over its bar.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Adapter, chooseDevice, createDecoder, openModel, packExamples } from '../../core/engine/index.ts';
import { forwardProgram } from '../../core/engine/programs/forward.ts';
import { Session } from '../../core/engine/runtime/session.ts';
import { writeSafetensors } from '../../core/engine/weights/safetensors-write.ts';
import { writeSkill } from '../../core/skill/index.ts';
import { type Coefficients, concatenate } from '../../core/soup/index.ts';
import { loadTokenizer } from '../../core/text/index.ts';
import { randomAdapter } from '../bench/random-adapter.ts';
import { checkBars, type ParityReport } from './bars.ts';
import { logitsByLlamaCpp } from './llama-logits.ts';
import { tokenizeByLlamaCpp } from './llama-tokens.ts';
import { ggufFile, modelFolder } from './model.ts';
import { findPython } from './python.ts';
import { texts } from './texts.ts';

const { values } = parseArgs({ options: { model: { type: 'string' }, gguf: { type: 'string' } } });
const folder = await modelFolder(values.model);
const model = openModel(folder);
const tokenizer = loadTokenizer(folder);
const scratch = mkdtempSync(join(tmpdir(), 'stockpot-parity-'));
const length = 96;
const stretchLength = 256;

const llamaTokens = await tokenizeByLlamaCpp(ggufFile(values.gguf), texts);
const tokens = Object.fromEntries(
  Object.entries(texts).map(([name, text]) => [name, [text, tokenizer.encode(text)] as const]),
);
const sequences = Object.fromEntries(
  ['manual', 'code', 'european'].map((name) => [name, (tokens[name]?.[1] ?? []).slice(0, length)]),
);

/** Prose on which 4-bit decoding is compared: enough tokens that a share of them is known to about a hundredth. */
const manualIds = tokens.manual?.[1] ?? [];
const stretches = Object.fromEntries(
  [0, 1, 2, 3].map((i) => {
    const start = Math.floor((i * (manualIds.length - stretchLength)) / 3);
    return [`stretch-${i + 1}`, manualIds.slice(start, start + stretchLength)];
  }),
);

const skills = [randomAdapter(model, 16, 32, 0.02, 1), randomAdapter(model, 8, 8, 0.05, 2)];
const coefficients: Coefficients = {
  skills: 2,
  values: new Map(
    [...(skills[0] as Adapter).keys()].map((module, i) => [module, [0.3 + (i % 7) / 10, 0.9 - (i % 5) / 10]]),
  ),
};
const soup = concatenate(skills, coefficients);
const folders = skills.map((adapter, i) => {
  const path = join(scratch, `skill-${i + 1}`);
  writeSkill(path, { adapter, baseModel: 'parity' });
  return path;
});
const soupFolder = join(scratch, 'soup');
writeSkill(soupFolder, { adapter: soup, baseModel: 'parity' });

const request = {
  folder,
  llamaTokens,
  gguf: ggufFile(values.gguf),
  texts: tokens,
  sequences,
  stretches,
  skills: folders,
  soup: soupFolder,
  coefficients: Object.fromEntries(coefficients.values),
  ours: join(scratch, 'ours.safetensors'),
};
writeSafetensors(request.ours, [
  ...(await logitsOf('base', undefined)),
  ...(await logitsOf('soup', soup)),
  ...(await decodedLogitsOf('decoded', sequences, 'dense')),
  ...(await decodedLogitsOf('four-bit', stretches, 'four-bit')),
  ...(await llamaLogitsOf('llama.cpp', stretches)),
]);
writeFileSync(join(scratch, 'request.json'), JSON.stringify(request));
process.stderr.write('Comparing with transformers and PEFT …\n');
const script = fileURLToPath(new URL('parity.py', import.meta.url));
const { status, stdout } = spawnSync(findPython(), [script, join(scratch, 'request.json')], {
  stdio: ['ignore', 'pipe', 2],
  encoding: 'utf8',
  env: { ...process.env, HF_HUB_OFFLINE: '1', TRANSFORMERS_VERBOSITY: 'error' },
});
rmSync(scratch, { recursive: true, force: true });
if (status !== 0) throw new Error(`parity.py ended with ${status}.`);
const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as ParityReport;
const bars = checkBars(report);
process.stdout.write(`${JSON.stringify({ model: folder.split('/').at(-1), ...report, bars }, null, 2)}\n`);
process.exitCode = bars.every(({ held }) => held) ? 0 : 1;

type Sequences = Readonly<Record<string, readonly number[]>>;

/** Our logits of every sequence, `[tokens, vocabulary]`, under `<kind>.<name>`. */
async function logitsOf(kind: string, adapter: Adapter | undefined) {
  const device = chooseDevice('cpu');
  const graph = forwardProgram(model, { batch: 1, length, adapter, type: 'f32', output: 'logits' });
  const session = await Session.create(graph, { folder: model.folder, device, threads: 2 });
  const tensors: { name: string; type: 'F32'; shape: number[]; data: Float32Array }[] = [];
  for (const [name, ids] of Object.entries(sequences)) {
    const [packed] = packExamples([{ ids, lossStart: 0 }], { batch: 1, length });
    if (!packed) throw new Error('no batch');
    const feed = (data: BigInt64Array) => ({ data, dims: [1, length] });
    const results = await session.run({
      ids: feed(packed.ids),
      positions: feed(packed.positions),
      segments: feed(packed.segments),
    });
    const vocabulary = model.config.vocabularySize;
    const data = results.logits?.data.slice(0, ids.length * vocabulary) as Float32Array;
    tensors.push({ name: `${kind}.${name}`, type: 'F32', shape: [ids.length, vocabulary], data });
  }
  await session.dispose();
  return tensors;
}

/** As {@link logitsOf}, token by token over the cache of keys and values. */
async function decodedLogitsOf(kind: string, texts: Sequences, weights: 'dense' | 'four-bit') {
  const longest = Math.max(...Object.values(texts).map((ids) => ids.length));
  const decoder = await createDecoder(model, { device: 'cpu', contextLength: longest + 1, threads: 2, weights });
  const vocabulary = model.config.vocabularySize;
  const tensors: { name: string; type: 'F32'; shape: number[]; data: Float32Array }[] = [];
  for (const [name, ids] of Object.entries(texts)) {
    const data = new Float32Array(ids.length * vocabulary);
    for (let i = 0; i < ids.length; i++) {
      const [logits] = await decoder.nextLogits([ids.slice(0, i + 1)]);
      data.set(logits ?? [], i * vocabulary);
    }
    tensors.push({ name: `${kind}.${name}`, type: 'F32', shape: [ids.length, vocabulary], data });
  }
  await decoder.dispose();
  return tensors;
}

/** As {@link decodedLogitsOf}, by llama.cpp on the GGUF file. */
async function llamaLogitsOf(kind: string, texts: Sequences) {
  process.stderr.write('Asking llama.cpp …\n');
  const vocabulary = model.config.vocabularySize;
  const all = await logitsByLlamaCpp(ggufFile(values.gguf), Object.values(texts), vocabulary);
  return Object.entries(texts).map(([name, ids], i) => ({
    name: `${kind}.${name}`,
    type: 'F32' as const,
    shape: [ids.length, vocabulary],
    data: all[i] as Float32Array,
  }));
}
