import { perApp } from '../../state/use-app.ts';
import { createSetup } from './setup.ts';

export const useSetup = perApp(createSetup);
