import { activity } from '../features/activity/index.ts';
import { benchmarks } from '../features/benchmarks/index.ts';
import { build } from '../features/build/index.ts';
import { chats } from '../features/chats/index.ts';
import { manuals } from '../features/manuals/index.ts';
import { models } from '../features/models/index.ts';
import { settings } from '../features/settings/index.ts';
import { skills } from '../features/skills/index.ts';
import { welcome } from '../features/welcome/index.ts';
import type { Feature } from '../state/feature.ts';

/** Everything the window shows, in the sidebar's order. */
export const features: readonly Feature[] = [
  welcome,
  chats,
  manuals,
  build,
  skills,
  benchmarks,
  models,
  activity,
  settings,
];
