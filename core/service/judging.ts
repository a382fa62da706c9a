import { z } from 'zod';
import { findEntry, hubSettings } from '../catalog/index.ts';
import { AppError } from '../errors.ts';
import type { DeviceName } from './contract.ts';
import { chatCompletion, completionsUrl } from './endpoint.ts';
import { keepKey, withKey } from './endpoint-keys.ts';
import type { EngineWorker } from './engine-worker.ts';
import type { Host } from './host.ts';
import { noBaseModel, presentModel } from './models.ts';

/** Who judges answers: a base model of this machine, or a model behind an address. */
export const judgeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local'), model: z.string() }),
  z.object({ kind: z.literal('endpoint'), url: z.string(), model: z.string() }),
]);
export type JudgeInput = z.infer<typeof judgeSchema>;

/** A model that writes verdicts; it may be asked many times. Close it. */
export interface Judge {
  ask(prompt: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * `local:MODEL` or `URL#MODEL`.
 * @throws AppError `service/bad-request` for anything else.
 */
export function judgeInput(text: string): JudgeInput {
  const local = /^local:(.+)$/.exec(text.trim())?.[1]?.trim();
  if (local !== undefined) return { kind: 'local', model: local };
  const [, url, model] = /^(https?:.*)#([^#]+)$/.exec(text.trim()) ?? [];
  if (url === undefined || model === undefined) {
    throw new AppError('service/bad-request', `"${text}" names no judging model.`, {
      hint: 'Give local:MODEL for one of this machine, or URL#MODEL, such as http://127.0.0.1:8080/v1#qwen3.',
    });
  }
  return { kind: 'endpoint', url: completionsUrl(url), model };
}

/** The text that names a judge, without a query, which may hold a key. */
export function judgeText(judge: JudgeInput): string {
  return judge.kind === 'local' ? `local:${judge.model}` : `${withoutQuery(judge.url)}#${judge.model}`;
}

/**
 * Looks whether a judge can be asked, before anything else is done, and holds its key.
 * @throws AppError `model/not-found`, `model/offline`
 */
export async function checkJudge(
  judge: JudgeInput,
  {
    host,
    signal,
    key,
  }: { readonly host: Host; readonly signal: AbortSignal | undefined; readonly key: string | undefined },
): Promise<void> {
  if (judge.kind === 'local') {
    const entry = findEntry(judge.model);
    if (entry?.kind === 'embedding') throw noBaseModel(entry.name);
    await presentModel(judge.model, { host, signal });
    return;
  }
  keepKey(host, key === undefined ? judge : { ...judge, key });
  if (!hubSettings(host.catalog()).offline) return;
  host.noteConnection({
    host: new URL(judge.url).host,
    url: withoutQuery(judge.url),
    method: 'POST',
    reason: purposeOf(judge.model),
    result: 'refused',
    detail: 'offline',
  });
  throw new AppError('model/offline', `${new URL(judge.url).host} can't judge: Stockpot is offline.`, {
    command: 'Judge by a model of this machine, --judge local:MODEL, or go online.',
  });
}

/** Opens a judge. It answers as surely as it can: temperature 0, always the same seed. */
export async function openJudge(
  judge: JudgeInput,
  { host, device, signal }: { readonly host: Host; readonly device: DeviceName; readonly signal: AbortSignal },
): Promise<Judge> {
  if (judge.kind === 'endpoint') return endpointJudge(judge, host, signal);
  const { folder } = await presentModel(judge.model, { host, signal });
  // A worker of its own: the one that answers would have to change models with every sample.
  return localJudge({ folder, worker: host.worker(), device, signal });
}

function endpointJudge(
  { url, model }: { readonly url: string; readonly model: string },
  host: Host,
  signal: AbortSignal,
): Judge {
  return {
    ask: (prompt) =>
      chatCompletion(
        {
          ...withKey(host, { url, model }, 'STOCKPOT_JUDGE_KEY'),
          messages: [{ role: 'user', content: prompt }],
          temperature: 0,
          maxTokens: VERDICT_TOKENS,
          seed: 0,
          signal,
          purpose: purposeOf(model),
        },
        host.catalog({ signal }),
      ),
    close: async () => {},
  };
}

function localJudge({
  folder,
  worker,
  device,
  signal,
}: {
  readonly folder: string;
  readonly worker: EngineWorker;
  readonly device: DeviceName;
  readonly signal: AbortSignal;
}): Judge {
  return {
    async ask(prompt) {
      const { text } = await worker.request(
        'generate',
        {
          model: folder,
          adapter: { folders: [] },
          question: prompt,
          passages: [],
          history: [],
          format: 'chat',
          generation: {
            maxNewTokens: VERDICT_TOKENS,
            temperature: 0,
            topP: 1,
            topK: 0,
            repetitionPenalty: 1,
            historyTurns: 0,
          },
          contextTokens: CONTEXT_TOKENS,
          seed: 0,
          device,
        },
        { signal },
      );
      signal.throwIfAborted();
      return text;
    },
    close: () => worker.close(),
  };
}

/** Reasons and scores; a page of context stands before them. */
const VERDICT_TOKENS = 512;
const CONTEXT_TOKENS = 8192;

function purposeOf(model: string): string {
  return `judge answers with ${model}`;
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
