import { Settings } from 'lucide-react';
import type { Feature } from '../../state/feature.ts';
import { SettingsPage } from './settings-page.tsx';

export const settings: Feature = { id: 'settings', icon: Settings, place: 'keep', Page: SettingsPage };
