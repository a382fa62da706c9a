import { perApp } from '../../state/use-app.ts';
import { createSkills } from './skills.ts';

export const useSkills = perApp(createSkills);
