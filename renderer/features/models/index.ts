import { Boxes } from 'lucide-react';
import type { Feature } from '../../state/feature.ts';
import { ModelsPage } from './models-page.tsx';

export const models: Feature = { id: 'models', icon: Boxes, place: 'make', Page: ModelsPage };
