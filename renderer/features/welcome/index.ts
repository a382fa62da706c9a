import { ChefHat } from 'lucide-react';
import type { Feature } from '../../state/feature.ts';
import { WelcomePage } from './welcome-page.tsx';

export const welcome: Feature = { id: 'welcome', icon: ChefHat, place: null, Page: WelcomePage };
