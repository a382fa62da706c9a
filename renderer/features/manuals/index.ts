import { BookOpen } from 'lucide-react';
import type { Feature } from '../../state/feature.ts';
import { ManualsPage } from './manuals-page.tsx';

export const manuals: Feature = { id: 'manuals', icon: BookOpen, place: 'use', Page: ManualsPage };
