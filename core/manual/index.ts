export { defaultLimits, type ManualLimits } from './limits.ts';
export type {
  Block,
  BlockKind,
  Manual,
  ManualType,
  ManualWarning,
  Page,
  ReadBy,
  Rectangle,
  WarningCode,
} from './manual.ts';
export { type Passage, passagesOf } from './passages.ts';
export type { OcrMode, OcrOptions } from './pdf/recognise-pages.ts';
export { type ReadManualOptions, readManual } from './read-manual.ts';
