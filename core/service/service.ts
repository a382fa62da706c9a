import { botMethods } from './ask.ts';
import { backup, restore } from './backup.ts';
import { benchJob, benchMethods } from './bench.ts';
import { build, buildJob } from './build.ts';
import type { CallOptions, Input, Method, Output, Service } from './contract.ts';
import { doctor } from './doctor.ts';
import { type SpawnWorker, spawnEngineWorker } from './engine-worker.ts';
import { homeFolder } from './home.ts';
import { openHost } from './host.ts';
import { importJob, manualMethods } from './import.ts';
import { parseInput } from './inputs.ts';
import { jobMethods } from './jobs.ts';
import type { Methods } from './methods.ts';
import { modelMethods } from './models.ts';
import { skillMethods } from './skills.ts';
import { trainSkillJob } from './train-own-skill.ts';

export interface ServiceOptions {
  readonly home?: string;
  /** How engine workers are started: child processes of Node, unless the host has its own way. */
  readonly spawn?: SpawnWorker;
}

/** Opens a home and gives everything that can be done there. Nothing is made or locked before it is needed. Close it. */
export async function openService({ home, spawn = spawnEngineWorker }: ServiceOptions = {}): Promise<Service> {
  const host = openHost({
    home: homeFolder(home),
    spawn,
    kinds: (owner) => ({
      import: importJob(owner),
      build: buildJob(owner),
      'train-skill': trainSkillJob(owner),
      benchmark: benchJob(owner),
    }),
  });
  return {
    async call<M extends Method>(
      method: M,
      input: Input<M>,
      { signal, onEvent }: CallOptions = {},
    ): Promise<Output<M>> {
      signal?.throwIfAborted();
      return methods[method](parseInput(method, input), { host, signal, emit: onEvent ?? (() => {}) });
    },
    close: () => host.close(),
  };
}

const methods: Methods<Method> = {
  ...manualMethods,
  ...botMethods,
  ...benchMethods,
  ...jobMethods,
  ...skillMethods,
  ...modelMethods,
  'bot.build': build,
  'home.doctor': doctor,
  'home.backup': backup,
  'home.restore': restore,
};
