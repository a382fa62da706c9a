export { type LearnedCoefficients, learnCoefficients } from './learn-coefficients.ts';
export { askedMemory } from './memory-mode.ts';
export type { RunOptions, SoupRecipe, TrainingProgress, TrainingRecipe } from './recipes.ts';
export { linearSchedule } from './schedule.ts';
export { type TrainedSkill, trainSkill } from './train-skill.ts';
