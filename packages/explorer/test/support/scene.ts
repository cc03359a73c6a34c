import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  MODEL_REGISTRY_ADDRESS,
  mlWalletActions,
  modelRegistryAbi,
  PREDICT_ADDRESS,
  predictAbi,
} from '@evm-ml/evm/viem';
import { decodeGraph, encodeGraph } from '@evm-ml/quantized-runtime';
import { encodeNetwork, importKeras, quantize } from '@evm-ml/quantized-runtime/workshop';
import {
  concat,
  encodeErrorResult,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  pad,
  parseAbi,
  parseEther,
  size,
} from 'viem';
import { type RunningNode, startNode } from '../../../node/src/index.ts';
import { publicClient, walletClient } from '../../../node/test/support/clients.ts';
import { wineArtefact, wineTable } from '../../../node/test/support/wine.ts';

/** What somebody writes who hopes that it runs: as markup, as an attribute, and as text that hides what it is. */
export const HOSTILE = `<img src=x onerror="window.hacked=1">"'><svg onload=window.hacked=1>\u202Egnp.\u0000`;

/** A chain with what a page can show: models, a contract that asks one, failures, and texts of somebody hostile. */
export interface Scene {
  readonly node: RunningNode;
  readonly lot: readonly number[];
  /** A transaction whose contract asked the wine model. */
  readonly predicted: Hex;
  /** A transaction whose contract had a number spelled. */
  readonly spelled: Hex;
  /** Transactions that reverted: with an error of PREDICT, and with one that repeats hostile text. */
  readonly unlucky: Hex;
  readonly hostileRevert: Hex;
  /** A transaction whose log has hostile text. */
  readonly hostileLog: Hex;
  /** A contract that answers its first argument, and who made it. */
  readonly echo: Hex;
  /** A contract that answers everything with an address to ask instead (ERC-3668), one of the node's own. */
  readonly lure: Hex;
}

export const NAMES = {
  wine: 'acme.cellar.grader',
  digits: 'acme.post.digits',
  hostile: 'acme.hostile.layers',
  spelling: 'acme.office.spelling',
} as const;

const fidelity = (file: string) =>
  readFileSync(new URL(`../../../../bench/fidelity/${file}`, import.meta.url));

/** Code that calls the address of its first word with the rest, and gives or reverts with what comes back. */
const forwarder: Hex = '0x7f602036038060205f375f5f825f5f5f355af13d5f5f3e601c573d5ffd5b3d5ff35f5260205ff3';

/** Code that gives the first word of its arguments back. */
const echoing: Hex = '0x686004355f5260205ff35f5260096017f3';

/** Code that gives, or reverts with, what stands behind it. */
const holding = (data: Hex, end: 'f3' | 'fd'): Hex => {
  const length = size(data).toString(16).padStart(4, '0');
  return concat([`0x61${length}600c5f3961${length}5f${end}`, data]);
};

/** The error by which a contract sends its callers elsewhere. */
const elsewhere = (sender: Hex, url: string): Hex =>
  encodeErrorResult({
    abi: parseAbi(['error OffchainLookup(address, string[], bytes, bytes4, bytes)']),
    errorName: 'OffchainLookup',
    args: [sender, [url], '0x', '0x12345678', '0x'],
  });

/** As a contract encodes it; numbers exact to six places. */
export const predictCalldata = (input: readonly number[]): Hex =>
  encodeFunctionData({
    abi: predictAbi,
    functionName: 'predict',
    args: [NAMES.wine, input.map((x) => BigInt(Math.round(x * 1e6)) * 10n ** 12n)],
  });

/** A network that Keras trained on MNIST, calibrated on 16 of its samples. */
async function digitsArtefact(): Promise<Uint8Array> {
  const network = await importKeras(fidelity('mnist_cnn.keras'));
  const samples = Float32Array.from(gunzipSync(fidelity('mnist.samples.gz')).subarray(0, 16 * 28 * 28));
  const quantized = await quantize(network, [samples], { profile: 'a16' });
  return encodeNetwork(quantized.network).model;
}

/** A network that Keras trained to spell numbers below 10,000: a text in, a text out. */
async function spellingArtefact(): Promise<Uint8Array> {
  const fixture = (file: string) =>
    readFileSync(new URL(`../../../quantized-runtime/fixtures/keras/spelling/${file}`, import.meta.url));
  const pieces = fixture('vocabulary.txt').toString().split('\n').slice(0, -1);
  const textBytes = 4;
  const network = await importKeras(fixture('spelling.keras'), {
    textBytes,
    textOutput: { pieces, fn: 'words', stop: '' },
  });
  const texts = Array.from({ length: 500 }, (_, index) => String(19 * index).padEnd(textBytes, '\xff'));
  const samples = Float32Array.from(Buffer.from(texts.join(''), 'latin1'));
  return encodeNetwork((await quantize(network, [samples], { profile: 'a16' })).network).model;
}

/** The same network, whose layers and ports bear hostile names. */
function withHostileNames(artefact: Uint8Array): Uint8Array {
  const graph = decodeGraph(artefact);
  return encodeGraph({
    ...graph,
    inputs: graph.inputs.map((port) => ({ ...port, name: HOSTILE })),
    outputs: graph.outputs.map((port) => ({ ...port, name: HOSTILE })),
    nodes: graph.nodes.map((node) => ({ ...node, layer: HOSTILE })),
  });
}

/** The same network, with another last bit in one weight. */
function withOneByteChanged(artefact: Uint8Array): Uint8Array {
  const graph = decodeGraph(artefact);
  const [name, tensor] = [...graph.tensors].find(([, { data }]) => data instanceof Int8Array)!;
  const data = (tensor.data as Int8Array).slice();
  data[0]! ^= 1;
  const tensors = new Map(graph.tensors).set(name, { ...tensor, data });
  return encodeGraph({ ...graph, tensors });
}

export async function setScene(port = 0): Promise<Scene> {
  const node = await startNode({ port, dev: true, explorer: true });
  const wallet = walletClient(node.url);
  const client = publicClient(node.url);
  const deployer = wallet.extend(mlWalletActions());
  const wine = await wineArtefact();
  await deployer.deployModel({ artefact: wine.model, origin: wine.origin, name: NAMES.wine });
  await deployer.deployModel({ artefact: await digitsArtefact(), name: NAMES.digits });
  await deployer.deployModel({ artefact: await spellingArtefact(), name: NAMES.spelling });
  const hostile = withHostileNames(wine.model);
  await deployer.deployModel({ artefact: hostile, name: NAMES.hostile });
  await deployer.deployModel({ artefact: withOneByteChanged(hostile), name: NAMES.hostile });

  const lot = wineTable('test.csv')[0]!;
  const deployed = await client.waitForTransactionReceipt({
    hash: await wallet.sendTransaction({ data: forwarder }),
  });
  const forward = (calldata: Hex) =>
    wallet.sendTransaction({
      to: deployed.contractAddress!,
      data: concat([pad(PREDICT_ADDRESS), calldata]),
      gas: 1_000_000n,
    });
  const predicted = await forward(predictCalldata(lot));
  const unlucky = await forward(predictCalldata(lot.slice(1)));
  const spelled = await forward(
    encodeFunctionData({ abi: predictAbi, functionName: 'predictText', args: [NAMES.spelling, '4711'] }),
  );
  const echoed = await client.waitForTransactionReceipt({
    hash: await wallet.sendTransaction({ data: echoing }),
  });
  const registry = { address: MODEL_REGISTRY_ADDRESS, abi: modelRegistryAbi, gas: 1_000_000n } as const;
  const hostileRevert = await wallet.writeContract({
    ...registry,
    functionName: 'freeze',
    args: [HOSTILE],
  });
  const hostileLog = await wallet.writeContract({
    ...registry,
    functionName: 'deprecate',
    args: [NAMES.hostile, 1n, HOSTILE],
  });
  for (let index = 1; index <= 4; index++) {
    await wallet.sendTransaction({
      to: node.accounts[index]!.address,
      value: parseEther('1.5') * BigInt(index),
    });
  }
  const from = wallet.account.address;
  const nonce = BigInt(await client.getTransactionCount({ address: from }));
  const lure = getContractAddress({ from, nonce }).toLowerCase() as Hex;
  const lookup = elsewhere(lure, `${node.url}/bait/{sender}/{data}`);
  await wallet.sendTransaction({ data: holding(holding(lookup, 'fd'), 'f3') });
  const echo = echoed.contractAddress!;
  return { node, lot, predicted, spelled, unlucky, hostileRevert, hostileLog, echo, lure };
}
