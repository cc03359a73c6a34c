// Runs the suites of a Hardhat project, 2 or 3, on its own network, and on a fresh chain of ours.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node22 } from '../node22.mjs';
import { hardhatVersion, startHardhatNode } from './hardhat-node.mjs';
import { runBounded, runTests, startChains } from './run-suite.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const text = JSON.stringify;

/** What differs between the two Hardhats: command, its words, the configuration that extends the project's own. */
const hardhats = {
  2: {
    node: () => process.execPath,
    command: 'node_modules/hardhat/internal/cli/bootstrap.js',
    build: ['compile'],
    test: ['test', '--no-compile'],
    network: 'hardhat',
    folder: () => tmpdir(),
    // Hardhat 2 takes TypeScript only if the configuration is TypeScript, too.
    file: (own) => (own.endsWith('.ts') ? 'hardhat.config.ts' : 'hardhat.config.cjs'),
    config: (root, own, options) => `const own = require(${text(join(root, own))});
module.exports = require(${text(here('hardhat2.cjs'))})(${text(root)}, own.default ?? own, ${text(options)});
`,
  },
  3: {
    node: node22,
    command: 'node_modules/hardhat/dist/src/cli.js',
    build: ['build'],
    test: ['test', 'mocha', '--no-compile'],
    network: 'default',
    chainPerConnection: true,
    // Hardhat 3 takes the project from where the configuration lies.
    folder: (root) => join(root, 'node_modules/.cache'),
    file: () => 'hardhat.config.mjs',
    config: (root, own, options) => `import own from ${text(new URL(own, `file://${root}/`).href)};
import { extend } from ${text(new URL('hardhat3.mjs', import.meta.url).href)};
export default extend(own, ${text(options)});
`,
  },
};

async function onHardhatNode(folder, chain, run, files) {
  const { url, close } = await startHardhatNode(folder, chain);
  try {
    return await run({ rpc: url }, files);
  } finally {
    await close();
  }
}

/** Compiles once, then runs every suite on both. */
export async function runHardhat(project, { milliseconds, say }) {
  const { root, chain } = project;
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/hardhat/package.json'), 'utf8'));
  const hardhat = hardhats[version.split('.')[0]];
  if (!hardhat) throw new Error(`${root} uses Hardhat ${version}; 2 and 3 are known.`);
  const own = ['hardhat.config.ts', 'hardhat.config.js', 'hardhat.config.cjs'].find((name) =>
    existsSync(join(root, name)),
  );
  if (!own) throw new Error(`${root} has no hardhat.config`);

  mkdirSync(hardhat.folder(root), { recursive: true });
  const folder = mkdtempSync(join(hardhat.folder(root), 'evm-ml-suites-'));
  const config = join(folder, hardhat.file(own));
  const options = {
    command: hardhat.node(),
    cwd: root,
    env: { HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true', NODE_OPTIONS: '--max-old-space-size=8192' },
    milliseconds,
  };
  const args = (...words) => [join(root, hardhat.command), '--config', config, ...words];
  try {
    writeFileSync(config, hardhat.config(root, own, {}));
    say('compile');
    const { code, output } = await runBounded(args(...hardhat.build), options);
    if (code !== 0) throw new Error(`${root} does not compile:\n${output.slice(-4_000)}`);
    const suites = [];
    const run = async (settings, files) => {
      const network = settings.control || settings.rpc ? 'evmml' : hardhat.network;
      writeFileSync(config, hardhat.config(root, own, { ...settings, chainId: chain.chainId }));
      return runTests(args('--network', network, ...hardhat.test, ...files), options);
    };
    for (const { name, files } of project.suites) {
      say(`${name} on Hardhat`);
      const theirs = await (project.ageing ? onHardhatNode(folder, chain, run, files) : run({}, files));
      say(`${name} on evm-ml`);
      const chains = await startChains(chain);
      try {
        const where = hardhat.chainPerConnection
          ? { control: chains.control }
          : { rpc: await chains.chain() };
        suites.push({ name, theirs, ours: await run(where, files) });
      } finally {
        await chains.close();
      }
    }
    return { beside: `Hardhat ${project.ageing ? hardhatVersion : version}`, suites };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
