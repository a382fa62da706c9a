import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BotSummary, GateEvidence, GateMeasure, JobDetail, Promotion } from '../api.ts';
import type { AppState } from './app-state.ts';

export interface PromotionsState {
  /** By bot: what was decided on it, newest first. */
  readonly decisions: ReadonlyMap<string, readonly Promotion[]>;
  /** By bot: why they can't be told. */
  readonly errors: ReadonlyMap<string, unknown>;
}

/** Why bots stand for their manuals, or are held back. */
export interface Promotions extends StoreApi<PromotionsState> {
  /** Reads a bot's decisions; told changes do it again by themselves. */
  load(bot: string): Promise<void>;
  /** Makes a bot the current one, whatever was measured. */
  promote(bot: string, reason: string): Promise<void>;
  /** Has it measured again: against a bot, or a manual's current one; on a suite, or what was accepted for its manual (`''`). */
  measure(bot: string, against: string, suite: string): void;
}

export function createPromotions({ service, home, library, toasts }: AppState): Promotions {
  const store = createStore<PromotionsState>(() => ({ decisions: new Map(), errors: new Map() }));
  const load = async (bot: string) => {
    try {
      const found = await service.call('bot.promotions', { bot });
      store.setState(({ decisions, errors }) => ({
        decisions: new Map(decisions).set(bot, found),
        errors: new Map([...errors].filter(([id]) => id !== bot)),
      }));
    } catch (error) {
      store.setState(({ errors }) => ({ errors: new Map(errors).set(bot, error) }));
    }
  };
  home.onChanged(['bots'], () => {
    const there = new Set(library.getState().bots?.map(({ id }) => id));
    for (const bot of store.getState().decisions.keys()) if (there.has(bot)) void load(bot);
  });
  return {
    ...store,
    load,
    async promote(bot, reason) {
      await service.call('bot.promote', { bot, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) });
      library.load();
      await load(bot);
    },
    // Its promise ends with the job; what is shown meanwhile comes from the home.
    measure: (bot, against, suite) =>
      void service.call('bot.gate', { bot, against, ...(suite === '' ? {} : { suite }) }).catch(toasts.fail),
  };
}

/** The job that measures a bot again, where one does or can go on. */
export function measuringOf(jobs: ReadonlyMap<string, JobDetail>, bot: string): JobDetail | undefined {
  const measures = ({ kind, state, input }: JobDetail) =>
    kind === 'promotion' && underWay.has(state) && (input as { readonly bot?: unknown }).bot === bot;
  return [...jobs.values()].find(measures);
}

const underWay: ReadonlySet<JobDetail['state']> = new Set(['queued', 'running', 'paused']);

/** Of bots, newest first, the one to begin with: the newest that stands for its manual. */
export function newestCurrent(bots: readonly BotSummary[]): BotSummary | undefined {
  const newest = [...bots].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  return newest.find(({ standing }) => standing === 'current') ?? newest[0];
}

/** One measured side of a decision, as it is told: by how much it fell or rose, or between what it stayed. */
export interface SideWords {
  readonly side: keyof GateEvidence;
  readonly way: 'fell' | 'rose' | 'stayed' | 'unmeasured';
  readonly by: number;
  /** From the smaller to the larger; of a fall, how much it fell. */
  readonly from: number;
  readonly to: number;
  readonly asked: 'questions' | 'passages' | 'instructions';
  readonly count: number;
}

export function sideWords({ manual, general }: GateEvidence): readonly SideWords[] {
  return [
    { side: 'manual', ...wayOf(manual), asked: manual.asked, count: manual.n },
    { side: 'general', ...wayOf(general), asked: 'instructions', count: general.n },
  ];
}

function wayOf({ mean, low, high }: GateMeasure): Pick<SideWords, 'way' | 'by' | 'from' | 'to'> {
  if (mean === null || low === null || high === null) return { way: 'unmeasured', by: 0, from: 0, to: 0 };
  if (high < 0) return { way: 'fell', by: -mean, from: -high, to: -low };
  return { way: low > 0 ? 'rose' : 'stayed', by: mean, from: low, to: high };
}
