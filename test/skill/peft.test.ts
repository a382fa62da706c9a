import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { exportGguf, readSkill, writeSkill } from '../../core/skill/index.ts';
import { concatenate, staticCoefficients } from '../../core/soup/index.ts';

/** A Python with torch, transformers, peft and gguf. */
const python = process.env.STOCKPOT_PYTHON;
const folder = mkdtempSync(join(tmpdir(), 'stockpot-peft-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fixture = (path: string) => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
const skill = (name: string) => readSkill(fixture(`skill/${name}`)).adapter;

describe.skipIf(python === undefined)('what we write (skipped unless STOCKPOT_PYTHON names a Python with PEFT)', () => {
  const threeSkills = [skill('plain'), skill('rank-stabilised'), skill('patterns')];
  test.each([
    ['skill/plain', skill('plain')],
    ['skill/rank-stabilised', skill('rank-stabilised')],
    ['skill/patterns', skill('patterns')],
    ['skill/patterns-rank-stabilised', skill('patterns-rank-stabilised')],
    ['soup/cat-of-three', concatenate(threeSkills, staticCoefficients(threeSkills, [0.5, -0.25, 1.5]))],
  ])('loads in PEFT and in gguf’s reader with the same ΔW: %s', (name, adapter) => {
    const written = join(folder, name.replace('/', '-'));
    writeSkill(written, { adapter, baseModel: 'tiny-llama' });
    exportGguf(adapter, { family: 'llama', headDim: 4 }, `${written}.gguf`);
    const script = fileURLToPath(new URL('peft_check.py', import.meta.url));
    const args = [script, fixture('skill/base'), written, fixture(`${name}.deltas.safetensors`), `${written}.gguf`];
    const output = execFileSync(python!, ['-W', 'ignore', ...args], { encoding: 'utf8' });
    const found = JSON.parse(output.trim().split('\n').at(-1)!);
    expect(found.modules).toBe(adapter.size);
    expect(found.peft).toBeLessThan(1e-6);
    expect(found.gguf).toBeLessThan(1e-6);
  });
});
