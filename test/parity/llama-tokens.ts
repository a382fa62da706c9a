import { pathToFileURL } from 'node:url';
import { findLlamaCpp } from '../bench/llama-cpp.ts';

/** What of node-llama-cpp is needed here; the package itself is installed elsewhere. */
interface LlamaModule {
  getLlama(options: object): Promise<{
    loadModel(
      options: object,
    ): Promise<{ tokenize(text: string, special: boolean, options: string): Iterable<number> }>;
    dispose(): Promise<void>;
  }>;
}

/** Token ids of each text by llama.cpp, which reads the vocabulary of the GGUF file itself. */
export async function tokenizeByLlamaCpp(
  gguf: string,
  texts: Readonly<Record<string, string>>,
): Promise<Record<string, number[]>> {
  const { getLlama } = (await import(pathToFileURL(findLlamaCpp()).href)) as LlamaModule;
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: 'error' });
  const model = await llama.loadModel({ modelPath: gguf, gpuLayers: 0, vocabOnly: true });
  const ids = Object.entries(texts).map(([name, text]) => [name, [...model.tokenize(text, false, 'trimLeadingSpace')]]);
  await llama.dispose();
  return Object.fromEntries(ids);
}
