import { AppError } from '../errors.ts';
import type { Host } from './host.ts';

/** Goes on with the jobs that were cut off, in the order they were begun, unless the settings say not to. */
export function resumeCutOff(host: Host): void {
  const { jobs } = host;
  if (!host.settings.resumeAtStart) return;
  const cutOff = jobs.list({ states: ['paused'] }).filter(({ reason }) => reason !== 'asked');
  for (const { id } of cutOff.reverse()) {
    try {
      jobs.resume(id);
    } catch (error) {
      // A kind that this program does not know: its row stays for the program that does.
      if (!(error instanceof AppError) || error.code !== 'jobs/not-resumable') throw error;
    }
  }
}
