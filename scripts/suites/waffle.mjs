// Runs the mocha tests of a project that uses waffle, which has ganache inside it, on `hardhat node` and on ours.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runBounded, runTests, startChains } from './run-suite.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const hardhatVersion = '2.28.5';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** `hardhat node` on a free port, with the chain's id. */
async function startHardhat(folder, { chainId, gasLimit }) {
  const hardhat = execFileSync(process.execPath, [here('install.mjs'), 'hardhat', hardhatVersion], {
    encoding: 'utf8',
  });
  const config = join(folder, 'hardhat.config.cjs');
  const network = { chainId, blockGasLimit: gasLimit };
  writeFileSync(
    config,
    `module.exports = { solidity: '0.8.28', networks: { hardhat: ${JSON.stringify(network)} } };\n`,
  );
  const port = await freePort();
  const args = ['--config', config, 'node', '--hostname', '127.0.0.1', '--port', String(port)];
  const child = spawn(process.execPath, [join(hardhat, 'internal/cli/bootstrap.js'), ...args], {
    cwd: join(hardhat, '../..'),
    env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await new Promise((resolve, reject) => {
    lines.on('line', (line) => line.includes('Started HTTP') && resolve());
    child.on('exit', () => reject(new Error('`hardhat node` did not start')));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

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
      const hardhat = await startHardhat(folder, chain);
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
