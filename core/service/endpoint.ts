import { z } from 'zod';
import { type CatalogOptions, connectPatiently } from '../catalog/index.ts';
import { AppError } from '../errors.ts';

/** Where a model of someone else's answers: the part of OpenAI's API that every such program has. */
export interface Endpoint {
  /** With or without `/chat/completions` at its end: `http://127.0.0.1:8080/v1`. */
  readonly url: string;
  /** The model's name there. */
  readonly model: string;
  /** Sent as a bearer token; never kept. */
  readonly key?: string | undefined;
}

/** Variables that hold a key: a judge has one of its own, and takes the other one too. */
export type KeyVariable = 'STOCKPOT_ENDPOINT_KEY' | 'STOCKPOT_JUDGE_KEY';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest extends Endpoint {
  readonly messages: readonly ChatMessage[];
  readonly temperature: number;
  /** The endpoint's own unless given. */
  readonly topP?: number;
  readonly maxTokens: number;
  /** The same answer again, where the endpoint can. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** The variable of the environment that its key is read from, to be named where it is refused for want of one. */
  readonly keyVariable: KeyVariable;
  /** What it is asked for, in the list of connections: `judge answers`. */
  readonly purpose: string;
}

/**
 * What an OpenAI-compatible endpoint answers to some messages. Each request is written in the list of connections; an
 * answer that says "later" (429, 5xx) is waited for.
 *
 * @param options `host.catalog()`: whether Stockpot is offline, the way by a proxy, the list of connections.
 * @throws AppError `model/offline` without having tried, `endpoint/unreachable` when no answer came, `endpoint/refused`
 * for a status that is no success, `endpoint/bad-answer` for one that holds no text; the signal's reason when aborted.
 */
export async function chatCompletion(request: ChatRequest, options: CatalogOptions): Promise<string> {
  const { key, keyVariable, model, messages, temperature, topP, maxTokens, seed, signal, purpose } = request;
  const url = completionsUrl(request.url);
  const shown = withoutQuery(url);
  const asked = () =>
    connectPatiently(
      {
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          model,
          messages,
          temperature,
          ...(topP === undefined ? {} : { top_p: topP }),
          max_tokens: maxTokens,
          stream: false,
          ...(seed === undefined ? {} : { seed }),
        }),
        token: key,
        reason: purpose,
      },
      signal === undefined ? options : { ...options, signal },
    );
  const response = await reached(shown, asked, signal);
  const body = await reached(shown, () => response.text(), signal);
  if (!response.ok) throw refused(shown, response.status, body, keyVariable);
  const text = answerSchema.safeParse(parsed(body)).data?.choices[0]?.message.content;
  if (text !== undefined) return text;
  throw new AppError('endpoint/bad-answer', `${shown} answered without a message: ${shortened(body)}`, {
    hint: 'Name an endpoint of the OpenAI kind, such as http://127.0.0.1:8080/v1.',
  });
}

/** Where completions are asked for. @throws AppError `service/bad-request` for what is no address of the web. */
export function completionsUrl(url: string): string {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol) || address.username !== '') {
    throw new AppError('service/bad-request', `"${url}" is no address of an endpoint.`, {
      hint: 'Give one such as http://127.0.0.1:8080/v1.',
    });
  }
  const path = address.pathname.replace(/\/+$/, '');
  address.pathname = path.endsWith('/chat/completions') ? path : `${path}/chat/completions`;
  return address.href;
}

/** A model that only calls a tool leaves the text out. */
const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});

async function reached<T>(shown: string, work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof AppError && cause.code !== 'model/download-failed') throw cause;
    throw new AppError('endpoint/unreachable', `No answer came from ${shown}: ${(cause as Error).message}`, {
      cause,
      hint: 'Look whether it runs, and whether the address is right.',
    });
  }
}

function refused(shown: string, status: number, body: string, keyVariable: KeyVariable): AppError {
  const advice =
    status === 401 || status === 403
      ? { hint: `Give its key: the variable ${keyVariable}, or the field in the window.` }
      : {};
  return new AppError('endpoint/refused', `${shown} answered with status ${status}: ${shortened(body)}`, advice);
}

/** A query may hold a key. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function shortened(body: string): string {
  const text = body.replace(/\s+/g, ' ').trim();
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)} …` : text;
}

const MOST_SHOWN = 300;
