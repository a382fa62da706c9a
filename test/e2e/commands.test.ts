import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, result, type ToldEvent } from '../helpers/command-line.ts';
import { writeTinyModel } from '../helpers/tiny-model.ts';
import { countsOf, orphansOf } from './home.ts';

const manual = fileURLToPath(new URL('../fixtures/service/pump.md', import.meta.url));
const quickly = [
  ...['--set', 'training.maxSteps=2', '--set', 'training.rank=4', '--set', 'soup.maxSteps=2'],
  ...['--set', 'instruction.maxSteps=2', '--set', 'instruction.maxTokens=400'],
];
const build = (...more: string[]) => ['build', manual, '--model', model, ...quickly, ...more];
let folder: string;
let home: string;
let model: string;
// biome-ignore lint/suspicious/noExplicitAny: results under the names that scripts rely on
let built: any;
let told: readonly ToldEvent[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-commands-'));
  home = join(folder, 'home');
  model = join(folder, 'tiny');
  writeTinyModel(model);
  const { code, json, events, stderr } = await command(home, build('--name', 'pump'));
  expect(code, stderr).toBe(0);
  [built, told] = [json, events];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fresh = () => mkdtempSync(join(folder, 'home-'));
const path = (name: string) => join(folder, name);

describe('importing', () => {
  it('keeps a manual once, however often and under whatever name its file comes', async () => {
    const other = path('other.md');
    writeFileSync(other, readFileSync(manual));
    const { manuals } = await result(home, ['import', manual, other]);
    expect(manuals.map(({ known }: { known: boolean }) => known)).toEqual([true, true]);
    expect(new Set(manuals.map(({ id }: { id: string }) => id)).size).toBe(1);
    expect(countsOf(home).manuals).toBe(1);
  });

  it.each([
    ['a file that is not there', 'nowhere.pdf', undefined, 'manual/not-found'],
    ['an empty file', 'empty.md', '', 'manual/empty'],
    ['something that calls itself a PDF', 'fake.pdf', 'no PDF at all', 'manual/not-a-pdf'],
    ['a type that can not be read', 'x.docx', 'PK', 'manual/unsupported-type'],
  ])('refuses %s with its code, and leaves nothing behind', async (_, name, content, code) => {
    const empty = fresh();
    if (content !== undefined) writeFileSync(path(name), content);
    for (const verb of ['import', 'build']) {
      const ended = await command(empty, [verb, path(name), ...(verb === 'build' ? ['--model', model] : [])]);
      expect([verb, ended.code, ended.json.error?.code]).toEqual([verb, 2, code]);
    }
    expect(orphansOf(empty)).toEqual([]);
    expect(countsOf(empty)).toEqual({ manuals: 0, skills: 0, soups: 0, bots: 0, jobs: 0 });
    const files = readdirSync(empty, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map((entry) => entry.name).filter((file) => !/^(stockpot\.(db|log)|lock\.db)/.test(file))).toEqual([]);
  });
});

describe('building', () => {
  it('tells what was learned', () => {
    expect(built).toMatchObject({ name: 'pump', model, steps: { train: 2, blend: 2 } });
    expect(built.check.windows).toBe('held-out');
    expect([built.check.base, built.check.bot].every((loss) => loss > 0 && loss < 20)).toBe(true);
    expect(built.skills.map(({ name }: { name: string }) => name)).toEqual([
      'Pump P-200 manual (manual)',
      'Alpaca for tiny',
    ]);
  });

  it('takes skills that were trained before, and trains anew what differs', async () => {
    const copy = path('copy');
    cpSync(home, copy, { recursive: true });
    const again = await result(copy, build());
    const other = await result(copy, build('--set', 'seed=1'));
    const ids = (of: typeof built) => of.skills.map(({ skill }: { skill: string }) => skill);
    expect(ids(again)).toEqual(ids(built));
    expect(ids(other)[0]).not.toBe(ids(built)[0]);
    expect([again.name, other.name]).toEqual(['Pump P-200 manual', 'Pump P-200 manual 2']);
  });

  it('says under which licence the stock data stands, before it uses it', () => {
    const licence = told.findIndex((event) => event.event === 'notice' && /CC BY-NC 4\.0/.test(event.message ?? ''));
    expect(licence).toBeGreaterThanOrEqual(0);
    expect(licence).toBeLessThan(told.findIndex((event) => event.stage === 'instruct'));
  });

  it('takes an instruction skill trained on own data, and then has nothing to say of a licence', async () => {
    const copy = fresh();
    const data = path('own.json');
    const pairs = Array.from({ length: 12 }, (_, i) => ({ instruction: `Say ${i}.`, output: `It is ${i}.` }));
    writeFileSync(data, JSON.stringify(pairs));
    const skill = await result(copy, [
      'skills',
      'train',
      '--data',
      data,
      '--model',
      model,
      '--name',
      'own',
      ...quickly,
    ]);
    expect(skill).toMatchObject({
      name: 'own',
      kind: 'instruction',
      rank: 4,
      lineage: { kind: 'instruction', seed: 0 },
    });
    const ended = await command(copy, build('--instruct', 'own'));
    expect(ended.json.skills.map(({ name }: { name: string }) => name)[1]).toBe('own');
    expect(ended.events.some(({ event }) => event === 'notice')).toBe(false);
  });

  it.each([
    [['--set', 'training.epoch=2'], 'recipe/invalid', 'training.epoch'],
    [['--set', 'training.rank=many'], 'recipe/invalid', 'training.rank'],
    [['--recipe', 'nonsense'], 'recipe/invalid', 'nonsense'],
    [['--instruct', 'nobody'], 'service/not-found', 'nobody'],
    [['--model', 'no/such folder'], 'model/not-found', 'no/such folder'],
    [['--name', 'PUMP'], 'store/conflict', 'PUMP'],
    [['--device', 'cuda'], 'device/unavailable', 'cuda'],
  ])('refuses %j before it begins', async (args, code, said) => {
    if (code === 'device/unavailable' && existsSync('/proc/driver/nvidia/version')) return;
    const before = countsOf(home);
    const ended = await command(home, ['build', manual, '--model', model, ...args]);
    expect([ended.code, ended.json.error.code]).toEqual([2, code]);
    expect(ended.json.error.message).toContain(said);
    expect(countsOf(home)).toEqual(before);
  });
});

describe('asking', () => {
  it('gives answer, pages, and what they cost', async () => {
    const answer = await result(home, ['ask', 'pump', 'How often is the filter cleaned?']);
    expect(Object.keys(answer).sort()).toEqual(['answer', 'bot', 'citations', 'seconds', 'system', 'tokens']);
    expect(answer).toMatchObject({ bot: 'pump', system: 'cat-learned' });
    expect(answer.citations[0].page).toBe(1);
    expect(answer.citations.map(({ text }: { text: string }) => text).join()).toContain('every 40 hours');
  });

  it('names no page when the manual has nothing to say', async () => {
    expect((await result(home, ['ask', 'pump', 'What is the capital of France?'])).citations).toEqual([]);
  });

  it('keeps a conversation', async () => {
    const { conversation, turns } = await result(
      home,
      ['chat', 'pump'],
      'How often is the filter cleaned?\nAnd the ring?\n',
    );
    expect(conversation).toMatch(/^cnv_/);
    expect(turns).toHaveLength(2);
  });

  it('says which bots there are when it does not know one', async () => {
    const { code, json } = await command(home, ['ask', 'pumpe', 'How?']);
    expect([code, json.error.code]).toEqual([2, 'service/not-found']);
    expect(json.error.hint).toContain('"pump"');
  });
});

describe('skills', () => {
  it('go out as PEFT and GGUF, and come in again', async () => {
    const [instruction, skill] = (await result(home, ['skills'])).skills.toReversed();
    expect([skill.kind, instruction.kind]).toEqual(['manual', 'instruction']);
    const peft = await result(home, ['skills', 'export', skill.id, '--format', 'peft', '--out', path('peft')]);
    expect(readdirSync(peft.path).sort()).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
    const gguf = await result(home, ['skills', 'export', skill.id, '--format', 'gguf', '--out', path('skill.gguf')]);
    expect(readFileSync(gguf.path).subarray(0, 4).toString()).toBe('GGUF');

    const again = await command(home, ['skills', 'export', skill.id, '--format', 'peft', '--out', path('peft')]);
    expect([again.code, again.json.error.code]).toEqual([2, 'store/conflict']);

    const back = await result(home, ['skills', 'import', path('peft'), '--model', model, '--name', 'back']);
    const { sha256 } = await result(home, ['skills', 'show', skill.id]);
    expect([back.kind, back.sha256]).toEqual(['imported', sha256]);
    const merged = await result(home, [
      'merge',
      'back',
      instruction.id,
      '--method',
      'cat',
      '--weights',
      '0.25,1',
      '--name',
      'both',
    ]);
    expect([merged.kind, merged.rank, merged.weights]).toEqual(['merged', 8, [0.25, 1]]);

    const used = await command(home, ['skills', 'remove', 'back']);
    expect([used.code, used.json.error.code]).toEqual([2, 'store/in-use']);
    await result(home, ['skills', 'remove', 'both']);
    expect(await result(home, ['skills', 'remove', 'back'])).toEqual({ removed: 'back' });
    expect(orphansOf(home)).toEqual([]);
  });
});

describe('benchmarks', () => {
  it('compare all systems of one bot, keep every answer, and compare runs', async () => {
    const suite = path('suite.json');
    const questions = [
      { question: 'How often is the filter cleaned?', answer: 'Every 40 hours of use.', page: 1 },
      { question: 'What does error E7 mean?', answer: 'The pump runs dry.' },
    ];
    writeFileSync(suite, JSON.stringify(questions));
    const five = 'base,manual-skill,instruct-skill,cat-static,cat-learned';
    const report = await result(home, ['bench', 'pump', '--suite', suite, '--systems', five, '--shots', '0']);
    expect(Object.keys(report).sort()).toEqual(['model', 'run', 'samples', 'suite', 'systems']);
    const names = report.systems.map(({ name }: { name: string }) => name);
    expect(names.join()).toBe(five);
    for (const { n, scores } of report.systems) {
      expect(n).toBe(2);
      expect(scores.likelihood.mean).toBeLessThan(0);
      expect(scores.f1.mean).toBeGreaterThanOrEqual(0);
    }
    const samples = readFileSync(report.samples, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(samples).toHaveLength(10);
    expect(samples[0]).toMatchObject({
      system: 'base',
      question: questions[0]!.question,
      reference: questions[0]!.answer,
    });

    await result(home, [
      'bench',
      'Pump P-200 manual',
      '--suite',
      suite,
      '--systems',
      'base',
      '--scorers',
      'likelihood',
      '--shots',
      '0',
    ]);
    const { runs } = await result(home, ['runs']);
    expect(runs).toHaveLength(2);
    const shown = await result(home, ['runs', 'show', runs[1].id]);
    expect(shown.systems).toEqual(report.systems);
    const { differences } = await result(home, ['runs', 'compare', runs[0].id, runs[1].id]);
    expect(differences).toMatchObject([{ system: 'base', scorer: 'likelihood', n: 2, mean: 0, ties: 2, p: 1 }]);
  });

  it('refuse a suite or a system that there is not', async () => {
    const suite = await command(home, ['bench', 'pump', '--suite', 'nothing']);
    expect([suite.code, suite.json.error.code]).toEqual([2, 'bench/bad-suite']);
    const system = await command(home, ['bench', 'pump', '--suite', 'game-manual', '--systems', 'oracle']);
    expect([system.code, system.json.error.code]).toEqual([2, 'bench/unknown-system']);
  });
});

describe('the home', () => {
  it('is one file as a backup, and comes back beside what was there', async () => {
    const file = path('backup.tar');
    const copy = path('restored');
    expect((await result(home, ['backup', file])).files).toBeGreaterThan(5);
    const taken = await command(home, ['backup', file]);
    expect([taken.code, taken.json.error.code]).toEqual([2, 'store/conflict']);

    expect((await result(copy, ['restore', file])).previous).toBeNull();
    expect(countsOf(copy)).toEqual(countsOf(home));
    expect(orphansOf(copy)).toEqual([]);
    const question = ['ask', 'pump', 'How often is the filter cleaned?'];
    expect((await result(copy, question)).answer).toBe((await result(home, question)).answer);

    mkdirSync(join(copy, 'models', 'mine'), { recursive: true });
    const { previous } = await result(copy, ['restore', file]);
    expect(countsOf(previous)).toEqual(countsOf(home));
    expect(existsSync(join(copy, 'models', 'mine'))).toBe(true);
  });

  it('is left as it is when a backup is damaged', async () => {
    const file = path('damaged.tar');
    writeFileSync(file, 'no backup');
    const before = countsOf(home);
    const { code, json } = await command(home, ['restore', file]);
    expect([code, json.error.code]).toEqual([2, 'store/corrupt']);
    expect(countsOf(home)).toEqual(before);
  });

  it('is looked through by the doctor', async () => {
    const report = await result(home, ['doctor']);
    expect(report.versions.onnxruntime).toMatch(/^\d/);
    expect(report.devices.find(({ name }: { name: string }) => name === 'cpu').usable).toBe(true);
    expect(report.checks.find(({ name }: { name: string }) => name === 'files')).toMatchObject({ ok: true });
    const { detail } = report.checks.find(({ name }: { name: string }) => name === 'generated code');
    expect(detail).toMatch(/^(held by |Generated code is not run here: )/);
    expect(report.counts.bots).toBe(1);
  });
});
