import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { makeFolder, writingAsync } from '../disk.ts';
import { AppError } from '../errors.ts';
import { uploadName } from './upload-name.ts';

/**
 * `POST /uploads?name=FILE[&folder=ID]`, the body being the bytes: keeps a file for the next call, in a folder of its own
 * or one with others of the same `folder`. Answers with its `path`, and with the `folder` that was dropped.
 */
export function uploadRoute(app: FastifyInstance, uploads: () => string, mostBytes = MOST_BYTES): void {
  // Whatever its type, a body is bytes here.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.post('/uploads', async (request) => {
    const { success, data } = query.safeParse(request.query);
    if (!success) throw new AppError('service/bad-request', 'An upload needs ?name=FILE, and may have &folder=ID.');
    const parts = uploadName(data.name);
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge(mostBytes);
    const root = join(uploads(), data.folder ?? randomBytes(12).toString('hex'));
    const path = join(root, ...parts);
    await store((request.body ?? request.raw) as Readable, path, mostBytes);
    return data.folder === undefined ? { path } : { path, folder: parts.length > 1 ? join(root, parts[0]!) : root };
  });
}

const query = z.object({
  name: z.string().min(1).max(1000),
  folder: z
    .string()
    .regex(/^[A-Za-z0-9-]{8,64}$/)
    .exactOptional(),
});

/** Far above any manual; a base model is used where it lies. */
const MOST_BYTES = 2 * 2 ** 30;

async function store(body: Readable, path: string, mostBytes: number): Promise<void> {
  const part = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > mostBytes) done(tooLarge(mostBytes));
      else done(null, chunk);
    },
  });
  await writingAsync({ path, what: 'the uploaded file' }, async () => {
    makeFolder(dirname(path));
    try {
      await pipeline(body, counted, createWriteStream(part, { flags: 'wx' }));
      await rename(part, path);
    } catch (error) {
      if (existsSync(part)) await rm(part);
      throw error;
    }
  });
}

function tooLarge(mostBytes: number): AppError {
  return new AppError(
    'server/too-large',
    `The file is larger than ${mostBytes} bytes, which is the most that is uploaded. Name its path instead.`,
  );
}
