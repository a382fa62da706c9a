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
export type { MergeMethod } from './merge-method.ts';
export { type MergeMethodName, mergeMethods } from './methods.ts';
