#!/usr/bin/env node
// Kills a node with SIGKILL at random points while it takes transactions, starts it again each time, and checks that
// the head is whole and that every transaction whose receipt was seen is still there, in the same block.
// At the end the whole chain is replayed. With --state N the node prunes all the time, and after each kill every state
// that it should have is read. Needs a build. Usage: kill-test.mjs [--kills 200] [--seed N] [--database lmdb] [--state N]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createPublicClient, createWalletClient, http, parseGwei } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { startNode, verifyChain } from '../dist/index.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    database: { type: 'string', default: 'lmdb' },
    state: { type: 'string' },
    child: { type: 'string' },
  },
});
const { database } = values;
const pruning = values.state === undefined ? {} : { state: Number(values.state) };

if (values.child !== undefined) {
  const node = await startNode({ dataDir: values.child, database, port: 0, ...pruning });
  process.send({
    url: node.url,
    chainId: node.chainId,
    keys: node.accounts.map(({ privateKey }) => privateKey),
  });
} else {
  await main(Number(values.kills), Number(values.seed));
}

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function start(dataDir) {
  const state = values.state === undefined ? [] : ['--state', values.state];
  const args = ['--child', dataDir, '--database', database, ...state];
  const child = fork(fileURLToPath(import.meta.url), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  const failed = gone.then(() => Promise.reject(new Error('the node did not start again')));
  failed.catch(() => undefined);
  const [{ url, chainId, keys }] = await Promise.race([once(child, 'message'), failed]);
  const chain = {
    id: chainId,
    name: 'kill test',
    nativeCurrency: { name: 'E', symbol: 'E', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  };
  const transport = http(url, { retryCount: 0 });
  const client = createPublicClient({ chain, transport, cacheTime: 0 });
  const wallets = keys
    .slice(0, 4)
    .map((key) => createWalletClient({ chain, transport, account: privateKeyToAccount(key) }));
  return { child, gone, client, wallets };
}

/** Sends from one account until the node is gone; notes each transaction whose receipt came back. */
async function send({ client }, wallet, seen) {
  const fees = { gas: 21_000n, maxFeePerGas: parseGwei('100'), maxPriorityFeePerGas: 1n };
  try {
    for (let nonce = await client.getTransactionCount({ address: wallet.account.address }); ; nonce++) {
      const hash = await wallet.sendTransaction({ to: wallet.account.address, value: 1n, nonce, ...fees });
      const { blockHash, blockNumber } = await client.getTransactionReceipt({ hash });
      seen.push({ hash, blockHash, blockNumber });
    }
  } catch {
    // The node was killed: what was seen before counts.
  }
}

/** Reads the kept states of a node that prunes. */
async function checkStates({ client, wallets }, head) {
  if (pruning.state === undefined) return;
  const oldest = head - BigInt(pruning.state) + 1n;
  for (let blockNumber = oldest > 0n ? oldest : 0n; blockNumber <= head; blockNumber++) {
    for (const { account } of wallets)
      await client.getProof({ address: account.address, storageKeys: [], blockNumber });
  }
}

async function check({ client, wallets }, seen) {
  for (const { hash, blockHash } of seen) {
    const receipt = await client.getTransactionReceipt({ hash });
    if (receipt.blockHash !== blockHash)
      throw new Error(`${hash} moved from ${blockHash} to ${receipt.blockHash}`);
  }
  const head = await client.getBlock();
  const parent = head.number > 0n ? await client.getBlock({ blockNumber: head.number - 1n }) : undefined;
  if (parent && head.parentHash !== parent.hash)
    throw new Error(`block ${head.number} does not follow its parent`);
  await checkStates({ client, wallets }, head.number);
  return head.number;
}

async function firstOf(seen) {
  while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function main(kills, seed) {
  const random = createRandom(seed);
  const dataDir = await mkdtemp(join(tmpdir(), 'evm-ml-kill-'));
  console.log(
    `${kills} kills of ${database}, seed ${seed}${values.state ? `, ${values.state} states kept` : ''}`,
  );
  const all = [];
  let fresh = [];
  for (let kill = 1; kill <= kills; kill++) {
    const node = await start(dataDir);
    const head = await check(node, fresh);
    fresh = [];
    const traffic = node.wallets.map((wallet) => send(node, wallet, fresh));
    // Every other kill waits for the first receipt, so that blocks are being written when it comes.
    if (kill % 2 === 0) await firstOf(fresh);
    await new Promise((resolve) => setTimeout(resolve, random() * 400));
    node.child.kill('SIGKILL');
    await node.gone;
    await Promise.all(traffic);
    all.push(...fresh);
    if (kill % 10 === 0) console.log(`${kill} kills, head ${head}, ${all.length} receipts kept`);
  }
  const last = await start(dataDir);
  await check(last, all);
  last.child.kill('SIGKILL');
  await last.gone;
  const { blocks, transactions } = await verifyChain({ dataDir, database });
  if (transactions < all.length) throw new Error('acknowledged transactions are missing');
  console.log(
    `passed: ${kills} kills, ${all.length} acknowledged transactions kept, ${blocks} blocks replayed to the same hashes`,
  );
  await rm(dataDir, { recursive: true, force: true });
  process.exit(0);
}
