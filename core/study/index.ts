export { type HeldOutSplit, splitHeldOut } from './held-out.ts';
export { type InstructionRecipe, type InstructionStudy, instructionExamples } from './instruction-examples.ts';
export type { Instruction } from './instruction-formats.ts';
export { readInstructions, turnsOf } from './instructions.ts';
export {
  type ManualBlock,
  type ManualStudy,
  manualExamples,
  type StudyRecipe,
  studyManual,
} from './manual-examples.ts';
export { shuffle } from './order.ts';
