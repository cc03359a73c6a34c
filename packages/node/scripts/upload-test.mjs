#!/usr/bin/env node
// Brings a model of random weights on a chain through JSON-RPC and the viem actions; kills the client half way, lets it
// continue, and counts what was paid; then publishes a version that differs in a few weights, and asks both.
// Every chunk has to be created once. Needs a build. Usage: upload-test.mjs [--bytes 4194304] [--cap GAS] [--seed N]
// --cap: gas that a transaction may use and a block holds, for larger models (genesis raises both).
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { layoutOf, MODEL_STORE_ADDRESS } from '@evm-ml/evm';
import { mlActions, mlWalletActions, modelStoreAbi } from '@evm-ml/evm/viem';
import { encodeGraph, loadModel, referenceKernels } from '@evm-ml/quantized-runtime';
import { createPublicClient, createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { developmentGenesis } from '../dist/genesis/development.js';
import { startNode } from '../dist/index.js';

const { values } = parseArgs({
  options: {
    bytes: { type: 'string', default: String(4 * 1024 * 1024) },
    cap: { type: 'string' },
    seed: { type: 'string', default: '1' },
    client: { type: 'string' },
  },
});
const NAME = 'acme.upload.random';

if (values.client === undefined) await main(Number(values.bytes), Number(values.seed));
else await client(JSON.parse(values.client));

/** A dense layer of random int8 weights that makes an artefact of about as many bytes. */
function randomNetwork(bytes, seed) {
  const inputs = 64;
  const outputs = Math.floor((bytes - 4_096) / inputs);
  let state = seed >>> 0;
  const weights = Int8Array.from({ length: inputs * outputs }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 24) % 255) - 127;
  });
  const value = (...shape) => ({ shape, type: 'i16', scale: 1, zero: 0 });
  const params = { kernel: 'w', mult: 'mult', shift: 'shift' };
  return {
    graph: {
      profile: 'a16',
      values: [value(1, inputs), value(1, outputs), value(1)],
      nodes: [
        { op: 'dense', layer: 'dense', inputs: [0], outputs: [1], min: null, max: null, params },
        { op: 'reduce', fn: 'max', axes: [1], layer: 'max', inputs: [1], outputs: [2], params: {} },
      ],
      inputs: [{ name: 'x', value: 0, kind: 'real', scale: [1], offset: [0], limit: 0 }],
      outputs: [{ name: 'y', value: 2 }],
      tensors: new Map([
        ['w', { shape: [inputs, outputs], data: weights }],
        ['mult', { shape: [1], data: Int32Array.of(2 ** 20) }],
        ['shift', { shape: [1], data: Uint8Array.of(30) }],
      ]),
    },
    keras: { config: {}, variables: [] },
  };
}

/** The process that is killed: deploys, tells its parent how far it is, and what it cost. */
async function client({ url, chainId, key, file }) {
  const wallet = createWalletClient({
    chain: {
      id: chainId,
      name: 'upload test',
      nativeCurrency: { name: 'E', symbol: 'E', decimals: 18 },
      rpcUrls: { default: { http: [url] } },
    },
    account: privateKeyToAccount(key),
    transport: http(url),
    pollingInterval: 20,
  }).extend(mlWalletActions());
  const done = await wallet.deployModel({
    artefact: new Uint8Array(await readFile(file)),
    name: NAME,
    onProgress: (step) => process.send({ step }),
  });
  process.send({ done: { ...done, gasUsed: String(done.gasUsed) } });
  process.disconnect();
}

/** Runs the client; `stopAt`: the part of its transactions after which it is killed. */
async function deploy(options, stopAt = Number.POSITIVE_INFINITY) {
  const start = performance.now();
  const child = fork(fileURLToPath(import.meta.url), ['--client', JSON.stringify(options)]);
  let result;
  let steps = 0;
  child.on('message', ({ step, done }) => {
    result = done ?? result;
    if (step) steps = step.done;
    if (step && step.done >= stopAt * step.total) child.kill('SIGKILL');
  });
  const [code] = await once(child, 'exit');
  if (code !== 0 && stopAt > 1) throw new Error(`the client ended with ${code}`);
  return { result, steps, seconds: (performance.now() - start) / 1000 };
}

/** What the account paid for so far, and how often each chunk was created. */
async function paid(reader, account) {
  const head = await reader.getBlockNumber();
  let gas = 0n;
  for (let number = 1n; number <= head; number++) {
    const { gasUsed } = await reader.getBlock({ blockNumber: number });
    gas += gasUsed;
  }
  const events = await reader.getContractEvents({
    address: MODEL_STORE_ADDRESS,
    abi: modelStoreAbi,
    eventName: 'ChunkStored',
    fromBlock: 0n,
  });
  const hashes = events.map(({ args }) => args.chunkHash);
  if (new Set(hashes).size !== hashes.length) throw new Error('a chunk was created twice');
  const transactions = await reader.getTransactionCount({ address: account });
  return { gas, transactions, chunks: hashes.length };
}

async function main(bytes, seed) {
  const folder = await mkdtemp(join(tmpdir(), 'evm-ml-upload-'));
  const network = randomNetwork(bytes, seed);
  const artefact = encodeGraph(network.graph);
  await loadModel(artefact, { kernels: referenceKernels }); // it would be sealed, but never answer
  const { chunks } = layoutOf({ model: artefact }).model;
  if (new Set(chunks.map(({ hash }) => hash)).size !== chunks.length)
    throw new Error('chunks are not distinct');
  const cap = values.cap === undefined ? undefined : Number(values.cap);
  const genesis = cap && {
    ...developmentGenesis(),
    gasLimit: cap,
    predict: { params: { maxTransactionGasLimit: cap } },
  };
  const node = await startNode({
    dataDir: join(folder, 'data'),
    port: 0,
    ...(genesis && { genesis, limits: { maxCallGas: cap } }),
  });
  const { address, privateKey } = node.accounts[0] ?? privateAccount();
  const reader = createPublicClient({ transport: http(node.url), cacheTime: 0 }).extend(mlActions());
  const tell = async (what, { steps, seconds }, before) => {
    const after = await paid(reader, address);
    const row = [
      after.transactions - before.transactions,
      after.chunks - before.chunks,
      after.gas - before.gas,
    ];
    console.log(
      `${what.padEnd(26)} ${String(row[0]).padStart(4)} transactions ${String(row[1]).padStart(4)} chunks ` +
        `${row[2].toLocaleString('en-US').padStart(15)} gas ${seconds.toFixed(1).padStart(7)} s`,
    );
    return { ...after, steps };
  };
  console.log(
    `${artefact.length.toLocaleString('en-US')} bytes, ${chunks.length} distinct chunks, node on disk`,
  );
  const file = join(folder, 'model.evmml');
  await writeFile(file, artefact);
  const options = { url: node.url, chainId: node.chainId, key: privateKey, file };
  const nothing = { transactions: 0, chunks: 0, gas: 0n };
  const half = await tell('killed half way', await deploy(options, 0.5), nothing);
  const rest = await deploy(options);
  const whole = await tell('continued', rest, half);
  if (whole.chunks !== chunks.length) throw new Error(`${whole.chunks} chunks were created`);
  const again = await tell('once more', await deploy(options), whole);
  if (again.transactions !== whole.transactions) throw new Error('a deployed model was paid for again');

  const changed = network.graph.tensors.get('w').data;
  changed[changed.length >> 1] = -changed[changed.length >> 1] || 1;
  const next = encodeGraph(network.graph);
  await writeFile(file, next);
  const second = await deploy(options);
  await tell('version 2, one weight', second, again);
  if (second.result.uploaded !== 1)
    throw new Error(`${second.result.uploaded} chunks were uploaded for one weight`);

  for (const model of [`${NAME}@1`, NAME]) {
    const { gas, exceedsBlockGasLimit } = await reader.describeModel({ model });
    const input = Array.from({ length: 64 }, (_, i) => i - 32);
    const start = performance.now();
    const [answer] = await reader.predict({ model, input });
    console.log(
      `${model}: ${gas.toLocaleString('en-US')} gas cold${exceedsBlockGasLimit ? ', more than a block holds' : ''}, ` +
        `answer ${answer} after ${((performance.now() - start) / 1000).toFixed(2)} s`,
    );
  }
  await node.close();
  await rm(folder, { recursive: true, force: true });
}

/** The first account of the development mnemonic, which a genesis of one's own does not make the node list. */
function privateAccount() {
  const privateKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
  return { privateKey, address: privateKeyToAccount(privateKey).address };
}
