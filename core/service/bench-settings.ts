import { z } from 'zod';
import { type ScorerName, type TaskName, type TaskSettings, taskTable } from '../bench/index.ts';
import { AppError } from '../errors.ts';
import type { BenchInput } from './contract.ts';

/** How questions are put and answers drawn, as a run keeps it. */
export const taskSettingsSchema = z.object({
  shots: z.int().min(0).max(32),
  temperature: z.number().min(0).max(5),
  topP: z.number().positive().max(1),
  maxNewTokens: z.int().min(1).max(8192),
  repetitionPenalty: z.number().positive().max(5),
});

/** What of a task's settings a run keeps: its scorers are its own. */
export type AskSettings = Omit<TaskSettings, 'scorers'>;

/** The task that was asked for with its numbers, each as given or else as the paper has it. @throws AppError `service/bad-request`. */
export function taskSettings(input: BenchInput): {
  readonly task: TaskName;
  readonly settings: AskSettings;
  readonly scorers: readonly ScorerName[];
} {
  const task = input.task ?? 'qabot';
  if (!Object.hasOwn(taskTable, task)) {
    throw new AppError('service/bad-request', `There is no task "${task}".`, {
      hint: `Tasks: ${Object.keys(taskTable).join(', ')}.`,
    });
  }
  const { scorers, ...defaults } = taskTable[task as TaskName].defaults;
  const { shots, temperature, topP, maxNewTokens, repetitionPenalty } = input;
  const given = { shots, temperature, topP, maxNewTokens, repetitionPenalty };
  const parsed = taskSettingsSchema.safeParse({
    ...defaults,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  });
  if (parsed.success) return { task: task as TaskName, settings: parsed.data, scorers };
  const [issue] = parsed.error.issues;
  throw new AppError('service/bad-request', `${issue!.path.join('.')}: ${issue!.message}.`);
}
