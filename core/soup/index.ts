export {
  type CoefficientSummary,
  type Coefficients,
  type CoefficientsJson,
  coefficientsFromJson,
  coefficientsToJson,
  modulesOf,
  oneHotCoefficients,
  staticCoefficients,
  summarizeCoefficients,
} from './coefficients.ts';
export { concatenate } from './concatenate.ts';
export type { Keeps, MergeMethod, MergeOptions } from './merge-method.ts';
export { type MergeMethodName, mergeMethodNames, mergeMethods } from './methods.ts';
export { type Routing, route } from './route.ts';
export { readRouting, writeRouting } from './router-folder.ts';
export { type Evaluation, type FoundWeights, searchWeights, type WeightSearch } from './search-weights.ts';
export { type SweepGrid, type SweepPoint, type SweptMethod, sweepPoints, sweptMethods } from './sweep.ts';
