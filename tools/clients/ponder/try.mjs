// Has ponder index events of a development node, those of the past and those that come, and compares:
//   npm start                                   (in another terminal)
//   cd tools/clients/ponder && npm ci && node try.mjs [http://127.0.0.1:8545]       (Node.js 22 or newer)
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWalletClient, encodeEventTopics, http, publicActions, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { abi, code } from './counter.mjs';

const url = process.argv[2] ?? 'http://127.0.0.1:8545';
const [port, past, coming] = [42_069, 60, 20];
/** Of the development chain: everybody knows it. */
const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const client = createWalletClient({ account, transport: http(url) }).extend(publicActions);
const chain = null;

const [topic] = encodeEventTopics({ abi, eventName: 'Counted' });
const deployed = await client.deployContract({ abi, bytecode: code(topic), account, chain });
const { contractAddress } = await client.waitForTransactionReceipt({ hash: deployed, pollingInterval: 50 });
const count = async (value) => {
  const hash = await client.sendTransaction({ to: contractAddress, data: toHex(value, { size: 32 }), chain });
  await client.waitForTransactionReceipt({ hash, pollingInterval: 20 });
};
for (let value = 0; value < past; value++) await count(value);

const folder = mkdtempSync(join(tmpdir(), 'evm-ml-ponder-'));
const ponder = spawn(
  process.execPath,
  [
    'node_modules/ponder/dist/esm/bin/ponder.js',
    'start',
    '--schema',
    'public',
    '--port',
    String(port),
    '--hostname',
    '127.0.0.1',
  ],
  {
    cwd: import.meta.dirname,
    env: {
      ...process.env,
      RPC_URL: url,
      CONTRACT: contractAddress,
      PONDER_TELEMETRY_DISABLED: 'true',
      DATABASE_DIRECTORY: folder,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  },
);
const deadline = Date.now() + 120_000;

async function ask(query) {
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return (await answer.json()).data;
}

/** What was indexed, once it is so much. */
async function indexed(number) {
  while (Date.now() < deadline) {
    const data = await ask('{ counteds(limit: 1000, orderBy: "block") { items { block value } } }').catch(
      () => undefined,
    );
    if (data?.counteds.items.length >= number) return data.counteds.items;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`ponder did not index ${number} events in two minutes`);
}

try {
  await indexed(past);
  for (let value = past; value < past + coming; value++) await count(value);
  const items = await indexed(past + coming);
  const logs = await client.getLogs({ address: contractAddress, fromBlock: 0n });
  assert.deepEqual(
    items.map(({ block, value }) => [BigInt(block), BigInt(value)]),
    logs.map(({ blockNumber, data }) => [blockNumber, BigInt(data)]),
  );
  console.log(
    `ponder indexed ${past} events of the past and ${coming} that came, as the node's logs have them`,
  );
} finally {
  ponder.kill();
  rmSync(folder, { recursive: true, force: true });
}
