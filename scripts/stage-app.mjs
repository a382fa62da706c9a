// Lays out the application as it is packed: build/app holds the bundles, the window, and the few packages that are not
// bundled, without what no one loads. electron-builder packs exactly that.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildElectron, externals } from './build-electron.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @param {{ folder?: string, platform?: string, arch?: string, link?: boolean }} options `link`: the packages are linked,
 * not copied (for tests); the window and Electron's build of better-sqlite3 go in where they are built
 */
export async function stageApp({
  folder = join(root, 'build', 'app'),
  platform = process.platform,
  arch = process.arch,
  link = false,
} = {}) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'build'), { recursive: true });
  await buildElectron(folder);
  for (const built of ['renderer', 'native']) {
    const from = join(root, 'build', built);
    if (existsSync(from)) cpSync(from, join(folder, 'build', built), { recursive: true });
  }
  const packages = closure(externals);
  for (const from of packages) copyPackage(from, join(folder, relative(root, from)), { platform, arch, link });
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageJson(), null, 2)}\n`);
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licences());
  return folder;
}

/** Electron and electron-builder read this one. The last fields are for Linux packages, which can't be without them. */
function packageJson() {
  const { name, version, description, license, dependencies } = readJson(join(root, 'package.json'));
  return {
    name,
    productName: 'Stockpot',
    version,
    description,
    license,
    type: 'module',
    main: 'build/electron/main.mjs',
    author: 'Stockpot maintainers <maintainers@stockpot.invalid>',
    homepage: 'https://stockpot.invalid/',
    dependencies: Object.fromEntries(externals.map((external) => [external, dependencies[external]])),
  };
}

/** Packages that a package lists and that only its installation needs. */
const installOnly = new Set(['adm-zip', 'global-agent', 'prebuild-install', 'opencollective-postinstall']);

/** The folders of packages and of all that they need here, each once. */
function closure(names) {
  const found = new Map();
  const visit = (name, from) => {
    const folder = findPackage(name, from);
    if (folder === undefined || found.has(folder) || installOnly.has(name)) return;
    const { dependencies = {}, optionalDependencies = {} } = readJson(join(folder, 'package.json'));
    found.set(folder, name);
    for (const each of Object.keys({ ...dependencies, ...optionalDependencies })) visit(each, folder);
  };
  for (const name of names) visit(name, root);
  return [...found.keys()];
}

/** Where Node would find a package from a folder: the next `node_modules` upwards; undefined for an optional one not here. */
function findPackage(name, from) {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return undefined;
}

function copyPackage(from, to, { platform, arch, link }) {
  mkdirSync(dirname(to), { recursive: true });
  if (link) {
    // A nested package comes with the one that it is nested in.
    if (!existsSync(to)) symlinkSync(from, to, 'dir');
    return;
  }
  const name = relative(join(root, 'node_modules'), from).split(sep).join('/');
  const leftOut = leaveOut(name, platform, arch);
  cpSync(from, to, {
    recursive: true,
    filter(path) {
      const inside = relative(from, path).split(sep).join('/');
      // Nested packages are copied by themselves.
      return !/(^|\/)node_modules(\/|$)/.test(inside) && !leftOut(inside);
    },
  });
  const { dependencies = {}, ...rest } = readJson(join(from, 'package.json'));
  const needed = Object.entries(dependencies).filter(([dependency]) => !installOnly.has(dependency));
  writeFileSync(
    join(to, 'package.json'),
    `${JSON.stringify({ ...rest, dependencies: Object.fromEntries(needed) }, null, 2)}\n`,
  );
}

/** What of a package no one loads: other systems' libraries, sources, maps of sources, pictures for a browser. */
function leaveOut(name, platform, arch) {
  const never = /\.(map|d\.ts|d\.mts|md|html)$/;
  switch (name) {
    case 'onnxruntime-node': {
      const own = `bin/napi-v6/${platform}/${arch}`;
      return (path) =>
        never.test(path) ||
        /^(script|lib)(\/|$)/.test(path) ||
        (path.startsWith('bin/napi-v6/') && !path.startsWith(own) && !own.startsWith(path));
    }
    case 'better-sqlite3':
      // Its library is the one that was built for Electron.
      return (path) => never.test(path) || /^(deps|src|build)(\/|$)/.test(path);
    case 'pdfjs-dist':
      return (path) =>
        never.test(path) ||
        /^(build|web|types|image_decoders|legacy\/(web|image_decoders))(\/|$)/.test(path) ||
        /\.min\.mjs$|sandbox/.test(path);
    case 'tesseract.js':
      return (path) => never.test(path) || /^(dist|docs|examples|scripts)(\/|$)/.test(path);
    case 'tesseract.js-core':
      return (path) => never.test(path) || (path.startsWith('tesseract-core') && !/-lstm\.(js|wasm)$/.test(path));
    case '@tesseract.js-data/eng':
      return (path) => never.test(path) || /^4\.0\.0(\/|$)/.test(path);
    case 'pyodide':
      // Its other form, for pages that load scripts.
      return (path) => never.test(path) || path === 'pyodide.js';
    default:
      return (path) => never.test(path);
  }
}

/** The licences of everything that is in the application, bundled or not. */
function licences() {
  const { dependencies, devDependencies } = readJson(join(root, 'package.json'));
  const shown = [
    'react',
    'react-dom',
    'react-i18next',
    'react-markdown',
    'i18next',
    'radix-ui',
    'lucide-react',
    'zustand',
  ];
  const drawn = ['katex', 'rehype-katex', 'remark-gfm', 'remark-math', 'uplot', '@tanstack/react-virtual'];
  const inWindow = [...shown, ...drawn].filter((name) => name in devDependencies);
  const texts = closure([...Object.keys(dependencies), ...inWindow]).map((folder) => {
    const { name, version, license = 'see its text' } = readJson(join(folder, 'package.json'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
    return `${name} ${version}: ${JSON.stringify(license).replaceAll('"', '')}\n${text}`;
  });
  return `${texts.sort().join(`\n${'-'.repeat(80)}\n\n`)}\n`;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${await stageApp()}\n`);
