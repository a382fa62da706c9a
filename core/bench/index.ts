export { workedExamples } from './code/worked-examples.ts';
export {
  comparePairs,
  countPairs,
  matchesOf,
  type PairOptions,
  type PairVerdict,
  pairScore,
} from './compare-pairs.ts';
export { type DraftHint, hintsFor, type MadeQuestion } from './drafts/hints.ts';
export {
  answerIn,
  answerPrompt,
  type DraftPrompt,
  messageOf,
  questionIn,
  questionPrompt,
} from './drafts/prompts.ts';
export { type DraftPassage, spreadOver } from './drafts/spread.ts';
export { type EloOptions, eloRatings, type Match, type WinMatrix, winMatrix } from './elo.ts';
export { formatText, type PromptFormat, promptFormats } from './formats/grammar.ts';
export {
  letterExamples,
  letterFormats,
  letterParts,
  letterQuestion,
  letterRecords,
  lettersSuite,
} from './formats/letters.ts';
export { type FormatScore, formatChart, formatTables } from './formats/results.ts';
export { type Agreement, agreement } from './kappa.ts';
export {
  type BootstrapOptions,
  type Interval,
  meanInterval,
  type PairedDifference,
  pairedDifference,
  signTest,
} from './metrics.ts';
export { fallenSides, type GateSide, type GateSideName, gateSide, type TokenScores } from './promotion.ts';
export { comparisonTable, reportTable, resultJson, samplesJsonLines } from './report.ts';
export { reportCsv } from './reports/csv.ts';
export { type ChartRow, intervalChart } from './reports/interval-chart.ts';
export { reportMarkdown } from './reports/markdown.ts';
export { reportPage } from './reports/page.ts';
export type { RunReport } from './reports/run-report.ts';
export {
  type BenchResult,
  questionScores,
  type RunOptions,
  runBench,
  type Sample,
  type SystemResult,
  systemResult,
} from './run.ts';
export { citation } from './scorers/citation.ts';
export { exact } from './scorers/exact.ts';
export { execution } from './scorers/execution.ts';
export { f1 } from './scorers/f1.ts';
export { facts, factsOf } from './scorers/facts.ts';
export { isGrade, judge, judgePrompt } from './scorers/judge.ts';
export { likelihood } from './scorers/likelihood.ts';
export { judgePair, type Pair, pairPrompt, type Verdict, verdictOf } from './scorers/pairwise.ts';
export { rating } from './scorers/rating.ts';
export { rougeL } from './scorers/rouge-l.ts';
export type { ProgramResult, Score, Scorer, ScorerInput, ScorerName, ScorerTools } from './scorers/scorer.ts';
export { similarity } from './scorers/similarity.ts';
export { scorerTable } from './scorers/table.ts';
export { overSeeds, questionMeans, type SeedSpread, seedScores } from './seeds.ts';
export { type Split, splitSuite, validationSize } from './split.ts';
export { builtInFolder, builtInSuites, readSuite, type Suite, type SuiteQuestion } from './suite.ts';
export { type SkillCell, type SkillTable, skillTable } from './super-linear.ts';
export { type Citation, parseSystems, type System, type SystemAnswer, type SystemName, systemTable } from './system.ts';
export { paperSettings, type Task, type TaskPrompt, type TaskSettings } from './task.ts';
export { type TaskName, taskTable } from './tasks/table.ts';
