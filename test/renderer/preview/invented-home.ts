import type { Settings } from '../../../core/service/contract.ts';
import { createFakeService, type FakeService } from '../fake-service.ts';
import { benchmarkMethods, inventedBenchmarks } from './invented-benchmarks.ts';
import { buildMethods, inventedJobs } from './invented-build.ts';
import { chatMethods } from './invented-chats.ts';
import { manualMethods } from './invented-manuals.ts';
import { inventedTrainings, skillMethods } from './invented-skills.ts';

/** A home as it might look after a week, for the eye. `?welcomed=no` is a first start, `?lost` a host that is gone. */
export function inventedHome(query: URLSearchParams): FakeService {
  let settings: Settings = {
    offline: false,
    theme: (query.get('theme') ?? 'system') as Settings['theme'],
    language: (query.get('language') ?? 'system') as Settings['language'],
    device: 'auto',
    resumeAtStart: true,
    model: null,
    welcomed: query.get('welcomed') !== 'no',
  };
  const service: FakeService = createFakeService(
    {
      'settings.show': () => settings,
      'settings.change': (change) => {
        settings = { ...settings, ...change };
        return settings;
      },
      ...manualMethods(query.has('empty')),
      ...buildMethods(() => service, inventedBenchmarks),
      ...chatMethods(query),
      ...benchmarkMethods(),
      'bot.gate': ({ bot }) => {
        const input = { bot, previous: 'b1' };
        const progress = { done: 31, total: 192 };
        const change = { kind: 'promotion', title: 'Gutenprint 5.3', stage: 'gate', input, progress };
        service.tell({ kind: 'job-changed', job: { ...inventedBenchmarks[0]!, id: 'gate-1', ...change } });
        return new Promise(() => {});
      },
      'home.log': () => ({ lines: inventedLog }),
      'model.list': () => [],
      ...skillMethods(),
    },
    query.has('empty') ? [] : [...inventedJobs, ...inventedBenchmarks, ...inventedTrainings],
  );
  if (query.has('lost')) setTimeout(() => service.lose(), 500);
  return service;
}

const inventedLog = [
  '2026-07-01T08:02:11.120Z job job_k3 import done',
  '2026-07-01T08:03:40.002Z job job_k4 build running',
  '2026-07-01T08:31:09.871Z job job_k4 build failed at train: device/out-of-memory',
  '2026-07-01T08:32:15.430Z call manual.page: internal/defect < readStage core/service/reading.ts:10:3',
  '2026-07-01T08:40:00.412Z job job_k4 build running',
];
