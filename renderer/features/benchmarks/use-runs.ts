import { perApp } from '../../state/use-app.ts';
import { createRuns } from './runs.ts';

export const useRuns = perApp(createRuns);
