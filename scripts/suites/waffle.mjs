// Runs the mocha tests of a project that uses waffle, which has ganache inside it, on `hardhat node` and on ours.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hardhatVersion, startHardhatNode } from './hardhat-node.mjs';
import { runBounded, runTests, startChains } from './run-suite.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Compiles as the project does, then runs every suite on both. */
export async function runWaffle(project, { milliseconds, say }) {
  const { root, chain } = project;
  const folder = mkdtempSync(join(tmpdir(), 'evm-ml-suites-'));
  const options = { cwd: root, milliseconds };
  try {
    if (!existsSync(join(root, 'build'))) {
      say('compile');
      const waffle = join(root, 'node_modules/ethereum-waffle/bin/waffle');
      const { code, output } = await runBounded([waffle, '.waffle.json'], options);
      if (code !== 0) throw new Error(`${root} does not compile:\n${output.slice(-4_000)}`);
    }
    const mocha = (rpc, files) =>
      runTests(
        [
          join(root, 'node_modules/mocha/bin/_mocha'),
          '--require',
          here('ganache.cjs'),
          '--reporter',
          here('reporter.cjs'),
          '--exit',
          ...files,
        ],
        { ...options, env: { EVM_ML_RPC: rpc, TS_NODE_TRANSPILE_ONLY: 'true' } },
      );
    const suites = [];
    for (const { name, files } of project.suites) {
      say(`${name} on Hardhat`);
      const hardhat = await startHardhatNode(folder, chain);
      const theirs = await mocha(hardhat.url, files).finally(() => hardhat.close());
      say(`${name} on evm-ml`);
      const chains = await startChains(chain);
      const ours = await mocha(await chains.chain(), files).finally(() => chains.close());
      suites.push({ name, theirs, ours });
    }
    return { beside: `Hardhat ${hardhatVersion}`, suites };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
