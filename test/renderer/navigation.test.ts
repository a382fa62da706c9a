import { describe, expect, test } from 'vitest';
import { shortcutOf } from '../../renderer/app/keys.ts';
import { createNavigation, hashOf, parseHash } from '../../renderer/state/navigation.ts';

describe('an address', () => {
  test.each([
    ['#/manuals/3f2a?page=4', { feature: 'manuals', parts: ['3f2a'], query: { page: '4' } }],
    ['', { feature: '', parts: [], query: {} }],
    ['#/chats/', { feature: 'chats', parts: [], query: {} }],
    ['#/a/%E0%A4%A', { feature: 'a', parts: ['%E0%A4%A'], query: {} }],
  ])('%s is read', (hash, route) => {
    expect(parseHash(hash)).toEqual(route);
  });

  test('is written so that it is read again, whatever is in it', () => {
    const hash = hashOf('manuals', 'a/b ?#%', { find: 'Größe & 1+1=2', page: '3' });
    expect(parseHash(hash)).toEqual({
      feature: 'manuals',
      parts: ['a/b ?#%'],
      query: { find: 'Größe & 1+1=2', page: '3' },
    });
  });

  test('that changes by the browser’s own buttons is followed', () => {
    let back = () => {};
    const page = {
      location: { hash: '#/manuals', replace() {} },
      addEventListener: (_: string, listener: () => void) => {
        back = listener;
      },
    };
    const navigation = createNavigation(page);
    page.location.hash = '#/chats?bot=b1';
    back();
    expect(navigation.getState()).toEqual({ feature: 'chats', parts: [], query: { bot: 'b1' } });
  });
});

describe('a key press', () => {
  const press = (key: string, change: object = {}) =>
    shortcutOf(
      { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, target: null, ...change },
      { singleKeys: true },
    );

  test('with Ctrl or ⌘ is a shortcut', () => {
    expect(press('k', { ctrlKey: true })).toBe('search');
    expect(press('b', { metaKey: true })).toBe('sidebar');
    expect(press(',', { ctrlKey: true })).toBe('settings');
    expect(press('n', { ctrlKey: true })).toBe('newChat');
  });

  test('that the browser or an input method means otherwise is none', () => {
    expect(press('k')).toBeNull();
    expect(press('n', { ctrlKey: true, shiftKey: true })).toBeNull();
    expect(press('k', { ctrlKey: true, altKey: true })).toBeNull();
  });

  test('of ? shows the shortcuts, but not while something is written', () => {
    expect(press('?', { shiftKey: true })).toBe('shortcuts');
    expect(press('?', { shiftKey: true, target: { tagName: 'TEXTAREA' } })).toBeNull();
  });

  test('of a sign alone is none for who wants no single keys', () => {
    const question = { key: '?', ctrlKey: false, metaKey: false, altKey: false, shiftKey: true, target: null };
    expect(shortcutOf(question, { singleKeys: true })).toBe('shortcuts');
    expect(shortcutOf(question, { singleKeys: false })).toBeNull();
    expect(shortcutOf({ ...question, key: 'k', shiftKey: false, ctrlKey: true }, { singleKeys: false })).toBe('search');
  });
});
