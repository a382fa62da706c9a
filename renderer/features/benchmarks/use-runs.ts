import { perApp } from '../../state/use-app.ts';
import { createBenchJobs } from './bench-jobs.ts';
import { createPrepared } from './prepared.ts';
import { createRated } from './rated.ts';
import { createRuns } from './runs.ts';
import { createSuites } from './suites.ts';

export const useRuns = perApp(createRuns);
export const useSuites = perApp(createSuites);
export const useBenchJobs = perApp(createBenchJobs);
export const usePrepared = perApp(createPrepared);
export const useRated = perApp(createRated);
