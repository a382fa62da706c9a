import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { remoteService } from '../../core/service/index.ts';
import { portChannel } from '../../electron/host/port-channel.ts';
import { startHost } from '../../electron/main/host-process.ts';
import { programFiles } from '../../electron/main/program-files.ts';
import type { Port } from '../../electron/messages.ts';
import { stageApp } from '../../scripts/stage-app.mjs';
import { nodeChannel, nodeProcesses } from '../electron/utility-processes.ts';

// electron-builder at work on the real configuration, with a stand-in for Electron: a file with its fuses and nothing else.
// The package is laid out for this system, so the test is of Linux alone, where there is one layout to look at.
const checkout = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);
const work = mkdtempSync(join(tmpdir(), 'stockpot-package-'));
const staged = join(work, 'app');
const packed = join(work, 'dist', 'linux-unpacked');
const files = () =>
  programFiles(join(packed, 'resources', 'app.asar'), {
    resourcesPath: join(packed, 'resources'),
    platform: process.platform,
    arch: process.arch,
  });

beforeAll(async () => {
  await stageApp({ folder: staged });
  // Node's build in the place of Electron's: here plain Node runs it.
  const native = join(staged, 'build', 'native');
  mkdirSync(native, { recursive: true });
  cpSync(
    join(dirname(require.resolve('better-sqlite3/package.json')), 'build', 'Release', 'better_sqlite3.node'),
    join(native, `better-sqlite3-${process.platform}-${process.arch}.node`),
  );
  const cli = join(dirname(require.resolve('electron-builder/package.json')), 'cli.js');
  const options = [`electronDist=${standIn()}`, `directories.output=${join(work, 'dist')}`];
  // The configuration itself, but for where the application is laid out.
  const config = join(work, 'electron-builder.yml');
  writeFileSync(config, readFileSync(join(checkout, 'electron-builder.yml'), 'utf8').replaceAll('build/app', staged));
  const settings = options.map((option) => `-c.${option}`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, '--linux', '--dir', '--config', config, ...settings],
    {
      cwd: checkout,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

test.skipIf(process.platform !== 'linux')('the fuses are set in the packed program', async () => {
  const wire = await getCurrentFuseWire(join(packed, 'stockpot'));
  // In the wire they are the characters 0 and 1.
  const of = (fuse: FuseV1Options) => ({ 48: 'DISABLE', 49: 'ENABLE' })[wire[fuse] as number];
  expect(of(FuseV1Options.RunAsNode)).toBe('DISABLE');
  expect(of(FuseV1Options.EnableCookieEncryption)).toBe('ENABLE');
  expect(of(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe('DISABLE');
  expect(of(FuseV1Options.EnableNodeCliInspectArguments)).toBe('DISABLE');
  expect(of(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe('ENABLE');
  expect(of(FuseV1Options.OnlyLoadAppFromAsar)).toBe('ENABLE');
  expect(of(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe('DISABLE');
});

test.skipIf(process.platform !== 'linux')(
  'what is loaded by path lies beside the archive, for this system alone',
  () => {
    expect(existsSync(files().engine)).toBe(true);
    expect(files().nativeBinding).toBeDefined();
    expect(existsSync(join(files().resources, 'sample'))).toBe(true);
    const unpacked = join(packed, 'resources', 'app.asar.unpacked', 'node_modules');
    expect(readdirSync(join(unpacked, 'onnxruntime-node', 'bin', 'napi-v6'))).toEqual([process.platform]);
    expect(readdirSync(join(unpacked, 'onnxruntime-node', 'bin', 'napi-v6', process.platform))).toEqual([process.arch]);
    // Code that has a person's trust and no file of its own stays in the archive.
    expect(existsSync(join(packed, 'resources', 'app.asar.unpacked', 'build', 'electron'))).toBe(false);
    expect(existsSync(join(packed, 'resources', 'THIRD-PARTY-LICENSES.txt'))).toBe(true);
  },
);

test.skipIf(process.platform !== 'linux')(
  'the packed engine reads a manual, and the sample that comes with it is found',
  async () => {
    const env = { STOCKPOT_RESOURCES: files().resources };
    const unpacked = dirname(dirname(dirname(files().engine)));
    const host = startHost({
      processes: { ...nodeProcesses(staged, { env }), engine: nodeProcesses(unpacked, { env }).engine },
      newChannel: nodeChannel,
      platform: process.platform,
      fork: { home: join(work, 'home'), nativeBinding: files().nativeBinding! },
      onBusy: () => {},
      onPreferences: () => {},
      onFailed: () => {},
    });
    const { port1, port2 } = nodeChannel();
    host.openContract(port1);
    const service = await remoteService(portChannel(port2 as unknown as Port));
    const manual = join(work, 'manual.md');
    writeFileSync(manual, '# Pump\n\nTurn the pump off before you open its cover.\n');
    expect(await service.call('manual.import', { path: manual })).toMatchObject({ type: 'markdown', pages: 1 });
    const { sample, devices } = await service.call('home.welcome', {});
    expect(existsSync(sample.path)).toBe(true);
    // onnxruntime was loaded from beside the archive.
    expect(devices).toContainEqual(expect.objectContaining({ name: 'cpu', usable: true }));
    await host.close();
  },
);

/** A folder like Electron's, whose program is the marks of its fuses: all there and none decided. */
function standIn(): string {
  const folder = join(work, 'electron');
  mkdirSync(join(folder, 'locales'), { recursive: true });
  mkdirSync(join(folder, 'resources'));
  for (const name of ['de', 'en-US', 'zh-CN']) writeFileSync(join(folder, 'locales', `${name}.pak`), '');
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'version'), (require('electron/package.json') as { version: string }).version);
  const wire = `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09${'0'.repeat(9)}`;
  writeFileSync(join(folder, 'electron'), Buffer.from(`\x7fELF${wire}`, 'latin1'), { mode: 0o755 });
  return folder;
}
