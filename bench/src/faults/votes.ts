import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { developmentAccounts, developmentGenesis } from '@evm-ml/node/parts';
import { type Hex, toHex } from 'viem';
import type { Cluster } from '../cluster/cluster.ts';
import { evmMl } from '../cluster/evm-ml.ts';

/** Who governs: accounts that send nothing else. Two of three decide. */
const members = developmentAccounts().slice(5, 8);

/** Writes the genesis of a network that belongs to members, without a rule yet; returns its path. */
export async function writeGenesis(folder: string): Promise<string> {
  const path = join(folder, 'members.json');
  const permissions = { members: members.map(({ address }) => address) };
  await mkdir(folder, { recursive: true });
  await writeFile(path, JSON.stringify({ ...developmentGenesis(), timestampStep: 0, permissions }));
  return path;
}

/**
 * Has the members decide on changes, as `evm-ml members propose` reads them.
 * @returns hash of the block that the decision is in
 */
export async function decide({ members: [node] }: Cluster, ...changes: string[]): Promise<Hex> {
  const [first, second] = members.map(({ privateKey }) => ['--rpc', node!.url, '--key', privateKey]);
  const proposed = await evmMl('members', 'propose', ...first!, ...changes);
  const number = /proposal (\d+)/.exec(proposed)?.[1];
  if (number === undefined) throw new Error(`no proposal was made: ${proposed}`);
  const voted = await evmMl('members', 'vote', ...second!, number);
  const block = /done in block (\d+)/.exec(voted)?.[1];
  if (block === undefined) throw new Error(`two votes of three decided nothing: ${voted}`);
  const { hash } = await node!.call<{ hash: Hex }>('eth_getBlockByNumber', toHex(Number(block)), false);
  return hash;
}
