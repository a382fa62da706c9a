import { describe, expect, test } from 'vitest';
import { provenSandbox, runPython } from '../../core/sandbox/index.ts';

const reason = await provenSandbox().then(
  () => undefined,
  (error: Error) => error.message,
);

describe.skipIf(reason !== undefined)(`Python in the sandbox${reason === undefined ? '' : ` (${reason})`}`, () => {
  test.concurrent.each([
    ['1 + 1', 2],
    ['2 ** 64', 2 ** 64],
    ['10.0 ** 400 if False else float("inf")', 'inf'],
    ['from fractions import Fraction\nFraction(1, 4)', 0.25],
    ['from decimal import Decimal\nDecimal("1.5")', 1.5],
    ['"twelve"', 'twelve'],
    ['1 < 2', true],
    ['None', null],
    ['[1, 2]', '[1, 2]'],
    ['import math\ndef solution():\n  return math.floor(7.5)\nsolution()', 7],
  ])('gives the value of %s', async (code, value) => {
    expect(await runPython(code)).toEqual({ ended: 'finished', value, printed: '', cut: 0 });
  });

  test('keeps what was printed, and says how much was cut', async () => {
    expect(await runPython('print("one")\nimport sys\nprint("two", file=sys.stderr)')).toMatchObject({
      printed: 'one\ntwo\n',
      cut: 0,
    });
    const { printed, cut } = await runPython('print("x" * 20_000)');
    expect(printed.length + cut).toBe(20_001);
    expect(cut).toBeGreaterThan(0);
  });

  test('says by what an error ended it', async () => {
    expect(await runPython('def f():\n  return 1 / 0\nf()')).toMatchObject({
      ended: 'error',
      error: 'ZeroDivisionError: division by zero',
    });
    expect(await runPython('def f(:')).toMatchObject({ ended: 'error', error: expect.stringMatching(/^SyntaxError/) });
  });

  test('keeps nothing of one run for the next', async () => {
    await runPython('import builtins\nbuiltins.kept = 1\nopen("/tmp/kept", "w").write("x")');
    expect(
      await runPython('import builtins, os\n[hasattr(builtins, "kept"), os.path.exists("/tmp/kept")]'),
    ).toMatchObject({
      value: '[False, False]',
    });
  });

  test('gives up when it is cancelled', async () => {
    const controller = new AbortController();
    const running = runPython('while True: pass', { timeSeconds: 60, signal: controller.signal });
    setImmediate(() => controller.abort(new Error('enough')));
    await expect(running).rejects.toThrow('enough');
  });
});
