export { connectPatiently, type HttpRequest } from './connect.ts';
export {
  type BaseModelEntry,
  baseModels,
  type CatalogEntry,
  catalogue,
  defaultModelId,
  type EmbeddingModelEntry,
  embeddingModel,
  findEntry,
  type ModelShape,
  type WheelSource,
} from './entries.ts';
export { findModel, lookForModel } from './find-model.ts';
export {
  type ListedModel,
  listModels,
  pulledBytes,
  removeModel,
  shapeOf,
  type Verification,
  type VerifiedFile,
  verifyModel,
} from './manage-models.ts';
export { estimateMemory, type MemoryEstimate } from './memory-estimate.ts';
export { describeFolder, type ModelFolderInfo } from './model-folder.ts';
export { checkUsable, kindOf, type ModelKind } from './model-kind.ts';
export type { ModelRecord } from './model-record.ts';
export {
  type CatalogOptions,
  type ConnectionAttempt,
  hubSettings,
  modelsFolder,
  type PullProgress,
} from './options.ts';
export { prepareGguf } from './prepare-gguf.ts';
export { mayBePulled, pullModel } from './pull-model.ts';
