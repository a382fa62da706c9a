import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { homeFolder } from '../../core/service/home.ts';

describe('the home', () => {
  it('is the folder asked for, before the one of the environment', () => {
    expect(homeFolder('/a', { STOCKPOT_HOME: '/b' }, 'linux')).toBe(resolve('/a'));
    expect(homeFolder(undefined, { STOCKPOT_HOME: '/b' }, 'linux')).toBe(resolve('/b'));
  });

  it('is a folder of the platform otherwise', () => {
    expect(homeFolder(undefined, { XDG_DATA_HOME: '/data' }, 'linux')).toBe(join('/data', 'stockpot'));
    expect(homeFolder(undefined, { XDG_DATA_HOME: 'relative' }, 'linux')).toMatch(/\.local[/\\]share[/\\]stockpot$/);
    expect(homeFolder(undefined, {}, 'darwin')).toMatch(/Library[/\\]Application Support[/\\]Stockpot$/);
    expect(homeFolder(undefined, { APPDATA: '/app' }, 'win32')).toBe(join('/app', 'Stockpot'));
  });

  it('is not the working folder when the environment names an empty one', () => {
    expect(homeFolder('', { STOCKPOT_HOME: '' }, 'darwin')).toMatch(/Stockpot$/);
  });
});
