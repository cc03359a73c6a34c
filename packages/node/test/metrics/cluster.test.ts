import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { results } from '@evm-ml/rpc';
import { bytesToHex, type Hex, hexToBytes } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import {
  MisbehaviorType,
  type RequestFinalizeBlock,
} from '../../src/consensus/cometbft/abci/tendermint/abci/types_pb.ts';
import { BlockIDFlag } from '../../src/consensus/cometbft/abci/tendermint/types/validator_pb.ts';
import { startNode } from '../../src/index.ts';
import { dial, networkGenesis } from '../consensus/cometbft/validator.ts';
import { permissionedGenesis, threeMembers } from '../permissions/permissioned.ts';
import { call, walletClient } from '../support/clients.ts';
import { temporaryFolder } from '../support/temporary.ts';

const addresses = threeMembers.validators!.map(({ pubKey }) =>
  createHash('sha256')
    .update(hexToBytes(pubKey as Hex))
    .digest()
    .subarray(0, 20),
);
const [first, second] = addresses.map((address) => bytesToHex(address));

/** The commit of the block before: the second validator's signature is late. */
const lastCommit = {
  round: 2,
  votes: [BlockIDFlag.BLOCK_ID_FLAG_COMMIT, BlockIDFlag.BLOCK_ID_FLAG_ABSENT].map((blockIdFlag, index) => ({
    validator: { address: Uint8Array.from(addresses[index]!), power: 1n },
    blockIdFlag,
  })),
} as unknown as NonNullable<RequestFinalizeBlock['decidedLastCommit']>;

/** A validator's node, and the test as its engine. */
async function clusterNode(members: boolean) {
  const dataDir = await temporaryFolder();
  const [abciSocket, rpcSocket] = [join(dataDir, 'abci.sock'), join(dataDir, 'engine.sock')];
  const node = await startNode({
    ...{ port: 0, metrics: true, dataDir, cometbft: { abciSocket, rpcSocket } },
    genesis: members ? permissionedGenesis() : networkGenesis,
  });
  onTestFinished(() => node.close());
  const metrics = async () => {
    const text = await (await fetch(`${node.url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith('evm_ml_cluster_'));
    return Object.fromEntries(lines.map((line) => line.split(/ (?=\S+$)/) as [string, string]));
  };
  return { node, metrics, dial: () => dial(abciSocket) };
}

const shapes: Readonly<Record<string, { parse(answer: unknown): unknown }>> = {
  predict_cluster: results.cluster.nullable(),
  predict_members: results.members.nullable(),
};

/** What a method answers, which has the shape that it is defined with. */
async function ask(url: string, method: string, ...params: unknown[]): Promise<unknown> {
  const { result } = (await call(url, method, ...params)) as { result?: unknown };
  return shapes[method]?.parse(result) ?? result;
}

type Engine = Awaited<ReturnType<typeof dial>>;
const block = (height: number, txs: Uint8Array[] = [], more: object = {}) => ({
  ...{ height: BigInt(height), time: { seconds: 1_000n + BigInt(height), nanos: 0 }, txs },
  ...{ proposerAddress: Uint8Array.from(addresses[0]!), decidedLastCommit: lastCommit, ...more },
});
async function decide(engine: Engine, value: ReturnType<typeof block>) {
  const decided = await engine.ask({ case: 'finalizeBlock', value });
  if (decided?.case !== 'finalizeBlock') throw new Error(`answered ${decided?.case}`);
  await engine.ask({ case: 'commit', value: {} });
}

test('metrics and RPC say who proposed, who signed, in which round, and whom proofs are against', async () => {
  const { node, metrics, dial } = await clusterNode(true);
  expect(await ask(node.url, 'net_listening')).toBe(false);
  expect(await ask(node.url, 'predict_cluster')).toEqual({
    ...{ connected: false, peers: null, engineHeight: null, proposer: null, round: null },
    ...{ validators: [], missingSignatures: '0x0' },
  });
  const engine = await dial();
  const misbehavior = [
    {
      type: MisbehaviorType.DUPLICATE_VOTE,
      validator: { address: Uint8Array.from(addresses[1]!) },
      height: 1n,
    },
  ];
  await decide(engine, block(1, [], { misbehavior }));
  await decide(engine, block(2));
  expect(await metrics()).toMatchObject({
    evm_ml_cluster_engine_connected: '1',
    evm_ml_cluster_engine_height: '2',
    evm_ml_cluster_peers: 'Nan',
    evm_ml_cluster_round: '2',
    evm_ml_cluster_validators: '2',
    evm_ml_cluster_missing_signatures: '1',
    evm_ml_cluster_members: '3',
    evm_ml_cluster_failed_rounds_total: '4',
    [`evm_ml_cluster_missed_signatures_total{validator="${first}"}`]: '0',
    [`evm_ml_cluster_missed_signatures_total{validator="${second}"}`]: '2',
    [`evm_ml_cluster_proposed_blocks_total{validator="${first}"}`]: '2',
    'evm_ml_cluster_misbehaviour_total{kind="duplicate vote"}': '1',
    evm_ml_cluster_refused_proposals_total: '0',
  });
  const [one, two] = threeMembers.validators!;
  expect(await ask(node.url, 'predict_cluster')).toEqual({
    ...{ connected: true, peers: null, engineHeight: '0x2', proposer: first, round: '0x2' },
    validators: [
      { address: first, power: '0x1', signed: true, key: one!.pubKey, ...rest(one!) },
      { address: second, power: '0x1', signed: false, key: two!.pubKey, ...rest(two!) },
    ],
    missingSignatures: '0x1',
  });
  expect(await ask(node.url, 'net_listening')).toBe(true);
  expect(await ask(node.url, 'net_peerCount')).toBe('0x0');
});

const rest = ({ payee, member, node }: { payee: string; member: string; node?: string | undefined }) => ({
  payee,
  member,
  node,
});

test('proposals that are refused, and the time until what was sent is final, are counted', async () => {
  const { node, metrics, dial } = await clusterNode(false);
  const engine = await dial();
  const { decidedLastCommit: _, ...proposal } = block(1, [Uint8Array.of(1, 2, 3)]);
  expect(await engine.ask({ case: 'processProposal', value: proposal })).toMatchObject({
    value: { status: 2 },
  });
  const hash = await walletClient(node.url).sendTransaction({ to: `0x${'77'.repeat(20)}`, value: 1n });
  const raw = await ask(node.url, 'eth_getRawTransactionByHash', hash);
  await decide(engine, block(1, [hexToBytes(raw as Hex)]));
  expect(await metrics()).toMatchObject({
    evm_ml_cluster_refused_proposals_total: '1',
    evm_ml_cluster_finality_seconds_count: '1',
  });
  expect(await ask(node.url, 'predict_members')).toBe(null);
});

test('predict_members says who governs, by what rules', async () => {
  const { node } = await clusterNode(true);
  expect(await ask(node.url, 'predict_members')).toEqual({
    members: threeMembers.members,
    threshold: '0x2',
    proposalBlocks: '0x3e8',
    rules: [],
    validators: threeMembers.validators!.map(({ pubKey, ...each }) => ({ key: pubKey, ...each })),
  });
});

test('a node that decides alone has no cluster', async () => {
  const node = await startNode({ port: 0, metrics: true });
  onTestFinished(() => node.close());
  expect(await ask(node.url, 'predict_cluster')).toBe(null);
  expect(await ask(node.url, 'net_listening')).toBe(true);
  expect(await (await fetch(`${node.url}/metrics`)).text()).not.toContain('evm_ml_cluster');
});
