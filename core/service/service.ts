import { errorData } from '../errors.ts';
import { refuseMoved } from '../store/index.ts';
import { botMethods } from './ask.ts';
import { backup, restore } from './backup.ts';
import { benchMethods } from './bench.ts';
import { benchJob } from './bench-job.ts';
import { blendJob } from './blend.ts';
import { botKeepingMethods } from './bots.ts';
import { build, buildJob } from './build.ts';
import { planBuild } from './build-plan.ts';
import { chatMethods } from './chat.ts';
import { connectionMethods } from './connections.ts';
import type { CallOptions, Input, Method, Output, Service } from './contract.ts';
import { conversationMethods } from './conversations.ts';
import { doctor } from './doctor.ts';
import { downloadJob } from './download.ts';
import { draftMethods } from './drafts.ts';
import { type SpawnWorker, spawnEngineWorker } from './engine-worker.ts';
import { promotionJob } from './gate/job.ts';
import { promotionMethods } from './gate/methods.ts';
import { openedHome } from './home.ts';
import { openHost } from './host.ts';
import { importJob } from './import.ts';
import { parseInput } from './inputs.ts';
import { jobMethods } from './jobs.ts';
import { errorText } from './log.ts';
import { makeDrafts, makeDraftsJob } from './make-drafts.ts';
import { type ManualFile, manualFile } from './manual-file.ts';
import { manualMethods } from './manuals.ts';
import type { Methods } from './methods.ts';
import { modelMethods } from './models.ts';
import { moveHome } from './move-home.ts';
import { moveModels } from './move-models.ts';
import { preparedMethods } from './prepared.ts';
import { moveBack, removePrevious } from './previous-home.ts';
import { ratedAnswerMethods } from './rated-answers.ts';
import { ratingMethods } from './ratings.ts';
import { report } from './report.ts';
import { resumeCutOff } from './resume.ts';
import { settingMethods, withDevice } from './settings.ts';
import { skillMethods } from './skills.ts';
import { soupMethods } from './soups.ts';
import { suiteMethods } from './suites.ts';
import { trainSkillJob } from './train-own-skill.ts';
import { sweepUploads, uploadsFolder } from './uploads.ts';
import { watch } from './watch.ts';
import { welcome } from './welcome.ts';

export interface ServiceOptions {
  readonly home?: string;
  /** How engine workers are started: child processes of Node, unless the host has its own way. */
  readonly spawn?: SpawnWorker;
  /** Which build of better-sqlite3 to load: Electron has one of its own. */
  readonly nativeBinding?: string;
}

/** The service over a home of this machine, with what a host that shows it to others needs besides. */
export interface HomeService extends Service {
  /** Another one after `home.move`. */
  readonly home: string;
  /** Where uploaded files are kept until a call takes them in. */
  readonly uploads: string;
  /**
   * Makes this process the home's host: takes the lock, sweeps away what is left over, and goes on with jobs that were
   * cut off, where the settings say so. @throws AppError `store/home-locked`.
   */
  takeHome(): void;
  /** Tells other processes where this one listens, and what to show there. After {@link takeHome}. */
  publish(port: number, secret: string): void;
  /** The file that a manual was read from. @throws AppError `service/not-found`. */
  manualFile(id: string): ManualFile;
}

/** Opens a home and gives everything that can be done there. Nothing is made or locked before it is needed. Close it. */
export async function openService(options: ServiceOptions = {}): Promise<HomeService> {
  const { home, spawn = spawnEngineWorker, nativeBinding } = options;
  const host = openHost({
    home: openedHome(home),
    spawn,
    ...(nativeBinding === undefined ? {} : { nativeBinding }),
    kinds: (owner) => ({
      import: importJob(owner),
      build: buildJob(owner),
      'train-skill': trainSkillJob(owner),
      blend: blendJob(owner),
      benchmark: benchJob(owner),
      promotion: promotionJob(owner),
      download: downloadJob(owner),
      'make-questions': makeDraftsJob(owner),
    }),
  });
  return {
    get home() {
      return host.home;
    },
    get uploads() {
      return uploadsFolder(host.home);
    },
    takeHome() {
      host.own();
      sweepUploads(host.home, host.store.jobs.list());
      resumeCutOff(host);
    },
    publish: (port, secret) => host.publish(port, secret),
    manualFile: (id) => manualFile(host.store, id),
    async call<M extends Method>(
      method: M,
      input: Input<M>,
      { signal, onEvent }: CallOptions = {},
    ): Promise<Output<M>> {
      signal?.throwIfAborted();
      refuseMoved(host.home);
      const given = withDevice(method, parseInput(method, input), () => host.settings);
      try {
        return await methods[method](given, { host, signal, emit: onEvent ?? (() => {}) });
      } catch (error) {
        const data = errorData(error);
        if (data.code === 'internal/defect' && !signal?.aborted) host.log.add(`call ${method}: ${errorText(data)}`);
        throw error;
      }
    },
    close: () => host.close(),
  };
}

const methods: Methods<Method> = {
  ...manualMethods,
  ...botMethods,
  ...botKeepingMethods,
  ...promotionMethods,
  'bot.plan': planBuild,
  ...chatMethods,
  ...conversationMethods,
  ...ratedAnswerMethods,
  ...benchMethods,
  ...preparedMethods,
  ...suiteMethods,
  ...draftMethods,
  'draft.make': makeDrafts,
  ...ratingMethods,
  ...jobMethods,
  ...skillMethods,
  ...soupMethods,
  ...modelMethods,
  ...settingMethods,
  ...connectionMethods,
  'bot.build': build,
  'home.doctor': doctor,
  'home.welcome': welcome,
  'home.watch': watch,
  'home.report': report,
  'home.move': moveHome,
  'home.moveBack': moveBack,
  'home.removePrevious': removePrevious,
  'home.log': ({ lines = 200 }, { host }) => ({ lines: host.log.tail(lines) }),
  'home.moveModels': moveModels,
  'home.backup': backup,
  'home.restore': restore,
};
