import { describe, expect, test } from 'vitest';
import { droppedFolder, holdsSkill } from '../../../../renderer/features/skills/dropped-folder.ts';

const file = (name: string) => new File(['{}'], name);
const loose = (...names: string[]) =>
  ({ items: names.map(() => ({ webkitGetAsEntry: () => null })), files: names.map(file) }) as unknown as DataTransfer;
const folder = (name: string, ...names: string[]) => {
  const entries = [
    ...names.map((inside) => ({ isFile: true, file: (give: (one: File) => void) => give(file(inside)) })),
    { isFile: false, isDirectory: true, name: 'checkpoint-100' },
  ];
  const entry = {
    ...{ isDirectory: true, name },
    createReader: () => ({ readEntries: (give: (all: unknown[]) => void) => give(entries) }),
  };
  return { items: [{ webkitGetAsEntry: () => entry }], files: [file(name)] } as unknown as DataTransfer;
};

describe('what is dropped on the skills', () => {
  test('is a skill where it is a folder, or holds an adapter’s files; a manual is not', () => {
    expect(holdsSkill(folder('code', 'adapter_config.json'))).toBe(true);
    expect(holdsSkill(loose('adapter_config.json', 'adapter_model.safetensors'))).toBe(true);
    expect(holdsSkill(loose('pump.pdf'))).toBe(false);
  });

  test('is read as a folder’s name and the files that lie in it', async () => {
    const { name, files } = await droppedFolder(folder('code', 'adapter_config.json', 'adapter_model.safetensors'));
    expect(name).toBe('code');
    expect(files.map((one) => one.name)).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
    const bare = await droppedFolder(loose('adapter_config.json'));
    expect([bare.name, bare.files.length]).toEqual(['', 1]);
  });
});
