export {
  type BootstrapOptions,
  type Interval,
  meanInterval,
  type PairedDifference,
  pairedDifference,
  signTest,
} from './metrics.ts';
export { comparisonTable, reportTable, resultJson, samplesJsonLines } from './report.ts';
export { type BenchResult, questionScores, type RunOptions, runBench, type Sample, type SystemResult } from './run.ts';
export { exact } from './scorers/exact.ts';
export { f1 } from './scorers/f1.ts';
export { likelihood } from './scorers/likelihood.ts';
export type { Score, Scorer, ScorerInput, ScorerName } from './scorers/scorer.ts';
export { scorerTable } from './scorers/table.ts';
export { type Split, splitSuite, validationSize } from './split.ts';
export { builtInFolder, builtInSuites, readSuite, type Suite, type SuiteQuestion } from './suite.ts';
export { type Citation, parseSystems, type System, type SystemAnswer, type SystemName, systemTable } from './system.ts';
export { paperSettings, type Task, type TaskPrompt, type TaskSettings } from './task.ts';
export { type TaskName, taskTable } from './tasks/table.ts';
