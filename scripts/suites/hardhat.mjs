// Runs the suites of a Hardhat project on its own network, and on ours.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runBounded, runTests, startChains } from './run-suite.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const environment = {
  HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true',
  NODE_OPTIONS: '--max-old-space-size=8192',
};

/** Writes the configuration that Hardhat is given, which extends the project's own; gives its path. */
function writeConfig(folder, root, options) {
  const own = ['hardhat.config.ts', 'hardhat.config.js', 'hardhat.config.cjs'].find((name) =>
    existsSync(join(root, name)),
  );
  if (!own) throw new Error(`${root} has no hardhat.config`);
  const path = join(folder, own.endsWith('.ts') ? 'hardhat.config.ts' : 'hardhat.config.cjs');
  const text = JSON.stringify;
  writeFileSync(
    path,
    `const own = require(${text(join(root, own))});
module.exports = require(${text(here('hardhat2.cjs'))})(${text(root)}, own.default ?? own, ${text(options)});
`,
  );
  return path;
}

/** Compiles once, then runs every suite on Hardhat's network and on a fresh chain of ours. */
export async function runHardhat(project, { milliseconds, say }) {
  const { root, chain } = project;
  const folder = mkdtempSync(join(tmpdir(), 'evm-ml-suites-'));
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/hardhat/package.json'), 'utf8'));
  const hardhat = (config, ...args) => [
    join(root, 'node_modules/hardhat/internal/cli/bootstrap.js'),
    '--config',
    config,
    ...args,
  ];
  const options = { cwd: root, env: environment, milliseconds };
  try {
    const own = writeConfig(folder, root, {});
    say('compile');
    const { code, output } = await runBounded(hardhat(own, 'compile'), options);
    if (code !== 0) throw new Error(`${root} does not compile:\n${output.slice(-4_000)}`);
    const suites = [];
    for (const { name, files } of project.suites) {
      say(`${name} on Hardhat`);
      const theirs = await runTests(hardhat(own, '--network', 'hardhat', 'test', '--no-compile', ...files), options);
      say(`${name} on evm-ml`);
      const chains = await startChains(chain);
      try {
        const config = writeConfig(folder, root, { rpc: await chains.chain(), chainId: chain.chainId });
        const ours = await runTests(hardhat(config, '--network', 'evmml', 'test', '--no-compile', ...files), options);
        suites.push({ name, theirs, ours });
      } finally {
        await chains.close();
      }
    }
    return { beside: `Hardhat ${version}`, suites };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
