/**
 * The order of floors, checked by `npm run check`; by hand: `npx depcruise packages bench examples`.
 *
 * In the lists below a row imports from the rows above it, from nothing else: not from a row below, not from a
 * neighbour in its own row. An import of types is an import. Every package, and every entry of a folder that has
 * floors, has its place; `index.ts`, a folder's door, may import everything in it. In folders without floors, neither
 * files nor folders may import each other in circles.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** The ground first. */
const PACKAGES = [
  ['packages/chart'],
  ['packages/quantized-runtime', 'packages/rpc'],
  ['packages/evm-ml', 'packages/solidity', 'packages/workshop'],
  ['packages/explorer'],
  ['packages/node'],
  ['packages/hardhat'],
  ['bench', 'examples'],
];

/** Inside a folder, the ground first. */
const FLOORS = {
  'packages/chart/src': [
    ['colours.ts', 'shape.ts', 'text'],
    ['block.ts', 'scale'],
    ['paragraph.ts', 'plane.ts'],
    ['legend.ts', 'table'],
    ['picture.ts', 'inspect'],
  ],
  'packages/quantized-runtime/src': [
    ['errors.ts', 'generated'],
    ['graph'],
    ['numerics'],
    ['format'],
    ['kernels'],
    ['plan'],
    ['workshop'],
  ],
  'packages/quantized-runtime/src/kernels': [
    ['align.ts', 'kernel.ts', 'when-asked.ts'],
    ['reference'],
    ['wasm'],
  ],
  'packages/quantized-runtime/src/workshop': [
    ['build', 'origin'],
    ['export', 'float', 'import', 'quantize'],
    ['attack', 'generate', 'verify.ts'],
  ],
  'packages/rpc/src': [
    ['errors.ts', 'hex.ts', 'named.ts', 'sentences.ts'],
    ['define.ts'],
    ['parameters', 'results'],
    ['methods'],
    ['openrpc'],
  ],
  'packages/evm-ml/src': [
    ['abi', 'activation.ts', 'addresses.ts', 'generated', 'lru.ts', 'model.ts', 'monitor.ts', 'reference.ts'],
    ['floats', 'outcome', 'permissions', 'store'],
    ['gas', 'viem'],
    ['state'],
    ['predict'],
    ['evm'],
    ['digests.ts'],
  ],
  'packages/explorer/src': [
    ['format', 'icon.svg', 'page.d.ts', 'route.ts', 'style.css', 'trusted-types.ts'],
    ['verification', 'workers'],
    ['decode'],
    ['node'],
    ['parts'],
    ['contract'],
    ['chain', 'connection', 'models', 'playground', 'search'],
    ['app.tsx'],
    ['main.tsx'],
  ],
  'packages/node/src': [
    ['engine', 'files', 'generated', 'time-slice.ts'],
    ['installed'],
    ['access', 'accounts', 'block', 'crypto'],
    ['config', 'storage'],
    ['trie'],
    ['state'],
    ['genesis', 'permissions'],
    ['chain'],
    ['address-index', 'data-folder', 'logging', 'mempool', 'reads', 'snapshots'],
    ['consensus'],
    ['metrics'],
    ['node-options.ts'],
    ['rpc'],
    ['parts.ts', 'start-node.ts'],
    ['cli', 'conformance'],
  ],
};

/** Modules of `src` that nothing imports: programs, and the pages of docs/ that a test writes. */
const ROOTS = [
  'packages/explorer/src/main.tsx',
  'packages/explorer/src/(workers/(model|keras)|verification/verify)-worker.ts',
  'packages/hardhat/src/node-worker.ts',
  'packages/node/src/cli/main.ts',
  'packages/node/src/conformance/execution-apis/main.ts',
  'packages/node/src/conformance/state-tests/main.ts',
  'packages/node/src/config/settings-page.ts',
  'packages/node/src/crypto/recover-program.ts',
  'packages/node/src/rpc/read-worker.ts',
  'packages/quantized-runtime/src/workshop/import/layers/catalogue.ts',
];

const literal = (path) => path.replaceAll('.', '\\.');
const within = (...paths) => `^(${paths.map(literal).join('|')})(/|$)`;
const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

/** The `src` files that a package's exports name. */
function doorsOf(name) {
  const { exports = {} } = JSON.parse(readFileSync(new URL(`${name}/package.json`, import.meta.url), 'utf8'));
  return Object.values(exports).flatMap(({ source }) => source?.replace('.', name) ?? []);
}
const DOORS = readdirSync(new URL('packages', import.meta.url)).flatMap((name) =>
  doorsOf(`packages/${name}`),
);

/** For each entry of `rows`: not its own row, but for itself, and no row below. */
function floors(rows, toPath, comment) {
  return rows.flatMap((row, index) =>
    row.map((entry) =>
      rule(
        `floor of ${toPath(entry)}`,
        comment,
        { path: within(toPath(entry)) },
        { path: within(...rows.slice(index).flat().map(toPath)), pathNot: within(toPath(entry)) },
      ),
    ),
  );
}

/** Everything in a folder has its place. */
function expectPlaced(folder, names) {
  const homeless = readdirSync(new URL(folder, import.meta.url)).filter((name) => !names.includes(name));
  if (homeless.length > 0) {
    throw new Error(`give ${homeless.join(', ')} of ${folder} a floor in .dependency-cruiser.mjs`);
  }
}

expectPlaced(
  'packages',
  PACKAGES.flat().map((name) => name.replace('packages/', '')),
);
const insideFolders = Object.entries(FLOORS).flatMap(([folder, rows]) => {
  expectPlaced(folder, [...rows.flat(), 'index.ts']);
  const toPath = (entry) => `${folder}/${entry}`;
  return floors(rows, toPath, 'The order of FLOORS.');
});

export default {
  forbidden: [
    ...floors(
      PACKAGES,
      (name) => (name.startsWith('packages/') ? `${name}/src` : name),
      'The order of PACKAGES.',
    ),
    ...insideFolders,
    rule(
      'everybody but the top leaves the node alone',
      'Packages that are to come, explorer and the like, too. A test network of Hardhat is a node.',
      { path: '^packages/(?!(node|hardhat)/)[^/]+/src/' },
      { path: '^packages/node/' },
    ),
    rule('no circles', 'Not even of types.', {}, { circular: true }),
    {
      ...rule('no circles of folders', 'A folder is below another or above it.', {}, { circular: true }),
      scope: 'folder',
    },
    rule(
      'the workshop stays off-chain',
      'What a validator loads never reaches import, quantize and their kin.',
      { path: '^packages/(quantized-runtime/src/index\\.ts|evm-ml/src/|solidity/src/|node/src/(?!cli/))' },
      { path: '^packages/quantized-runtime/src/workshop/', reachable: true },
    ),
    rule(
      'evm-ml knows nothing of networks',
      'src/model.ts is what it knows: bytes in, bytes out and a list of work. Prices bear names of operators, ' +
        'the store cuts chunks, clients convert numbers.',
      {
        path: '^packages/evm-ml/src/',
        pathNot:
          '/(model|gas/operator-prices|store/(layout|upload)|viem/(fixed-point|actions/read-(artefact|model-head)))\\.ts$',
      },
      { path: '^packages/quantized-runtime/' },
    ),
    rule(
      'clients load no EVM',
      'Pages import @evm-ml/evm/viem.',
      { path: '^packages/evm-ml/src/viem/index\\.ts$' },
      { path: '@ethereumjs', reachable: true },
    ),
    rule(
      'runs in a browser',
      'No modules of Node.js in what pages load.',
      { path: '^packages/(quantized-runtime|evm-ml|explorer|solidity|rpc|chart)/src/' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'one place chooses the driver',
      'All else knows consensus/driver.ts.',
      { path: '^packages/node/src/', pathNot: '/src/consensus/(create-driver\\.ts$|[^/]+/)' },
      { path: '^packages/node/src/consensus/[^/]+/' },
    ),
    rule(
      'drivers know nothing of each other',
      'Each is a folder of consensus.',
      { path: '^packages/node/src/consensus/([^/]+)/' },
      { path: '^packages/node/src/consensus/[^/]+/', pathNot: '^packages/node/src/consensus/$1/' },
    ),
    rule(
      'packages meet at their doors',
      "What a package's exports name is all that others see of its src.",
      { path: '^(packages/[^/]+|bench|examples/[^/]+)/' },
      { path: '^packages/[^/]+/src/', pathNot: ['^$1/', `^(${DOORS.map(literal).join('|')})$`] },
    ),
    rule(
      'src stands alone',
      'Tests and scripts import src.',
      { path: '/src/' },
      {
        path: '/(test|scripts|fixtures)/',
        pathNot: 'node_modules',
      },
    ),
    rule(
      'dependencies are declared',
      'src imports what its package.json lists. The page is shipped as it was bundled, and installs nothing.',
      { path: '/src/', pathNot: '^packages/explorer/src/' },
      {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm', 'npm-peer'],
      },
    ),
    rule('imports resolve', 'There is no such file or package.', {}, { couldNotResolve: true }),
    {
      name: 'nothing is left over',
      severity: 'error',
      comment: 'A module of src is imported by another, is a door or one of ROOTS.',
      from: { pathNot: '/test/' },
      module: {
        path: '^packages/[^/]+/src/',
        pathNot: ['\\.d\\.ts$', `^(${[...DOORS.map(literal), ...ROOTS.map(literal)].join('|')})$`],
        numberOfDependentsLessThan: 1,
      },
    },
    {
      name: 'no test support is left over',
      severity: 'error',
      comment:
        'A module beside tests is imported by one, but for programs (.mjs) and what only the compiler reads (types/, .d.mts).',
      from: {},
      module: {
        path: '^(packages/[^/]+|bench|examples/(?!foundry|hardhat)[^/]+)/test/',
        pathNot: ['\\.test\\.ts$', '\\.mjs$', '\\.d\\.mts$', '/test/([^/]+/)?types/'],
        numberOfDependentsLessThan: 1,
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
    },
  },
};
