import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a folder whose path below it matches, as paths from `root`. */
function filesOf(root, folder, pattern) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .map((file) => join(folder, file))
    .filter((file) => pattern.test(file))
    .sort();
}

/** Code of any size, which Hardhat calls allowUnlimitedContractSize: no tool of theirs has a contract beyond this. */
const unlimitedCode = { maxCodeSize: 10_000_000, maxInitCodeSize: 20_000_000 };
const hardhatChain = { chainId: 31_337, gasLimit: 60_000_000, accounts: 20 };

/**
 * By the `name` of a project's package.json: what it is called, how its tests are run, the folders of them that are
 * run one after the other, and the chain that they expect.
 */
const projects = {
  'openzeppelin-solidity': {
    title: 'OpenZeppelin contracts',
    tests: /\.test\.js$/,
    folders: [
      'access',
      'account',
      'crosschain',
      'finance',
      'governance',
      'metatx',
      'proxy',
      'token',
      'utils',
    ],
    chain: { ...hardhatChain, params: unlimitedCode },
  },
  '@uniswap/v2-core': {
    title: 'Uniswap v2-core',
    tests: /\.spec\.ts$/,
    folders: [''],
    runner: 'waffle',
    chain: { ...hardhatChain, chainId: 1 },
  },
  '@uniswap/v3-core': {
    title: 'Uniswap v3-core',
    tests: /\.spec\.ts$/,
    folders: [''],
    // Its own Hardhat of 2021 knows no fork after Berlin: `hardhat node` of today stands beside ours.
    ageing: true,
    chain: hardhatChain,
  },
  '@safe-global/safe-smart-account': {
    title: 'Safe smart account',
    tests: /\.(spec|test)\.ts$/,
    folders: [''],
    chain: { ...hardhatChain, gasLimit: 100_000_000, params: unlimitedCode },
  },
};

/** What is known of the project in a folder, its version, and its suites: a name and test files each. */
export function readProject(root) {
  const path = join(root, 'package.json');
  if (!existsSync(path)) throw new Error(`${root} has no package.json; give the folder of a checkout.`);
  const { name, version } = JSON.parse(readFileSync(path, 'utf8'));
  const project = projects[name];
  if (!project) throw new Error(`${root} is ${name}; known are ${Object.keys(projects).join(', ')}.`);
  if (!existsSync(join(root, 'node_modules')))
    throw new Error(`${root} has no node_modules; install them there as the project says.`);
  const suites = project.folders
    .map((folder) => ({
      name: join('test', folder),
      files: filesOf(root, join('test', folder), project.tests),
    }))
    .filter(({ files }) => files.length > 0);
  return { ...project, name, version, root, suites };
}
