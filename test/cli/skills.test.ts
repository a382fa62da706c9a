import { describe, expect, it } from 'vitest';
import { runWith } from './fake.ts';

const detail = {
  ...{ id: 'skl_1', name: 'Code', kind: 'imported' as const, model: 'm', rank: 8, createdAt: '', tags: [], note: '' },
  ...{ parents: [], manual: null, data: 'instructions' as const, folder: '/home/skills/skl_1', bytes: 1024 },
  ...{ sha256: '', modules: 5, recipe: null, preset: null, lineage: {} },
};

describe('skills import', () => {
  it('takes the instructions that the skill was trained on along where they are named', async () => {
    const ran = await runWith(['skills', 'import', 'adapter', '--data', 'code.json', '--name', 'Code'], {
      'skill.import': detail,
    });
    expect(ran.calls).toEqual([
      { method: 'skill.import', input: { folder: 'adapter', data: 'code.json', name: 'Code' } },
    ]);
    expect(ran.stdout).toContain('Imported "Code" as skl_1');
    const bare = await runWith(['skills', 'import', 'adapter'], { 'skill.import': detail });
    expect(bare.calls[0]!.input).toEqual({ folder: 'adapter' });
  });
});
