export { type RunIdentity, runIdentity } from './checkpoint.ts';
export { type LearnedBlend, skillsDigest } from './learn-blend.ts';
export { type LearnedCoefficients, learnCoefficients } from './learn-coefficients.ts';
export { askedMemory } from './memory-mode.ts';
export type { BlendRecipe, RouterRecipe, RunOptions, SoupRecipe, TrainingProgress, TrainingRecipe } from './recipes.ts';
export { linearSchedule } from './schedule.ts';
export { type TrainedRouter, trainRouter } from './train-router.ts';
export { type TrainedSkill, trainSkill } from './train-skill.ts';
