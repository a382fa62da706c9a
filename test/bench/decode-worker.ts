// Our side of the decoding benchmark.
//   tsx decode-worker.ts SETTINGS_JSON
import { createDecoder, openModel } from '../../core/engine/index.ts';
import { readSkill } from '../../core/skill/index.ts';
import { type DecodeAnswer, type DecodeRequest, type DecodeSettings, timed } from './decode-settings.ts';
import { peakMiB } from './measure.ts';
import { serveLines } from './serve-lines.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as DecodeSettings;
const model = openModel(settings.folder);
const shared = { device: 'cpu', contextLength: settings.contextLength, threads: settings.threads } as const;
const bare = await createDecoder(model, shared);
const adapted = await createDecoder(model, { ...shared, adapter: readSkill(settings.adapterFolder).adapter });

const greedy = { temperature: 0, topP: 1, topK: 0, repetitionPenalty: 1, seed: 1 };
await serveLines({ ready: true }, async (request: DecodeRequest): Promise<DecodeAnswer> => {
  const times: number[] = [];
  const start = performance.now();
  const { ids } = await (request.adapted ? adapted : bare).generate([request.prompt], {
    maxNewTokens: request.newTokens,
    ...greedy,
    stopIds: [],
    onToken: () => {
      times.push(performance.now());
      return undefined;
    },
  });
  return timed(start, times, ids[0] ?? [], peakMiB());
});
