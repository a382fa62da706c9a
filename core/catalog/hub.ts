import { existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { makeFolder, writing } from '../disk.ts';
import { AppError } from '../errors.ts';
import { connectPatiently, statusAdvice } from './connect.ts';
import { type Download, download } from './download.ts';
import { readJson, writeJson } from './files.ts';
import { shardNames } from './model-folder.ts';
import { checkUsable } from './model-kind.ts';
import { writeModelRecord } from './model-record.ts';
import { type CatalogOptions, hubSettings } from './options.ts';

/**
 * Fetches a model from the hub (Hugging Face, or the mirror in HF_ENDPOINT) into a folder: configuration, tokenizer and
 * safetensors of one commit, each verified. The folder gets its name when it is whole; what a broken pull fetched
 * stays in `<folder>.pulling` and is used by the next one.
 *
 * @throws AppError `model/offline`, `model/download-failed`, `model/checksum-mismatch`, `model/unknown-architecture`
 * (before any weights are fetched).
 */
export async function pullFromHub(hubId: string, folder: string, options: CatalogOptions): Promise<void> {
  const hub = hubSettings(options);
  if (hub.offline) {
    const host = new URL(hub.endpoint).host;
    options.onConnection?.({ host, reason: `fetch ${hubId}`, result: 'refused', detail: 'offline' });
    throw new AppError('model/offline', `${host} was not asked for ${hubId}: Stockpot is offline.`);
  }
  const { sha: commit, siblings } = await repositoryInfo(hubId, options);
  const listed = new Set(siblings.map(({ rfilename }) => rfilename));
  const pulling = `${folder}.pulling`;
  startPulling(pulling, commit);

  const fetchFile = async (name: string): Promise<void> => {
    const path = join(pulling, name);
    if (existsSync(path)) return;
    writing({ path, what }, () => makeFolder(dirname(path)));
    const url = `${hub.endpoint}/${hubId}/resolve/${commit}/${name}`;
    await download({ url, path, token: hub.token, ...(await fileFacts(url, options)) }, options);
  };
  for (const name of smallFiles) if (listed.has(name)) await fetchFile(name);
  for (const name of ['config.json', 'tokenizer.json'])
    if (!listed.has(name))
      throw new AppError('model/download-failed', `${hubId} at ${hub.endpoint} has no ${name}, so it can't be used.`);
  checkUsable(pulling);
  for (const name of await weightNames(hubId, listed, pulling, fetchFile)) await fetchFile(name);

  rmSync(join(pulling, noteName));
  await writeModelRecord(pulling, {
    source: { kind: 'hub', name: hubId, commit, bytes: statSync(join(pulling, 'config.json')).size },
    conversion: 0,
  });
  writing({ path: folder, what }, () => {
    rmSync(folder, { recursive: true, force: true });
    renameSync(pulling, folder);
  });
}

const smallFiles = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'chat_template.jinja',
  // of embedding models: how a text becomes one vector
  'modules.json',
  'sentence_bert_config.json',
  '1_Pooling/config.json',
];
const noteName = 'pulling.json';
const what = 'the base model';

const repositorySchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{7,64}$/),
  siblings: z.array(z.object({ rfilename: z.string() })),
});

async function repositoryInfo(hubId: string, options: CatalogOptions): Promise<z.infer<typeof repositorySchema>> {
  const hub = hubSettings(options);
  const url = `${hub.endpoint}/api/models/${hubId}/revision/main`;
  const response = await connectPatiently({ url, token: hub.token, reason: `look up ${hubId}` }, options);
  if (response.status !== 200) {
    await response.body?.cancel();
    const why =
      response.status === 401 || response.status === 404
        ? ': it has no such model, or a token is needed'
        : statusAdvice(response.status);
    throw new AppError('model/download-failed', `${url} answered HTTP ${response.status}${why}.`);
  }
  const text = await response.text().catch((cause: unknown) => {
    throw new AppError('model/download-failed', `${url} broke off: ${(cause as Error).message}.`, { cause });
  });
  const parsed = repositorySchema.safeParse(parseJson(text));
  if (!parsed.success)
    throw new AppError('model/download-failed', `${url} gave something other than a list of a model's files.`);
  return parsed.data;
}

/** A folder begun from another commit is begun again: files of two commits don't belong together. */
function startPulling(pulling: string, commit: string): void {
  const note = readJson(join(pulling, noteName)) as { commit?: unknown } | undefined;
  if (note?.commit !== commit) rmSync(pulling, { recursive: true, force: true });
  writing({ path: pulling, what }, () => makeFolder(pulling));
  writeJson(join(pulling, noteName), { commit });
}

/** Size and digest, which the hub tells in the headers of the answer that redirects to the bytes. */
async function fileFacts(url: string, options: CatalogOptions): Promise<Pick<Download, 'bytes' | 'digest'>> {
  const { token } = hubSettings(options);
  const response = await connectPatiently(
    { url, method: 'HEAD', token, reason: 'ask size and checksum', keepRedirect: true },
    options,
  );
  const { headers, status } = response;
  // A mirror may know no HEAD; what refuses it would refuse the file too.
  if (status >= 400 && status !== 405 && status !== 501)
    throw new AppError('model/download-failed', `${url} answered HTTP ${status}${statusAdvice(status)}.`);
  const etag = (headers.get('x-linked-etag') ?? headers.get('etag') ?? '').replace(/^W\/|"/g, '');
  const size =
    headers.get('x-linked-size') ??
    (status === 200 && !headers.has('content-encoding') ? headers.get('content-length') : null);
  return {
    bytes: size !== null && /^\d+$/.test(size) ? Number(size) : undefined,
    digest: /^[0-9a-f]{64}$/.test(etag)
      ? { kind: 'sha256', hex: etag }
      : /^[0-9a-f]{40}$/.test(etag)
        ? { kind: 'git-blob', hex: etag }
        : undefined,
  };
}

async function weightNames(
  hubId: string,
  listed: ReadonlySet<string>,
  pulling: string,
  fetchFile: (name: string) => Promise<void>,
): Promise<string[]> {
  const index = 'model.safetensors.index.json';
  if (listed.has('model.safetensors')) return ['model.safetensors'];
  if (!listed.has(index))
    throw new AppError(
      'model/download-failed',
      `${hubId} has no weights in the safetensors format, so it can't be used.`,
    );
  await fetchFile(index);
  const shards = shardNames(readFileSync(join(pulling, index), 'utf8'));
  if (shards === undefined) throw new AppError('model/bad-file', `${index} of ${hubId} names no usable files.`);
  return shards;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
