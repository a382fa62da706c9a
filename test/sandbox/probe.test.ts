import { describe, expect, test } from 'vitest';
import { sandboxFiles } from '../../core/sandbox/files.ts';
import { nodeCommand, type SandboxMethod } from '../../core/sandbox/method.ts';
import { prove } from '../../core/sandbox/probe.ts';

/** Starts the program as any other, with nothing around it. */
const nothing: SandboxMethod = {
  name: 'nothing',
  freeze: async () => {},
  command(files, program) {
    const [file, ...rest] = nodeCommand(files, files, program);
    return { file: file!, arguments: rest, environment: {} };
  },
};

describe('the probe', () => {
  test('sees all that a program can do which nothing restricts', async () => {
    const files = await sandboxFiles();
    await expect(prove({ method: nothing, files })).rejects.toMatchObject({
      code: 'bench/no-sandbox',
      message: expect.stringMatching(
        /could read files, list folders, .*send signals, begin processes, begin threads, reach the network, take more memory/,
      ),
    });
  });

  test('takes no way for proven that can not start', async () => {
    const files = await sandboxFiles();
    const absent = { ...nothing, command: () => ({ file: '/no/such/program', arguments: [], environment: {} }) };
    await expect(prove({ method: absent, files })).rejects.toMatchObject({ code: 'bench/no-sandbox' });
    const refusing = { ...nothing, command: () => 'this system has no such thing' };
    await expect(prove({ method: refusing, files })).rejects.toThrow(
      'Generated code is not run here: this system has no such thing.',
    );
  });
});
