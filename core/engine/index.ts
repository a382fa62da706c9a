export type { Adapter, LoraModule, Router } from './adapter.ts';
export type { Example } from './example.ts';
export type { Graph } from './graph/graph.ts';
export { isEncoder } from './models/bert-config.ts';
export type { Family, ModelConfig } from './models/config.ts';
export { type Encoder, openEncoder } from './models/encoder.ts';
export { type LinearLayer, linearTargets, loraLayers } from './models/layers.ts';
export { type Model, openModel } from './models/model.ts';
export {
  adamDefaults,
  type OptimizerSettings,
  scheduleRow,
} from './programs/adamw.ts';
export type { BlendProgramOptions } from './programs/blend.ts';
export {
  type Constraint,
  coefficientProgram,
  coefficientRows,
  constrain,
  type Granularity,
  thetaName,
  unconstrain,
} from './programs/coefficients.ts';
export { maskOffset } from './programs/dropout.ts';
export { stateName } from './programs/optimizer-loop.ts';
export { type PackedBatch, packExamples } from './programs/packing.ts';
export type { ParameterSpec } from './programs/parameter-groups.ts';
export { routerParameters, routerProgram } from './programs/router.ts';
export { adaptedLayers } from './programs/side-by-side.ts';
export { loraParameters, type TrainProgramOptions, trainProgram } from './programs/train.ts';
export { normalFrom, seededRandom } from './random.ts';
export { type AdapterScorer, createAdapterScorer } from './runtime/adapter-scorer.ts';
export { type CardMemory, watchCardMemory } from './runtime/card-memory.ts';
export {
  createDecoder,
  type Decoder,
  type DecoderOptions,
  type FinishReason,
  type Generation,
  type GenerationOptions,
} from './runtime/decoder.ts';
export {
  chooseDevice,
  type Device,
  type DeviceKind,
  type DeviceName,
  type DeviceReport,
  deviceNames,
  probeDevices,
} from './runtime/devices.ts';
export { createEmbedder, type Embedder, type EmbedderOptions } from './runtime/embedder.ts';
export { chooseMemory, freeMemoryBytes, type MemoryMode, trainingMemoryBytes } from './runtime/memory.ts';
export { type OptimizerInput, OptimizerSession, type OptimizerState } from './runtime/optimizer-session.ts';
export { commonStart, createScorer, type ScoredSequence, type Scorer, type ScorerOptions } from './runtime/scorer.ts';
export { writeMergedWeights } from './weights/merge-weights.ts';
