// Our side of the training benchmark: one LoRA step for each line of stdin.
//   tsx train-worker.ts MODEL_FOLDER SETTINGS_JSON [low-memory]
import {
  adamDefaults,
  chooseDevice,
  loraLayers,
  loraParameters,
  maskOffset,
  OptimizerSession,
  openModel,
  packExamples,
  scheduleRow,
  stateName,
  trainProgram,
} from '../../core/engine/index.ts';
import { peakMiB, privateMiB } from './measure.ts';
import { serveLines } from './serve-lines.ts';
import type { StepAnswer, trainSettings } from './train-settings.ts';

const [folder = '', settingsText = '{}', mode] = process.argv.slice(2);
const settings = JSON.parse(settingsText) as typeof trainSettings;
const { batch, length, rank } = settings;
const lowMemory = mode === 'low-memory';
const model = openModel(folder);
const layers = loraLayers(model.config, settings.targets);
const parameters = loraParameters(layers, rank);
const device = chooseDevice('cpu');
const graph = trainProgram(model, { ...settings, accumulate: false, type: device.type, lowMemory });
const session = await OptimizerSession.create(graph, parameters, initialState(), {
  folder: model.folder,
  device,
  threads: settings.threads,
  lowMemory,
});

let step = 0;
const count = parameters.reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0);
await serveLines(
  { ready: true, node: process.version, parameters: count },
  async (message: { ids: number[][] }): Promise<StepAnswer & { privateMiB: number }> => {
    const start = performance.now();
    const [packed] = packExamples(
      message.ids.map((ids) => ({ ids, lossStart: 0 })),
      { batch, length },
    );
    if (!packed) throw new Error('no batch');
    step++;
    const { losses } = await session.run([
      {
        batch: packed,
        tokenWeight: 1 / packed.scored,
        schedule: scheduleRow(
          { ...adamDefaults, ...settings },
          { step, learningRate: settings.learningRate, last: true },
        ),
        extra: { masks: layers.map(({ inSize }, layer) => maskOffset(1, step, layer, batch * length * inSize)) },
      },
    ]);
    const seconds = (performance.now() - start) / 1000;
    return { seconds, loss: losses[0] ?? Number.NaN, peakMiB: peakMiB(), privateMiB: privateMiB() };
  },
);
await session.dispose();

/** A spread like Kaiming's uniform, B zero, as PEFT begins. */
function initialState(): Map<string, Float32Array> {
  let seed = 1;
  const uniform = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  return new Map(
    parameters.map(({ name, shape: [rows = 0, columns = 0] }) => {
      const bound = 1 / Math.sqrt(columns);
      const data = new Float32Array(rows * columns);
      if (name.endsWith('.a')) for (let i = 0; i < data.length; i++) data[i] = (2 * uniform() - 1) * bound;
      return [stateName('value', name), data];
    }),
  );
}
