import type { Host } from './host.ts';

/** Takes a job away with its files and the rows that it had begun and not finished. */
export function discardJob(host: Host, id: string): void {
  host.own();
  const { store } = host;
  for (const { id: skill, jobId, state } of store.skills.list()) {
    if (jobId === id && state === 'training') store.removeSkill(skill);
  }
  for (const { id: manual, jobId, state } of store.manuals.list()) {
    if (jobId === id && state === 'importing') store.removeManual(manual);
  }
  for (const { id: run, jobId, state } of store.runs.list()) {
    if (jobId === id && state === 'running') store.removeRun(run);
  }
  store.removeJob(id);
  for (const { id: soup, jobId } of store.soups.list()) if (jobId === id) store.soups.removeUnused(soup);
}
