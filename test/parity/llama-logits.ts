import { pathToFileURL } from 'node:url';
import { findLlamaCpp } from '../bench/llama-cpp.ts';

/** What of node-llama-cpp is needed here; the package itself is installed elsewhere. */
interface LlamaModule {
  getLlama(options: object): Promise<{
    loadModel(options: object): Promise<{ createContext(options: object): Promise<{ getSequence(): LlamaSequence }> }>;
    dispose(): Promise<void>;
  }>;
}
interface LlamaSequence {
  clearHistory(): Promise<void>;
  controlledEvaluate(
    input: [token: number, options: object][],
  ): Promise<{ next: { logits?: ReadonlyMap<number, number> } }[]>;
}

/** Logits of each token of the sequences by llama.cpp on the GGUF file, token by token: `[tokens, vocabulary]` each. */
export async function logitsByLlamaCpp(
  gguf: string,
  sequences: readonly (readonly number[])[],
  vocabulary: number,
): Promise<Float32Array[]> {
  const { getLlama } = (await import(pathToFileURL(findLlamaCpp()).href)) as LlamaModule;
  // one thread: its threads wait for one another by spinning, which never ends on a busy machine
  const llama = await getLlama({ gpu: false, build: 'never', maxThreads: 1, logLevel: 'error' });
  const model = await llama.loadModel({ modelPath: gguf, gpuLayers: 0 });
  const longest = Math.max(...sequences.map(({ length }) => length));
  const sequence = (
    await model.createContext({ contextSize: longest + 1, threads: { ideal: 1, min: 1 } })
  ).getSequence();
  const found: Float32Array[] = [];
  for (const ids of sequences) {
    await sequence.clearHistory();
    const logits = new Float32Array(ids.length * vocabulary);
    for (const [i, id] of ids.entries()) {
      const [answer] = await sequence.controlledEvaluate([[id, { generateNext: { logits: true } }]]);
      const row = answer?.next.logits;
      if (row?.size !== vocabulary) throw new Error(`llama.cpp gave ${row?.size ?? 'no'} logits of ${vocabulary}.`);
      for (const [token, logit] of row) logits[i * vocabulary + token] = logit;
    }
    found.push(logits);
  }
  await llama.dispose();
  return found;
}
