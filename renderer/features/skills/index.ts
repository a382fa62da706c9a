import { Layers } from 'lucide-react';
import type { Feature } from '../../state/feature.ts';
import { SkillsPage } from './skills-page.tsx';

export const skills: Feature = { id: 'skills', icon: Layers, place: 'make', Page: SkillsPage };
