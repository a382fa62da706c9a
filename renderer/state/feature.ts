import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { AppState } from './app-state.ts';

/** A part of the window: what the sidebar, the command palette and the address know of it. */
export interface Feature {
  /** The first part of its address and the name of its texts: `manuals` → `#/manuals`, `i18n/en/manuals.json`. */
  readonly id: FeatureId;
  readonly icon: LucideIcon;
  /** In which part of the sidebar; null: reached from elsewhere. */
  readonly place: 'use' | 'make' | 'keep' | null;
  /** The page; the rest of the address by `useRoute()`. */
  readonly Page: ComponentType;
  /** What is always mounted while the window is open, such as a place to drop files on. */
  readonly Always?: ComponentType;
  /** Entries of the command palette: fixed ones. */
  readonly commands?: (app: AppState) => readonly Command[];
  /** Entries found for what was typed: chats by title, manuals by what stands in them. */
  readonly find?: (app: AppState, query: string, signal: AbortSignal) => Promise<readonly Command[]>;
}

export type FeatureId =
  | 'welcome'
  | 'chats'
  | 'manuals'
  | 'build'
  | 'skills'
  | 'benchmarks'
  | 'models'
  | 'activity'
  | 'settings';

export interface Command {
  readonly id: string;
  readonly title: string;
  /** A line below: where it was found. */
  readonly detail?: string;
  readonly icon?: LucideIcon;
  readonly keys?: string;
  readonly run: () => void;
}
