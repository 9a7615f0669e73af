// Who may know whom: one rule a row of the import table, plus what holds for every room. Each rule
// is an allow-list: whatever the row does not name may not be imported. test/house/ shows that each
// of them fires, and that the cruiser saw every module.

const nouns = ['schemas/generated', 'engine/model', 'engine/lib'];
const deciding = ['plan', 'allocate', 'place', 'roll', 'schedule', 'step'].map(
  (r) => `engine/${r}`,
);
const agentRooms = ['agentd/core', 'agentd/loop', 'agentd/ports'];

const under = (rooms) => `^(${rooms.join('|')})/`;
const npm = (...names) => `(^|/)node_modules/(@types/)?(${names.join('|')})/`;
const anyPackage = '(^|/)node_modules/';

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** An allow-list: nothing but `may` is imported, and Node's own modules where `node` says so. */
const only = (name, comment, { from, may, node = false }) =>
  forbid(name, comment, from, {
    pathNot: may,
    ...(node ? { dependencyTypesNot: ['core'] } : {}),
  });

/** Files of `room` import only themselves, the nouns, `rooms`, and what `outside` matches. */
const row = (name, room, { rooms = [], outside = [], node = false } = {}) => {
  const also = [...rooms, ...outside, ...(node ? ['node:*'] : [])];
  return only(name, `${room} imports itself, ${nouns.join(', ')}; ${also.join(', ') || '-'}`, {
    from: { path: `^${room}/` },
    may: [under([room, ...nouns, ...rooms]), ...outside],
    node,
  });
};

const packageOfOneFile = ([file, name]) =>
  forbid(
    `lib-${file}`,
    `${name} is imported by engine/lib/${file}.ts alone`,
    { path: '^(engine|agentd|specs|schemas)/', pathNot: `^engine/lib/${file}\\.ts$` },
    { path: npm(name) },
  );

const table = [
  only('generated', 'schemas/generated imports nothing', {
    from: { path: '^schemas/generated/' },
    may: ['^$'],
  }),
  only('model', 'engine/model imports itself, lib and generated', {
    from: { path: '^engine/model/' },
    may: [under(nouns)],
  }),
  only('lib', 'engine/lib knows no nouns, no Node, and few packages', {
    from: { path: '^engine/lib/' },
    may: ['^engine/lib/', npm('ajv', '@noble/hashes', 'luxon', 'cron-parser', 're2js')],
  }),
  ...[
    ['check', 'ajv'],
    ['digest', '@noble/hashes'],
    ['time', 'luxon'],
    ['cron', 'cron-parser'],
    ['text/pattern', 're2js'],
  ].map(packageOfOneFile),
  row('specs', 'specs', { outside: [npm('yaml')] }),
  ...deciding.map((room) => row(`decide-${room.split('/')[1]}`, room, { rooms: deciding })),
  row('agentd-core', 'agentd/core'),
  row('agentd-loop', 'agentd/loop', { rooms: ['agentd/core', 'agentd/ports'] }),
  row('agentd-ports', 'agentd/ports'),
  row('agentd-adapters', 'agentd/adapters', {
    rooms: ['agentd/ports'],
    outside: [anyPackage],
    node: true,
  }),
  row('ports', 'engine/ports'),
  row('loop', 'engine/loop', { rooms: [...deciding, 'specs', 'engine/ports'] }),
  row('adapters', 'engine/adapters', {
    rooms: ['engine/ports'],
    outside: [anyPackage],
    node: true,
  }),
  row('sim', 'engine/sim', {
    rooms: [...deciding, 'specs', 'engine/loop', 'engine/ports', ...agentRooms],
    // The kernel lets promises settle between two events.
    outside: ['^timers$'],
  }),
  row('http', 'engine/http', {
    rooms: [...deciding, 'engine/loop', 'engine/ports'],
    outside: [npm('fastify', 'prom-client')],
    node: true,
  }),
  row('cli', 'engine/cli', {
    rooms: ['specs', 'engine/plan', 'engine/schedule'],
    outside: ['^engine/client\\.ts$', npm('commander')],
  }),
  row('ui', 'engine/ui', { outside: ['^engine/client\\.ts$'] }),
  only('beside-rooms', "files beside the engine's rooms, its mains apart, import nouns alone", {
    from: { path: '^engine/[^/]+\\.ts$', pathNot: '^engine/(main|assemble(-cluster|-sim)?)\\.ts$' },
    may: [under(nouns), '^engine/client[^/]*\\.ts$'],
  }),
  only('agentd', 'agentd knows its own rooms and the nouns, and nothing else of the engine', {
    from: { path: '^agentd/' },
    may: [under(['agentd', ...nouns]), anyPackage],
    node: true,
  }),
];

/**
 * `store-lmdb.ts`, `store-lmdb-rows.ts` and the folder `lmdb/` are one adapter: files that share
 * the first word, and the folder that is named after the second.
 */
const apart = (side) =>
  forbid(
    `${side}-adapters-apart`,
    'an adapter imports no other adapter',
    { path: `^${side}/adapters/([a-z0-9]+)-?([a-z0-9]*)` },
    { path: `^${side}/adapters/`, pathNot: `^${side}/adapters/($1[-./]|$2/)` },
  );

const everywhere = [
  forbid('no-circular', 'no import cycles, types included', {}, { circular: true }),
  forbid('no-unresolvable', 'what is imported exists', {}, { couldNotResolve: true }),
  forbid(
    'no-undeclared',
    'a package that is imported is declared in package.json',
    {},
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'undetermined'] },
  ),
  forbid(
    'no-dev-in-product',
    'the product imports no development dependency, types apart',
    { path: '^(engine|agentd|specs|schemas/generated)/' },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
  forbid(
    'mains-choose-adapters',
    'only the main.ts and assemble*.ts of engine and agentd know adapters',
    {
      path: '^(engine|agentd|specs|schemas)/',
      pathNot: [
        '^engine/(main|assemble(-cluster|-sim)?)\\.ts$',
        '^agentd/(main|assemble)\\.ts$',
        '/adapters/',
      ],
    },
    { path: '^(engine|agentd)/adapters/' },
  ),
  forbid(
    'generate-is-a-tool',
    'schemas/generate.ts is run, and imported by tests alone',
    { pathNot: '^test/' },
    { path: '^schemas/generate\\.ts$' },
  ),
  forbid(
    'product-knows-no-test',
    'the product imports neither tests nor examples',
    { path: '^(engine|agentd|specs|schemas)/' },
    { path: '^(test|examples)/' },
  ),
  only('examples-stand-alone', 'programs of examples/ import Node and their own files alone', {
    from: { path: '^examples/' },
    may: ['^examples/'],
    node: true,
  }),
  apart('engine'),
  apart('agentd'),
];

/** @type {import('dependency-cruiser').IConfiguration} */
const configuration = {
  forbidden: [...table, ...everywhere],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)\\.build/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};

export default configuration;
