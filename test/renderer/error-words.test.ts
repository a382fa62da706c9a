import { describe, expect, test } from 'vitest';
import { errorShape, ServiceError } from '../../renderer/api.ts';
import { errorWords } from '../../renderer/i18n/error-words.ts';
import { createI18n, languages } from '../../renderer/i18n/i18n.ts';

const taken = { code: 'store/conflict', message: 'There is a bot "Pump" already.' };

describe('the words for a failure', () => {
  test('are the host’s in English, with its hint', () => {
    expect(errorWords({ ...taken, hint: 'Choose another name.' }, createI18n('en'))).toEqual({
      title: 'There is a bot "Pump" already.',
      advice: 'Choose another name.',
    });
    expect(errorWords(taken, createI18n('en'))).toEqual({ title: 'There is a bot "Pump" already.' });
  });

  test('are the window’s in another language, and the host’s beneath with its values', () => {
    expect(errorWords({ ...taken, hint: 'Choose another name.' }, createI18n('de'))).toEqual({
      title: 'Das verträgt sich nicht mit dem, was schon da ist.',
      advice: expect.stringContaining('anderen Namen'),
      detail: 'There is a bot "Pump" already. Choose another name.',
    });
  });

  test.each(languages)('never name a command of the host, but what can be done here, in %s', (language) => {
    const failure = errorShape(new ServiceError({ ...taken, hint: 'Choose another --name.', command: true }))!;
    const words = errorWords(failure, createI18n(language));
    expect(JSON.stringify(words)).not.toContain('--name');
    expect(JSON.stringify(words)).toContain('There is a bot');
    expect(words.advice).toMatch(/./);
  });

  test('say of a defect that it is one, and the first line of what was said', () => {
    const words = errorWords({ code: 'internal/defect', message: 'TypeError: x\n    at y' }, createI18n('en'));
    expect(words).toMatchObject({ title: expect.stringContaining('defect'), detail: 'TypeError: x' });
    expect(errorWords({ code: 'internal/defect', message: '' }, createI18n('zh'))).toEqual({
      title: expect.stringContaining('缺陷'),
      advice: expect.stringContaining('报告'),
    });
  });

  test('of a code that this window does not know are general, and the host’s', () => {
    expect(errorWords({ code: 'moon/full', message: 'The moon is full.' }, createI18n('de'))).toEqual({
      title: 'Etwas ist schiefgegangen',
      detail: 'The moon is full.',
    });
  });
});
