import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
export const hardhatVersion = '2.28.5';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** `hardhat node` on a free port, with the chain's id and gas limit; its configuration is written into `folder`. */
export async function startHardhatNode(folder, { chainId, gasLimit }) {
  const hardhat = execFileSync(process.execPath, [here('install.mjs'), 'hardhat', hardhatVersion], {
    encoding: 'utf8',
  });
  const config = join(folder, 'hardhat-node.config.cjs');
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
  const end = () => child.kill();
  process.on('exit', end);
  const lines = createInterface({ input: child.stdout });
  await new Promise((resolve, reject) => {
    lines.on('line', (line) => line.includes('Started HTTP') && resolve());
    child.on('exit', () => reject(new Error('`hardhat node` did not start')));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const ended = once(child, 'exit');
      end();
      await ended;
      process.off('exit', end);
    },
  };
}
