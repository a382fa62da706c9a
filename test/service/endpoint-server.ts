import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface EndpointServer {
  /** To be named as the endpoint. */
  readonly url: string;
  readonly asked: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: ChatBody }[];
}

export interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly temperature: number;
  readonly top_p?: number;
  readonly max_tokens: number;
  readonly seed?: number;
}

/** What it answers: a text, or a status with the body that goes with it. */
export type Reply =
  | string
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> };

/** An endpoint of the OpenAI kind on this machine, which answers as it is told; it ends with the test. */
export async function endpointServer(reply: (body: ChatBody, count: number) => Reply): Promise<EndpointServer> {
  const asked: EndpointServer['asked'] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece) => {
      text += piece;
    });
    request.on('end', () => {
      const body = JSON.parse(text) as ChatBody;
      asked.push({ path: request.url ?? '', headers: request.headers, body });
      const answer = reply(body, asked.length);
      if (typeof answer === 'string') {
        const message = { role: 'assistant', content: answer };
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ choices: [{ message }] }));
      } else response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked };
}
