// Compares an NVIDIA card with the processor and measures it: one JSON document on stdout.
//   npm run -s check:gpu -- [--types f16,bf16] [--model FOLDER] [--device cuda]
// Train step, score and decode on the tiny models of the tests, then speed and memory with a real model where one is found
// (--model, or SmolLM2-135M-Instruct in STOCKPOT_MODELS or ~/.cache/stockpot/models). Progress goes to stderr.
// Exit 0: all within the bars; 1: something is not; 2: no usable card, with the reason. `--device cpu` tries the script itself.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  type Adapter,
  adamDefaults,
  chooseDevice,
  createDecoder,
  createScorer,
  type Device,
  type Example,
  loraLayers,
  loraParameters,
  type Model,
  OptimizerSession,
  openModel,
  packExamples,
  probeDevices,
  scheduleRow,
  seededRandom,
  stateName,
  trainProgram,
  watchCardMemory,
} from '../core/engine/index.ts';
import { AppError } from '../core/errors.ts';

type HalfType = 'f16' | 'bf16' | 'f32';

/** Largest relative L2 difference from f32 on the processor: bf16 keeps 8 bits of a number, f16 keeps 11. */
const bars: Readonly<Record<HalfType, { logits: number; scores: number; gradients: number }>> = {
  f32: { logits: 1e-3, scores: 1e-3, gradients: 1e-3 },
  f16: { logits: 1e-2, scores: 1e-2, gradients: 3e-2 },
  bf16: { logits: 5e-2, scores: 5e-2, gradients: 1e-1 },
};
const families = ['llama', 'llama-rope3', 'mistral', 'qwen2', 'qwen3'];
const fixtures = fileURLToPath(new URL('../test/fixtures/engine/', import.meta.url));
const targets = ['q_proj', 'k_proj', 'v_proj', 'up_proj', 'down_proj'];
const say = (text: string) => process.stderr.write(`${text}\n`);

interface Parity {
  readonly model: string;
  readonly logits: number;
  readonly scores: number;
  readonly gradients: number;
  readonly loss: number;
  readonly ok: boolean;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      types: { type: 'string', default: 'f16,bf16' },
      model: { type: 'string' },
      device: { type: 'string', default: 'cuda' },
    },
  });
  const kind = values.device === 'cpu' ? 'cpu' : 'cuda';
  const report = probeDevices().find((device) => device.kind === kind);
  if (!report?.usable) return refuse(report?.detail ?? 'the device is not known.');
  let device: Device;
  try {
    device = chooseDevice(kind);
    // the library may be there and still not load: another CUDA, another driver
    await parityOf('llama', { ...device, type: 'f32' });
  } catch (error) {
    if (error instanceof AppError) return refuse(error.message);
    throw error;
  }
  const results: Record<string, unknown> = {};
  let ok = true;
  for (const type of values.types.split(',') as HalfType[]) {
    const chosen = { ...device, type };
    const parity: Parity[] = [];
    for (const family of families) {
      say(`${type}: ${family}`);
      parity.push(await parityOf(family, chosen));
    }
    const real = findModel(values.model);
    if (real) say(`${type}: ${real}`);
    const measured = real === undefined ? undefined : await measure(openModel(real), chosen);
    ok &&= parity.every((one) => one.ok) && (measured === undefined || measured.parity.ok);
    results[type] = { parity, ...(measured ? { model: real, ...measured } : {}) };
  }
  process.stdout.write(`${JSON.stringify({ usable: true, ok, device: kind, results })}\n`);
  return ok ? 0 : 1;
}

function refuse(reason: string): number {
  process.stdout.write(`${JSON.stringify({ usable: false, reason })}\n`);
  return 2;
}

async function parityOf(family: string, device: Device): Promise<Parity> {
  const model = openModel(join(fixtures, family));
  return compare(family, model, device, { length: 12, batch: 2 });
}

/** Logits, scores and gradients of the same random adapter and tokens on both devices. */
async function compare(
  name: string,
  model: Model,
  device: Device,
  shape: { batch: number; length: number },
): Promise<Parity> {
  const adapter = randomAdapter(model, 4);
  const random = seededRandom(7);
  const examples: Example[] = Array.from({ length: shape.batch }, () => ({
    ids: Array.from({ length: shape.length }, () => Math.floor(random() * model.config.vocabularySize)),
    lossStart: 1,
  }));
  const [cpu, gpu] = [chooseDevice('cpu'), device];
  const both = async <T>(what: (device: Device) => Promise<T>): Promise<[T, T]> => [await what(cpu), await what(gpu)];
  const [exactLogits, logits] = await both((on) => logitsOn(model, adapter, on, examples[0]?.ids ?? []));
  const [exactScores, scores] = await both((on) => scoresOn(model, adapter, on, examples, shape));
  const [exactStep, step] = await both((on) => stepOn(model, adapter, on, examples, shape));
  const found = {
    logits: relative(logits, exactLogits),
    scores: relative(scores, exactScores),
    gradients: relative(step.gradient, exactStep.gradient),
    loss: Math.abs(step.loss - exactStep.loss) / exactStep.loss,
  };
  const bar = bars[device.type];
  const ok = found.logits < bar.logits && found.scores < bar.scores && found.gradients < bar.gradients;
  return { model: name, ...found, ok };
}

async function logitsOn(model: Model, adapter: Adapter, device: Device, ids: readonly number[]): Promise<number[]> {
  const decoder = await createDecoder(model, { adapter, device, weights: 'dense' });
  const first = await decoder.nextLogits([ids.slice(0, 5)]);
  const second = await decoder.nextLogits([ids]);
  await decoder.dispose();
  return [...first, ...second].flatMap((row) => [...row]);
}

async function scoresOn(
  model: Model,
  adapter: Adapter,
  device: Device,
  examples: readonly Example[],
  shape: { batch: number; length: number },
): Promise<number[]> {
  const scorer = await createScorer(model, { adapter, device, ...shape });
  const scores = await scorer.score(examples.map(({ ids }) => ({ ids, from: 1 })));
  await scorer.dispose();
  return scores.flatMap((row) => [...row]);
}

/** The gradient that a micro-batch leaves in the state, and its loss. */
async function stepOn(
  model: Model,
  adapter: Adapter,
  device: Device,
  examples: readonly Example[],
  shape: { batch: number; length: number },
): Promise<{ loss: number; gradient: number[] }> {
  const { session, parameters } = await trainingSession(model, adapter, device, {
    ...shape,
    rank: 4,
    accumulate: true,
  });
  const gradientScale = device.type === 'f16' ? 1024 : 1;
  const [batch] = packExamples(examples, shape);
  if (!batch) throw new Error('nothing to train on');
  const schedule = scheduleRow(adamDefaults, { step: 1, learningRate: 0, last: false, gradientScale });
  const { losses } = await session.run([{ batch, schedule, tokenWeight: 1 / batch.scored }]);
  const gradient = parameters.flatMap(({ name }) =>
    Array.from(session.state.get(stateName('gradient', name)) ?? [], (x) => x / gradientScale),
  );
  await session.dispose();
  return { loss: losses[0] ?? Number.NaN, gradient };
}

async function trainingSession(
  model: Model,
  adapter: Adapter,
  device: Device,
  options: { batch: number; length: number; rank: number; accumulate: boolean },
) {
  const parameters = loraParameters(loraLayers(model.config, targets), options.rank);
  const program = trainProgram(model, {
    ...options,
    alpha: 2 * options.rank,
    dropout: 0,
    targets,
    lowMemory: false,
    type: device.type,
  });
  const state = new Map(
    [...adapter].flatMap(([module, { a, b }]) => [
      [stateName('value', `${module}.a`), a],
      [stateName('value', `${module}.b`), b],
    ]),
  );
  const session = await OptimizerSession.create(program, parameters, state, { folder: model.folder, device });
  return { session, parameters };
}

/** Parity, then time and memory: a step of 4 × 100 tokens at rank 32, tokens of one answer a second, the card's memory at its fullest. */
async function measure(model: Model, device: Device) {
  const parity = await compare('model', model, device, { batch: 1, length: 32 });
  const memory = watchCardMemory(200);
  const adapter = randomAdapter(model, 32);
  const shape = { batch: 4, length: 100 };
  const { session } = await trainingSession(model, adapter, device, { ...shape, rank: 32, accumulate: false });
  const random = seededRandom(3);
  const examples = Array.from({ length: shape.batch }, () => ({
    ids: Array.from({ length: shape.length }, () => Math.floor(random() * model.config.vocabularySize)),
    lossStart: 0,
  }));
  const [batch] = packExamples(examples, shape);
  if (!batch) throw new Error('nothing to train on');
  const inputs = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      batch,
      tokenWeight: 1 / batch.scored,
      schedule: scheduleRow(adamDefaults, { step: i + 1, learningRate: 1e-5, last: true }),
    }));
  const timed = async (count: number): Promise<number> => {
    const started = performance.now();
    await session.run(inputs(count));
    return (performance.now() - started) / count;
  };
  await timed(1);
  const single = await median(() => timed(1), 5);
  const together = await median(() => timed(8), 3);
  await session.dispose();

  const decoder = await createDecoder(model, { adapter, device, weights: 'dense' });
  const options = { temperature: 0, topP: 1, topK: 0, repetitionPenalty: 1, seed: 1, stopIds: [], maxNewTokens: 64 };
  const prompt = examples[0]?.ids ?? [];
  const tokens = await median(async () => {
    const started = performance.now();
    const { ids } = await decoder.generate([prompt], options);
    return ((ids[0]?.length ?? 0) / (performance.now() - started)) * 1000;
  }, 3);
  await decoder.dispose();
  await memory.stop();
  return {
    parity,
    stepMs: single,
    stepMsTogether: together,
    decodeTokensPerSecond: tokens,
    peakMemoryMiB: memory.mostBytes === undefined ? null : memory.mostBytes / 2 ** 20,
  };
}

function findModel(named: string | undefined): string | undefined {
  if (named !== undefined) return named;
  const places = [process.env.STOCKPOT_MODELS, join(homedir(), '.cache', 'stockpot', 'models')];
  return places
    .filter((place) => place !== undefined)
    .map((place) => join(place, 'SmolLM2-135M-Instruct'))
    .find((folder) => existsSync(join(folder, 'config.json')));
}

function randomAdapter(model: Model, rank: number): Adapter {
  const random = seededRandom(11);
  const numbers = (size: number, scale: number) =>
    Float32Array.from({ length: size }, () => (2 * random() - 1) * scale);
  return new Map(
    loraLayers(model.config, targets).map(({ module, inSize, outSize }) => [
      module,
      { rank, scaling: 2, a: numbers(rank * inSize, 1 / Math.sqrt(inSize)), b: numbers(outSize * rank, 0.02) },
    ]),
  );
}

/** ‖a − b‖ / ‖b‖; infinite where a number is missing or not one. */
function relative(a: readonly number[], b: readonly number[]): number {
  let error = 0;
  let size = 0;
  b.forEach((exact, i) => {
    error += ((a[i] ?? Number.NaN) - exact) ** 2;
    size += exact ** 2;
  });
  return Number.isFinite(error) ? Math.sqrt(error / size) : Infinity;
}

async function median(sample: () => Promise<number>, count: number): Promise<number> {
  const found: number[] = [];
  for (let i = 0; i < count; i++) found.push(await sample());
  return found.sort((x, y) => x - y)[Math.floor(count / 2)] as number;
}

process.exitCode = await main();
