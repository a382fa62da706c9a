import { createInterface } from 'node:readline';

/** The peer's side of `peer.ts`: answers each line of JSON on stdin by one on stdout; ends with stdin. */
export async function serveLines(ready: unknown, answer: (message: never) => Promise<unknown>): Promise<void> {
  print(ready);
  for await (const line of createInterface({ input: process.stdin })) print(await answer(JSON.parse(line) as never));
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
