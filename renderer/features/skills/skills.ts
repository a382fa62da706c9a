import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  BlendInput,
  BotSummary,
  JobDetail,
  ManualSummary,
  SkillDetail,
  SkillImportInput,
  SkillSummary,
  SkillTrainInput,
  SoupSummary,
} from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';
import { type BegunJob, beginJob } from '../../state/begin-job.ts';

export interface SkillsState {
  /** Null until the host told them. */
  readonly list: readonly SkillSummary[] | null;
  readonly soups: readonly SoupSummary[];
  readonly bots: readonly BotSummary[];
  readonly manuals: readonly ManualSummary[];
  readonly error: unknown;
  /** What is done before a training begins: the base model is fetched. */
  readonly starting: { readonly done: number; readonly total: number } | null;
}

export interface Skills extends StoreApi<SkillsState> {
  load(): Promise<void>;
  show(skill: string): Promise<SkillDetail>;
  rename(skill: string, name: string): Promise<void>;
  annotate(skill: string, change: { readonly tags?: readonly string[]; readonly note?: string }): Promise<void>;
  remove(skill: string): Promise<void>;
  /** Has an instruction skill trained; how far that is comes from the home's jobs. @throws ServiceError when it can't begin */
  train(input: SkillTrainInput): Promise<BegunJob<SkillDetail>>;
  importFolder(input: SkillImportInput): Promise<SkillDetail>;
  /** @returns where it was written. */
  exportTo(skill: string, format: 'peft' | 'gguf', out: string): Promise<string>;
  blend(input: BlendInput): Promise<BotSummary>;
}

export function createSkills({ service, home }: AppState): Skills {
  const store = createStore<SkillsState>(() => ({
    list: null,
    soups: [],
    bots: [],
    manuals: [],
    error: null,
    starting: null,
  }));
  const load = async () => {
    try {
      const [list, soups, bots, manuals] = await Promise.all([
        service.call('skill.list', {}),
        service.call('soup.list', {}),
        service.call('bot.list', {}),
        service.call('manual.list', {}),
      ]);
      store.setState({ list, soups, bots, manuals, error: null });
    } catch (error) {
      store.setState({ error });
    }
  };
  void load();
  home.onChanged(['skills', 'soups', 'bots', 'manuals'], () => void load());
  return {
    ...store,
    load,
    show: (skill) => service.call('skill.show', { skill }),
    async rename(skill, name) {
      await service.call('skill.rename', { skill, name });
      await load();
    },
    async annotate(skill, change) {
      await service.call('skill.annotate', { skill, ...change });
      await load();
    },
    async remove(skill) {
      await service.call('skill.remove', { skill });
      await load();
    },
    async train(input) {
      store.setState({ starting: { done: 0, total: 0 } });
      try {
        return await beginJob(service, 'skill.train', input, (starting) => store.setState({ starting }));
      } finally {
        store.setState({ starting: null });
      }
    },
    async importFolder(input) {
      const skill = await service.call('skill.import', input);
      await load();
      return skill;
    },
    exportTo: async (skill, format, out) => (await service.call('skill.export', { skill, format, out })).path,
    async blend(input) {
      const bot = await service.call('soup.blend', input);
      await load();
      return bot;
    },
  };
}

/** Trainings of instruction skills that go on, wait, or ended while the window was open; the newest first. */
export function trainingJobs(jobs: ReadonlyMap<string, JobDetail>): readonly JobDetail[] {
  return [...jobs.values()]
    .filter(({ kind, state }) => kind === 'train-skill' && state !== 'cancelled')
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}
