import { Gauge } from 'lucide-react';
import type { Feature } from '../../state/feature.ts';
import { BenchmarksPage } from './benchmarks-page.tsx';

export const benchmarks: Feature = { id: 'benchmarks', icon: Gauge, place: 'make', Page: BenchmarksPage };
