import { describe, expect, test } from 'vitest';
import { findBrowser, type Machine } from './find-browser.ts';

function machine(change: Partial<Machine> = {}, programs: string[] = []): Machine & { said: string[] } {
  const said: string[] = [];
  return {
    platform: 'linux',
    env: { PATH: '/usr/local/bin:/usr/bin' },
    runs: (path) => programs.includes(path),
    playwrightPath: () => '/cache/playwright/chrome',
    canInstall: () => false,
    install: () => false,
    say: (text) => void said.push(text),
    said,
    ...change,
  };
}

describe('the browser that the window is tested in', () => {
  test('is the one that is named', () => {
    const named = machine({ env: { STOCKPOT_BROWSER: '/opt/browser' } }, ['/opt/browser', '/usr/bin/chromium']);
    expect(findBrowser(named)).toBe('/opt/browser');
  });

  test('is refused when the named one is not there, instead of another being taken', () => {
    const named = machine({ env: { STOCKPOT_BROWSER: '/opt/browser', PATH: '/usr/bin' } }, ['/usr/bin/chromium']);
    expect(() => findBrowser(named)).toThrow('/opt/browser');
  });

  test('is an installed one before a downloaded one', () => {
    const both = machine({}, ['/usr/bin/google-chrome', '/cache/playwright/chrome']);
    expect(findBrowser(both)).toBe('/usr/bin/google-chrome');
    expect(findBrowser(machine({}, ['/cache/playwright/chrome']))).toBe('/cache/playwright/chrome');
  });

  test('is looked for in the applications of macOS and the program folders of Windows', () => {
    const edge = '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge';
    expect(findBrowser(machine({ platform: 'darwin' }, [edge]))).toBe(edge);
    const chrome = 'C:\\Programs\\Google\\Chrome\\Application\\chrome.exe';
    expect(findBrowser(machine({ platform: 'win32', env: { PROGRAMFILES: 'C:\\Programs' } }, [chrome]))).toBe(chrome);
  });

  test('is installed where that can be done, and this is said', () => {
    const programs: string[] = [];
    const install = () => programs.push('/usr/bin/chromium') > 0;
    const bare = machine({ canInstall: () => true, install }, programs);
    expect(findBrowser(bare)).toBe('/usr/bin/chromium');
    expect(bare.said.join()).toContain('installing the package chromium');
  });

  test('is asked for with the command to run where none can be had', () => {
    expect(() => findBrowser(machine({ canInstall: () => true }))).toThrow('npx playwright-core install chromium');
  });
});
