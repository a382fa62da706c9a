/**
 * Who may import whom. A room may import itself and the rooms listed; everything else is an error.
 * Keep in step with "Rooms" in docs/design.md.
 */
const rooms = {
  engine: [],
  text: [],
  manual: [],
  store: [],
  study: ['engine', 'text'],
  skill: ['engine', 'text'],
  search: ['engine', 'text'],
  soup: ['engine', 'skill'],
  training: ['engine', 'study', 'skill'],
  chat: ['engine', 'text', 'soup', 'search'],
  catalog: ['engine', 'text'],
  bench: ['text'],
  sandbox: [],
  jobs: ['store'],
  service: null,
  server: ['service'],
  cli: ['service', 'server'],
};
const forbidden = Object.entries(rooms)
  .filter(([, allowed]) => allowed !== null)
  .map(([room, allowed]) => ({
    name: `room-${room}`,
    comment: `core/${room} may import core/errors.ts and core/disk.ts${allowed.map((a) => `, core/${a}`).join('')} and nothing else of core`,
    severity: 'error',
    from: { path: `^core/${room}/` },
    to: {
      path: '^core/',
      pathNot: [`^core/${room}/`, '^core/(errors|disk)\\.ts$', ...allowed.map((a) => `^core/${a}/`)],
    },
  }));

module.exports = {
  forbidden: [
    ...forbidden,
    {
      name: 'no-circular',
      comment: 'types may name each other; code may not',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'errors-alone', severity: 'error', from: { path: '^core/errors\\.ts$' }, to: { path: '^core/' } },
    {
      name: 'disk-over-errors',
      severity: 'error',
      from: { path: '^core/disk\\.ts$' },
      to: { path: '^core/', pathNot: ['^core/errors\\.ts$'] },
    },
    {
      name: 'no-window-in-core',
      severity: 'error',
      from: { path: '^(core|electron)/' },
      to: { path: '^renderer/' },
    },
    {
      name: 'window-knows-the-contract-alone',
      comment: 'renderer imports core/service/contract as types, and nothing else outside itself',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(core|electron|test|scripts)/', pathNot: '^core/service/contract(\\.ts$|/)' },
    },
    {
      name: 'window-takes-types-alone',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^core/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'features-apart',
      comment: 'what two features need lies in renderer/components, renderer/state or renderer/charts',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/(features|app)/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'components-know-no-feature',
      severity: 'error',
      from: { path: '^renderer/(components|state|charts|i18n|transport)/' },
      to: { path: '^renderer/(features|app)/' },
    },
    {
      name: 'electron-hosts-the-service',
      comment: 'electron goes through the rooms that host the service, as data and errors besides',
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^core/', pathNot: '^core/(errors\\.ts$|service/|server/|cli/|jobs/index\\.ts$)' },
    },
    {
      name: 'main-has-no-product-logic',
      severity: 'error',
      from: { path: '^electron/(main|preload)/' },
      to: { path: '^(core|electron/(host|engine|cli))/', pathNot: '^core/server/headers\\.ts$' },
    },
    {
      name: 'preload-alone',
      comment: 'it runs in the page: Electron and names, nothing else',
      severity: 'error',
      from: { path: '^electron/preload/' },
      to: { path: '^(core|electron)/', pathNot: '^electron/(preload/|words\\.ts$)' },
    },
    { name: 'no-test-in-core', severity: 'error', from: { path: '^core/' }, to: { path: '^(test|scripts)/' } },
    {
      name: 'no-dev-dependency-in-core',
      severity: 'error',
      from: { path: '^core/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
