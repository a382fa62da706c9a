import { describe, expect, test } from 'vitest';
import { programIn } from '../../../core/bench/code/program.ts';

const solution = 'def solution():\n    result = 2 * 3\n    return result';

describe('the program in an answer', () => {
  test.each([
    ['alone', solution],
    ['in a block', `Here it is:\n\n\`\`\`python\n${solution}\n\`\`\`\nIt multiplies.`],
    ['in a block that was cut off', `\`\`\`py\n${solution}`],
    ['in the second block', `\`\`\`\npip install x\n\`\`\`\n\n\`\`\`python\n${solution}\n\`\`\``],
    ['between sentences', `Sure!\n${solution}\n\n\nThe answer is 6.\ndef other(): pass`],
    [
      'before the next question',
      `${solution}\n\nWrite a Python function solution() that returns the answer.\n\nAnother?`,
    ],
    ['with lines of another system', `Sure!\r\n${solution.replaceAll('\n', '\r\n')}\r\n`],
  ])('is found %s', (_, answer) => {
    expect(programIn(answer)).toEqual({ program: solution });
  });

  test('has with it what stands above it', () => {
    const whole = `import math\nRATE = 2\n\ndef half(x):\n    return x / 2\n\n${solution}`;
    expect(programIn(`I would write:\n${whole}`)).toEqual({ program: whole });
  });

  test('is not made up where there is none', () => {
    expect(programIn('  \n')).toEqual({ none: 'it is empty' });
    expect(programIn('The answer is 6.')).toEqual({ none: 'it defines no solution()' });
    expect(programIn('```python\nprint(6)\n```')).toEqual({ none: 'it defines no solution()' });
  });
});
