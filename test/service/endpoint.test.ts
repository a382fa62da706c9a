import { describe, expect, it } from 'vitest';
import type { CatalogOptions, ConnectionAttempt } from '../../core/catalog/index.ts';
import { type ChatRequest, chatCompletion, completionsUrl } from '../../core/service/endpoint.ts';
import { endpointServer } from './endpoint-server.ts';

function ledger(more: Partial<CatalogOptions> = {}) {
  const attempts: ConnectionAttempt[] = [];
  const options: CatalogOptions = {
    modelsFolder: '/nowhere',
    environment: {},
    retryDelayMs: 1,
    onConnection: (attempt) => attempts.push(attempt),
    ...more,
  };
  return { attempts, options };
}

const request = (url: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  url,
  model: 'm',
  messages: [{ role: 'user', content: 'Why?' }],
  temperature: 0.01,
  maxTokens: 20,
  keyVariable: 'STOCKPOT_ENDPOINT_KEY',
  purpose: 'make questions',
  ...more,
});

describe('an endpoint of the OpenAI kind', () => {
  it('is asked once, with its key, and written in the list of connections without either', async () => {
    const server = await endpointServer(() => 'Because.');
    const { attempts, options } = ledger();
    const asked = request(`${server.url}?api=secret`, { key: 'k', seed: 7 });
    expect(await chatCompletion(asked, options)).toBe('Because.');
    const [{ path, headers, body }] = server.asked as [(typeof server.asked)[0]];
    expect(path).toBe('/v1/chat/completions?api=secret');
    expect(headers.authorization).toBe('Bearer k');
    expect(body).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Why?' }],
      temperature: 0.01,
      max_tokens: 20,
      stream: false,
      seed: 7,
    });
    const { host } = new URL(server.url);
    const url = `${server.url}/chat/completions`;
    expect(attempts).toEqual([
      { host, url, method: 'POST', reason: 'make questions', result: 'answered', detail: 'HTTP 200' },
    ]);
  });

  it('is not contacted offline, which is written down', async () => {
    const server = await endpointServer(() => 'Because.');
    const { attempts, options } = ledger({ offline: true });
    await expect(chatCompletion(request(server.url), options)).rejects.toMatchObject({ code: 'model/offline' });
    expect(server.asked).toEqual([]);
    expect(attempts).toMatchObject([{ result: 'refused' }]);
  });

  it('is asked again when it says "later"', async () => {
    const server = await endpointServer((_, count) => (count < 3 ? { status: 429, body: '' } : 'Now.'));
    expect(await chatCompletion(request(server.url), ledger().options)).toBe('Now.');
    expect(server.asked).toHaveLength(3);
  });

  it('never hands a manual on to where it redirects', async () => {
    const other = await endpointServer(() => 'Stolen.');
    const headers = { location: `${other.url}/chat/completions` };
    const server = await endpointServer(() => ({ status: 307, body: '', headers }));
    await expect(chatCompletion(request(server.url), ledger().options)).rejects.toMatchObject({
      code: 'endpoint/refused',
    });
    expect(other.asked).toEqual([]);
  });

  it('tells what it said instead of an answer', async () => {
    const replies = [
      { status: 401, body: '{"error": "no key"}' },
      { status: 200, body: '<html>' },
      { status: 200, body: '{"choices": []}' },
    ];
    const server = await endpointServer((_, count) => replies[count - 1]!);
    const ask = () => chatCompletion(request(server.url), ledger().options);
    await expect(ask()).rejects.toMatchObject({
      code: 'endpoint/refused',
      message: expect.stringContaining('no key'),
      hint: expect.stringContaining('STOCKPOT_ENDPOINT_KEY'),
    });
    await expect(ask()).rejects.toMatchObject({ code: 'endpoint/bad-answer' });
    await expect(ask()).rejects.toMatchObject({ code: 'endpoint/bad-answer' });
  });

  it('that is not there, or is told to stop, says so', async () => {
    const { attempts, options } = ledger();
    const gone = chatCompletion(request('http://127.0.0.1:1/v1'), options);
    await expect(gone).rejects.toMatchObject({ code: 'endpoint/unreachable' });
    expect(attempts).toMatchObject([{ result: 'failed' }]);

    const stop = new AbortController();
    const server = await endpointServer(() => {
      stop.abort(new Error('stopped'));
      return 'Late.';
    });
    await expect(chatCompletion(request(server.url, { signal: stop.signal }), options)).rejects.toThrow('stopped');
  });
});

it('takes an address with and without the part that all have', () => {
  const whole = 'https://api.example/v1/chat/completions';
  expect(completionsUrl('https://api.example/v1')).toBe(whole);
  expect(completionsUrl('https://api.example/v1/')).toBe(whole);
  expect(completionsUrl(whole)).toBe(whole);
  for (const wrong of ['api.example', 'file:///etc/passwd', 'https://me:key@api.example/v1']) {
    expect(() => completionsUrl(wrong)).toThrow(expect.objectContaining({ code: 'service/bad-request' }));
  }
});
