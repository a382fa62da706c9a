import { perApp } from '../../state/use-app.ts';
import { createImports } from './imports.ts';
import { createManuals } from './manuals.ts';

export const useManuals = perApp(createManuals);
export const useImports = perApp(createImports);
