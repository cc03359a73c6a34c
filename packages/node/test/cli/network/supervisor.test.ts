import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { engineVersion } from '../../../src/cli/network/engine-version.ts';
import { initNetwork } from '../../../src/cli/network/init-network.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { evmMl, start } from '../evm-ml.ts';
import { freePorts } from './running-network.ts';

/** A program that says the right version and, as an engine, hears nothing but SIGKILL. */
async function deafEngine(): Promise<string> {
  const path = join(await temporaryFolder(), 'cometbft');
  const deaf = "trap '' TERM; while :; do sleep 0.05; done";
  await writeFile(path, `#!/bin/sh\n[ "$1" = version ] && { echo ${engineVersion}; exit; }\n${deaf}\n`);
  await chmod(path, 0o755);
  return path;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('when the supervisor is killed, its node ends, and its engine, which hears nothing, is killed', async () => {
  const folder = join(await temporaryFolder(), 'chain');
  const port = await freePorts(2);
  await initNetwork(folder, { validators: 1, port, p2pPort: port + 1 });
  const supervisor = start(['network', 'start', folder], { EVM_ML_COMETBFT: await deafEngine() });
  let log = '';
  for await (const chunk of supervisor.stdout) {
    log += chunk;
    if (log.includes('the engine is process')) break;
  }
  const pids = [...log.matchAll(/the (?:node|engine) is process (\d+)/g)].map(([, pid]) => Number(pid));
  expect(pids.map(isAlive)).toEqual([true, true]);
  supervisor.kill('SIGKILL');
  await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), { timeout: 30_000 });
});

test('a node that the network has not is refused by the names that it has', async () => {
  const folder = join(await temporaryFolder(), 'chain');
  await initNetwork(folder, { validators: 2, port: 18_545, p2pPort: 36_656 });
  const { code, stderr } = await evmMl(['network', 'start', folder, '--only', 'node9']);
  expect([code, stderr]).toEqual([1, `evm-ml: ${folder} has no node node9: it has node1, node2.\n`]);
});
