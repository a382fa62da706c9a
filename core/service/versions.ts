import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Stockpot's own version. */
export function stockpotVersion(): string {
  return versionIn(new URL('../../package.json', import.meta.url));
}

/** What a result depends on besides its recipe: program and libraries → versions. */
export function versions(): Readonly<Record<string, string>> {
  return {
    stockpot: stockpotVersion(),
    node: process.versions.node,
    onnxruntime: packageVersion('onnxruntime-node'),
  };
}

/** The version of an installed package, or `missing`. */
export function packageVersion(name: string): string {
  try {
    const main = createRequire(import.meta.url).resolve(name);
    const root = main.slice(0, main.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length);
    return versionIn(new URL(`file://${root}package.json`));
  } catch {
    return 'missing';
  }
}

function versionIn(url: URL): string {
  return (JSON.parse(readFileSync(url, 'utf8')) as { version: string }).version;
}
