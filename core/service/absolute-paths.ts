import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findEntry } from '../catalog/index.ts';
import type { CallOptions, Input, Method, Output, Service } from './contract.ts';

/**
 * A service whose inputs may name files from the working folder of this process: the one that does the work may be another
 * one, and may do it later.
 */
export function withAbsolutePaths(service: Service, folder: string = process.cwd()): Service {
  return {
    call: <M extends Method>(method: M, input: Input<M>, options?: CallOptions): Promise<Output<M>> =>
      service.call(method, absolute(method, input, folder), options),
    close: () => service.close(),
  };
}

function absolute<M extends Method>(method: M, input: Input<M>, folder: string): Input<M> {
  const result: Record<string, unknown> = { ...input };
  for (const [field, kind] of Object.entries((fields[method] ?? {}) as Readonly<Record<string, FieldKind>>)) {
    const value = result[field];
    if (typeof value !== 'string') continue;
    const [prefix, named] =
      kind === 'judge' && value.startsWith(LOCAL) ? [LOCAL, value.slice(LOCAL.length)] : ['', value];
    if (means[kind](named, folder)) result[field] = prefix + resolve(folder, named);
  }
  return result as Input<M>;
}

/** Before the name of a model of this machine, where an address may stand. */
const LOCAL = 'local:';

/** What a field may name besides a file. */
type FieldKind = 'path' | 'manual' | 'model' | 'recipe' | 'suite' | 'judge';

const means: Readonly<Record<FieldKind, (text: string, folder: string) => boolean>> = {
  path: () => true,
  // A title or an id too; what looks like a file was meant as one.
  manual: (text, folder) => existsSync(resolve(folder, text)) || /[\\/]|\.(pdf|md|markdown|txt)$/i.test(text),
  // A name of the catalogue is that, whatever lies in the working folder under the same name.
  model: (text, folder) => findEntry(text) === undefined && existsSync(resolve(folder, text)),
  recipe: (text, folder) => /[\\/.]/.test(text) && existsSync(resolve(folder, text)),
  suite: (text, folder) => existsSync(resolve(folder, text)),
  judge: (text, folder) => means.model(text, folder),
};

const fields: { readonly [M in Method]?: { readonly [F in keyof Input<M>]?: FieldKind } } = {
  'manual.import': { path: 'path' },
  'manual.replace': { path: 'path' },
  'bot.build': { manual: 'manual', model: 'model', recipe: 'recipe' },
  'bot.plan': { manual: 'manual', model: 'model', recipe: 'recipe' },
  'bot.gate': { suite: 'suite' },
  'recipe.resolve': { recipe: 'recipe' },
  'bench.run': { suite: 'suite', judge: 'judge' },
  'suite.import': { path: 'path' },
  'draft.suite': { suite: 'suite' },
  'draft.make': { model: 'model' },
  'skill.train': { data: 'path', model: 'model', recipe: 'recipe' },
  'skill.import': { folder: 'path', data: 'path', model: 'model' },
  'skill.export': { out: 'path' },
  'soup.blend': { recipe: 'recipe' },
  'model.pull': { model: 'model' },
  'model.add': { path: 'path' },
  'model.verify': { model: 'model' },
  'model.remove': { model: 'model' },
  'home.backup': { path: 'path' },
  'home.restore': { path: 'path' },
  'home.move': { folder: 'path' },
  'home.moveModels': { folder: 'path' },
};
