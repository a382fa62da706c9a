import { Soup } from 'lucide-react';
import type { Feature } from '../../state/feature.ts';
import { BuildPage } from './build-page.tsx';

export const build: Feature = { id: 'build', icon: Soup, place: 'use', Page: BuildPage };
