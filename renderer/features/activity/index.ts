import { Activity } from 'lucide-react';
import type { Feature } from '../../state/feature.ts';
import { ActivityPage } from './activity-page.tsx';

export const activity: Feature = { id: 'activity', icon: Activity, place: 'keep', Page: ActivityPage };
