import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type ChatMessage, loadTokenizer, type Tokenizer, tokenizerFromGguf } from '../../core/text/index.ts';

export interface TextCase {
  readonly text: string;
  readonly ids: readonly number[];
}

export interface ChatCase {
  readonly messages: readonly ChatMessage[];
  readonly addGenerationPrompt: boolean;
  readonly ids: readonly number[];
}

/** What test/fixtures/text/make.py writes. */
export interface TextFixture {
  readonly metadata: Record<string, unknown>;
  /** In place of metadata: a model folder's own files. */
  readonly files: Readonly<Record<string, unknown>>;
  readonly cases: readonly TextCase[];
  readonly written: readonly (TextCase & { readonly specialIds: readonly number[] })[];
  readonly withSpecial: readonly TextCase[];
  readonly chats: readonly ChatCase[];
}

export function textFixture(name: string): TextFixture {
  return JSON.parse(readFileSync(new URL(`../fixtures/text/${name}.json`, import.meta.url), 'utf8')) as TextFixture;
}

/** A model folder with these tokenizer files, removed after the test file. */
export function tokenizerFolder(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'stockpot-text-'));
  folders.push(folder);
  mkdirSync(folder, { recursive: true });
  for (const [name, value] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  }
  return folder;
}

/** The tokenizer of GGUF metadata, by way of its files. */
export function tokenizerOf(metadata: Record<string, unknown>): Tokenizer {
  const { tokenizer, config } = tokenizerFromGguf(metadata);
  return loadTokenizer(tokenizerFolder({ 'tokenizer.json': tokenizer, 'tokenizer_config.json': config }));
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
