import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../errors.ts';

/** What an operation on models is told. */
export interface CatalogOptions {
  /** Where models are kept; see {@link modelsFolder}. */
  readonly modelsFolder: string;
  /** Nothing outside this machine is contacted. */
  readonly offline?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PullProgress) => void;
  /** Takes the lock that is a file at this path, and gives what releases it; undefined while anyone holds it. It ends with its process. */
  readonly lock?: (path: string) => (() => void) | undefined;
  readonly onConnection?: (attempt: ConnectionAttempt) => void;
  /** Where the variables of Hugging Face's tools and PATH are read: `process.env`, unless told otherwise. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Waited before a broken download goes on, times the number of failures so far; 500 unless told otherwise. */
  readonly retryDelayMs?: number;
}

/** How far a pull is. `total` is null where it is not known; units are bytes, and tensors while converting. */
export interface PullProgress {
  /** `wait`: another process fetches the same model. */
  readonly stage: 'wait' | 'download' | 'unpack' | 'convert' | 'verify';
  readonly file: string;
  readonly done: number;
  readonly total: number | null;
}

/** One attempt to reach another machine. */
export interface ConnectionAttempt {
  readonly host: string;
  /** What was asked for, without a query; `https://<host>` by GET where it is not told. */
  readonly url?: string;
  readonly method?: string;
  readonly reason: string;
  /** `answered`, with an HTTP status where there is one; `failed`, with what went wrong; `refused`: not tried, being offline. */
  readonly result: 'answered' | 'failed' | 'refused';
  readonly detail: string;
}

/** The folder that models are kept in: `STOCKPOT_MODELS`, else the one that was chosen, else `models` in the home. */
export function modelsFolder(
  home: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  chosen?: unknown,
): string {
  return environment.STOCKPOT_MODELS || (typeof chosen === 'string' && chosen) || join(home, 'models');
}

/** What Hugging Face's own variables say. */
export interface HubSettings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly offline: boolean;
  /** Where its tools keep what they downloaded; only read. */
  readonly cacheFolder: string;
}

/** Reads HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, HF_HUB_CACHE, HF_HOME and XDG_CACHE_HOME. */
export function hubSettings({ environment = process.env, offline = false }: Partial<CatalogOptions>): HubSettings {
  const { HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = environment;
  const endpoint = (HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '');
  if (!URL.canParse(endpoint))
    throw new AppError('model/download-failed', `HF_ENDPOINT is ${JSON.stringify(endpoint)}, which is no address.`);
  const hubHome = HF_HOME || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface');
  return {
    endpoint,
    token: HF_TOKEN || undefined,
    offline: offline || /^(1|true|yes|on)$/i.test(HF_HUB_OFFLINE ?? ''),
    cacheFolder: HF_HUB_CACHE || join(hubHome, 'hub'),
  };
}
