// The peer of the decoding benchmark: llama.cpp, by node-llama-cpp.
//   tsx decode-peer.ts SETTINGS_JSON NODE_LLAMA_CPP_MODULE
import { pathToFileURL } from 'node:url';
import { type DecodeAnswer, type DecodeRequest, type DecodeSettings, timed } from './decode-settings.ts';
import { peakMiB } from './measure.ts';
import { serveLines } from './serve-lines.ts';

/** What of node-llama-cpp's types is needed here; the package itself is installed elsewhere. */
interface LlamaSequence {
  clearHistory(): Promise<void>;
  evaluate(tokens: number[], options: { temperature: number; yieldEogToken: boolean }): AsyncGenerator<number>;
}
interface LlamaContext {
  getSequence(): LlamaSequence;
}
interface LlamaModel {
  createContext(options: object): Promise<LlamaContext>;
}
interface LlamaModule {
  getLlama(options: object): Promise<{ loadModel(options: object): Promise<LlamaModel>; systemInfo: string }>;
}

const [settingsText = '{}', module = ''] = process.argv.slice(2);
const settings = JSON.parse(settingsText) as DecodeSettings;
const { getLlama } = (await import(pathToFileURL(module).href)) as LlamaModule;
const llama = await getLlama({ gpu: false, build: 'never', maxThreads: settings.threads, logLevel: 'error' });
const model = await llama.loadModel({ modelPath: settings.gguf, gpuLayers: 0 });
const shared = {
  contextSize: settings.contextLength,
  batchSize: settings.contextLength,
  threads: { ideal: settings.threads, min: settings.threads },
};
const bare = (await model.createContext(shared)).getSequence();
const adapters = [{ filePath: settings.adapterGguf, scale: 1 }];
const adapted = (await model.createContext({ ...shared, lora: { adapters } })).getSequence();

await serveLines({ ready: true, system: llama.systemInfo }, async (request: DecodeRequest): Promise<DecodeAnswer> => {
  const sequence = request.adapted ? adapted : bare;
  await sequence.clearHistory();
  const ids: number[] = [];
  const times: number[] = [];
  const start = performance.now();
  for await (const id of sequence.evaluate([...request.prompt], { temperature: 0, yieldEogToken: true })) {
    times.push(performance.now());
    ids.push(id);
    if (ids.length === request.newTokens) break;
  }
  return timed(start, times, ids, peakMiB());
});
process.exit(0);
